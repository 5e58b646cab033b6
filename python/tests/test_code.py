"""Texts, lists, columns and tables become what the command writes, byte for byte."""

import csv
import datetime
import io
import threading
import warnings

import marsad
import pandas
import polars
import pyarrow
import pytest
from conftest import ARTICLES

FIELDS = ["id", "title", "text", "published", "outlet", "url"]
# "The American foreign minister John Kerry met his Iranian counterpart Javad Zarif in Vienna yesterday."
MET = "التقى وزير الخارجية الأميركي جون كيري في فيينا أمس نظيره الإيراني جواد ظريف."


def columns(articles):
    return {name: [article.get(name) for article in articles] for name in FIELDS}


def test_a_text_gives_the_commands_line(articles, lines):
    for article, line in zip(articles, lines, strict=True):
        fields = {name: article.get(name) for name in FIELDS if name != "text"}
        assert marsad.code(article["text"], **fields).to_json() == line


def test_a_list_gives_the_commands_lines_on_any_number_of_cores(articles, lines):
    table = columns(articles)
    texts = table.pop("text")
    for jobs in (1, 2, None):
        records = marsad.code(texts, **table, jobs=jobs)
        assert [record.to_json() for record in records] == lines


@pytest.mark.parametrize(
    "frame",
    [
        pandas.DataFrame,
        polars.DataFrame,
        pyarrow.table,
        lambda table: pandas.DataFrame(table).assign(published=lambda d: pandas.to_datetime(d.published)),
        lambda table: polars.DataFrame(table).with_columns(polars.col("published").str.to_date()),
        lambda table: pyarrow.table(table).to_reader(max_chunksize=3),
    ],
    ids=["pandas", "polars", "pyarrow", "pandas-days", "polars-days", "stream"],
)
def test_tables_give_the_commands_lines(articles, lines, frame):
    records = marsad.code(frame(columns(articles)))
    assert records.to_jsonl().splitlines() == lines
    assert [record.to_json() for record in records] == lines
    assert records[1:-1:2] == list(records)[1:-1:2]
    assert records[-1] == records[len(records) - 1] and len(records) == len(lines)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_columns_give_the_commands_lines(articles, lines, library):
    make = {"pandas": pandas.Series, "polars": lambda c: polars.Series(values=c, dtype=polars.String), "pyarrow": pyarrow.array}
    table = {name: make[library](column) for name, column in columns(articles).items()}
    texts = table.pop("text")
    assert marsad.code(texts, **table).to_jsonl().splitlines() == lines


def test_columns_may_have_other_names_and_fields_one_value(articles):
    frame = pandas.DataFrame({"body": [MET], "day": [datetime.date(2015, 7, 14)]})
    by_name = marsad.code(frame, text="body", published="day")[0]
    by_value = marsad.code(frame["body"], published="2015-07-14")[0]
    assert by_name == by_value == marsad.code(MET, published=datetime.date(2015, 7, 14))
    assert by_name.published == "2015-07-14" and by_name.events[0]["date"]["start"] == "2015-07-13"
    with pytest.raises(KeyError, match="no column \\\\?\"headline\\\\?\" for the title; the columns are body, day"):
        marsad.code(frame, text="body", title="headline")


def test_nested_tables_hold_what_the_lines_hold(articles):
    records = marsad.code(pandas.DataFrame(columns(articles)))
    table = pyarrow.table(records)
    assert table.num_rows == polars.DataFrame(records).height == len(records.to_pandas()) == len(records)
    for row, record in zip(table.to_pylist(), records, strict=True):
        assert row["id"] == record.id
        assert [event["id"] for event in row["events"]] == [event["id"] for event in record.events]
        assert [event["mentions"][0]["start"] for event in row["events"]] == [
            event["mentions"][0]["start"] for event in record.events
        ]


def test_the_flat_table_is_the_commands_csv(articles, command):
    rows = list(csv.DictReader(io.StringIO(command("code", "--keep-duplicates", "--format", "csv", ARTICLES))))
    frame = pandas.DataFrame(columns(articles))
    records = marsad.code(frame)
    tables = [marsad.flat(records), marsad.flat(frame), marsad.flat(list(records)), marsad.flat(frame, jobs=1)]
    for table in tables:
        assert table.column_names == list(rows[0])
        told = pyarrow.table(table).to_pylist()
        assert [str(row["event_id"]) for row in told] == [row["event_id"] for row in rows]
        for row, wanted in zip(told, rows, strict=True):
            for name in ("type", "cameo", "status", "place", "rule"):
                assert (row[name] or "") == wanted[name]
            assert ";".join(row["actor_codes"]) == wanted["actor_codes"]
            assert str(row["date_start"] or "") == wanted["date_start"]
            assert str(row["start"]) == wanted["start"]
    assert pyarrow.table(tables[0]).equals(pyarrow.table(tables[1]))


def test_tables_are_handed_over_without_a_copy(articles):
    events = marsad.flat(pandas.DataFrame(columns(articles)))
    first, second = (pyarrow.table(events)["event_id"].chunk(0).buffers() for _ in range(2))
    assert [buffer and buffer.address for buffer in first] == [buffer and buffer.address for buffer in second]


def test_offsets_are_those_of_python(articles):
    for article in articles:
        record = marsad.code(article["text"], title=article["title"], published=article["published"])
        for actor in record.actors:
            # A name is a mention without the conjunction or preposition before it; the alef that ل swallows is put back.
            name = actor["name"].removeprefix("ا")
            assert any(article[m["field"]][m["start"] : m["end"]].endswith(name) for m in actor["mentions"])


def test_records_are_typed_and_whole():
    record = marsad.code(MET, published="2015-07-14", outlet="مثال", id="a", url="https://example.org/a")
    assert (record.id, record.outlet, record.url, record.title) == ("a", "مثال", "https://example.org/a", None)
    assert record.schema == marsad.SCHEMA_VERSION
    whole = record.to_dict()
    assert (whole["events"], whole["actors"]) == (record.events, record.actors)
    whole["events"].clear()
    assert record.events
    assert repr(record) == 'Record(id="a", published="2015-07-14", events=1)'


def test_what_cannot_be_coded_is_told():
    with pytest.raises(marsad.Rejected, match="not Arabic") as raised:
        marsad.code("Good morning")
    assert raised.value.rejects[0].cause == "not Arabic"
    with pytest.raises(marsad.Rejected, match="`published` is \"soon\"; write it as YYYY-MM-DD"):
        marsad.code(MET, published="soon")
    with pytest.warns(marsad.SetAside, match="2 of 3 set aside; the first: row 1: there is no `text`"):
        records = marsad.code([MET, None, ""], published="2015-07-14")
    assert records[0].events and records[1:] == [None, None]
    frame = polars.DataFrame({"text": ["Good morning", MET, "  "]})
    for function in (marsad.code, marsad.flat):
        with pytest.warns(marsad.SetAside, match="2 of 3 set aside"):
            result = function(frame)
        assert [(reject.row, reject.cause) for reject in result.rejects] == [(0, "not Arabic"), (2, "empty")]
        with pytest.raises(marsad.Rejected, match="2 of 3 set aside") as raised:
            function(frame, strict=True)
        assert [reject.row for reject in raised.value.rejects] == [0, 2]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(marsad.code(frame.head(0))) == 0 == len(marsad.flat(frame.head(0)))


def test_what_is_no_text_is_refused():
    for given in (5, None, b"", {"text": [MET]}, polars.LazyFrame({"text": [MET]})):
        for function in (marsad.code, marsad.flat):
            with pytest.raises(TypeError, match="is none of a text, a list of texts, a column and a table"):
                function(given)
    with pytest.raises(TypeError, match="row 1 is no text but dict; give a list of str, or a data frame"):
        marsad.code([MET, {"text": MET}])
    with pytest.raises(TypeError, match='the column "text" for the text holds List.*; make it one of strings'):
        marsad.code(pyarrow.array([[MET]]))
    with pytest.raises(KeyError, match="no column .*text.* for the text; the columns are body"):
        marsad.code(pandas.DataFrame({"body": [MET]}))
    with pytest.warns(marsad.SetAside, match="2 of 3 set aside; the first: row 1: there is no `text`"):
        assert marsad.code([MET, float("nan"), pandas.NA], published=[pandas.NaT] * 3)[0].published is None


def test_lists_of_another_length_are_refused():
    with pytest.raises(ValueError, match="1 values of `title` for 2 texts"):
        marsad.code([MET, MET], title=["a"])


def test_other_threads_run_while_texts_are_coded():
    texts = [MET] * 2000
    ticks, done = 0, threading.Event()
    thread = threading.Thread(target=lambda: (marsad.code(texts, jobs=1), done.set()))
    thread.start()
    while not done.wait(0.001):
        ticks += 1
    thread.join()
    assert ticks > 10
