"""Other lexicons, the steps, times, files."""

import marsad
import pyarrow
import pytest
from conftest import ARTICLES, ROOT

# "Shamkhar Zabalqan condemned the Dawn of the Plain Brigade." A made-up person and a made-up group.
SAID = "أدان شمخار زبلقان لواء فجر السهوب."


@pytest.fixture
def lists(tmp_path):
    (tmp_path / "people").mkdir()
    (tmp_path / "bodies.tsv").write_text("NSA\tREB\tarmed\tJOR\t\tلواء فجر السهوب\tDawn of the Plain Brigade\n", "utf-8")
    person = "Shamkhar Zabalqan\tشمخار زبلقان\t\tLBY:GOV:oil minister:2009:2012\n"
    (tmp_path / "people" / "mine.tsv").write_text(person, "utf-8")
    return tmp_path


def test_extra_lists_are_coded_as_by_the_command(lists, tmp_path, command):
    article = tmp_path / "article.txt"
    article.write_text(SAID, "utf-8")
    line = command("code", "--lexicon-extra", lists, article).strip()
    coder = marsad.Coder(extra=lists)
    assert coder.code(SAID, id=str(article)).to_json() == line
    assert {"LBY", "NSA"} <= {actor["code"] for actor in coder.code(SAID, published="2010-01-01").actors}
    assert "NSA" not in {actor["code"] for actor in marsad.code(SAID).actors}
    assert coder.flat([SAID], published="2010-01-01").to_pandas().actor_codes[0] == ["LBY"]


def test_mistakes_are_told_with_file_and_line(lists):
    bodies = lists / "bodies.tsv"
    bodies.write_text("# mine\nNSA REB armed JOR\n", "utf-8")
    with pytest.raises(marsad.LexiconError, match="columns are separated by tabs") as raised:
        marsad.Coder(extra=[lists])
    [(file, line, what)] = raised.value.problems
    assert (file, line) == (str(bodies), 2) and "tabs" in what
    with pytest.raises(marsad.LexiconError, match="cannot read no/such/folder"):
        marsad.Coder(lexicon="no/such/folder")


def test_a_folder_gives_the_same_as_the_built_in_lexicon(articles, lines):
    coder = marsad.Coder(lexicon=ROOT / "lexicon")
    first = articles[0]
    fields = {name: first[name] for name in ("id", "title", "published", "outlet", "url")}
    assert coder.code(first["text"], **fields).to_json() == lines[0]


def test_steps_are_the_commands(command):
    sentence = "قطعت تونس علاقاتها مع دمشق أمس"  # Tunis cut its ties with Damascus yesterday
    assert marsad.explain(sentence, "2012-02-05") == command("explain", sentence, "--published", "2012-02-05")


def test_times_have_spans_and_days():
    # "They met on Saturday and talks lasted about two hours."
    text = "👋 التقيا السبت واستمرت المحادثات نحو ساعتين."
    day, length = marsad.times(text, "2014-09-22")
    assert text[day.start : day.end] == day.text == "السبت"
    assert (day.kind, day.first, day.last, day.precision) == ("date", "2014-09-20", "2014-09-20", "day")
    assert (length.kind, length.minutes, length.approximate) == ("duration", 120, True)
    assert marsad.times(text)[0].first is None
    with pytest.raises(ValueError, match="`reference` is \"soon\""):
        marsad.times(text, "soon")


def test_files_are_read_for_coding(lines, articles):
    table = marsad.read(ARTICLES)
    assert [row["text"] for row in pyarrow.table(table).to_pylist()] == [article["text"] for article in articles]
    assert marsad.code(table).to_jsonl().splitlines() == lines


def test_what_cannot_be_read_is_told_with_file_and_line(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "التقى الرئيس الوزير"}\nnot json\n', "utf-8")  # the president met the minister
    with pytest.warns(marsad.SetAside, match="1 of 2 set aside; the first: .*a.jsonl:2: not a JSON object"):
        table = marsad.read([file])
    assert len(table) == 1
    assert (table.rejects[0].file, table.rejects[0].line) == (str(file), 2)
    with pytest.raises(FileNotFoundError, match="b.jsonl"):
        marsad.read(tmp_path / "b.jsonl")
