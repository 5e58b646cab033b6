"""A ledger answers Python as it answers the command."""

import json

import marsad
import pyarrow
import pytest
from conftest import ARTICLES, ROOT


@pytest.fixture(scope="module")
def path(command, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    command("ledger", "--ledger", path, "add", "--quiet", "--articles", ARTICLES)
    return path


@pytest.fixture(scope="module")
def ledger(path):
    return marsad.Ledger(path)


def told(command, path, *options):
    return [json.loads(line) for line in command("ledger", "--ledger", path, *options, "--format", "jsonl").splitlines()]


def rows(table):
    """Rows with days as the command writes them."""
    return json.loads(json.dumps(pyarrow.table(table).to_pylist(), default=str))


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ({}, ()),
        ({"actor": ["IRN", "USA"]}, ("--actor", "IRN", "--actor", "USA")),
        ({"type": ["CONSULT", "AGREE"], "status": "occurred"}, ("--type", "CONSULT,AGREE", "--status", "occurred")),
        ({"since": "2015-07-01", "until": "2015-07-31"}, ("--from", "2015-07-01", "--to", "2015-07-31")),
        ({"text": "الاتفاق النووي", "limit": 2}, ("--text", "الاتفاق النووي", "--limit", "2")),  # "the nuclear agreement"
    ],
)
def test_events_are_the_commands(ledger, command, path, question, options):
    answers = rows(ledger.query(**question))
    assert answers and answers == told(command, path, "query", *options)


def test_acts_are_those_of_linking_at_once(command, tmp_path):
    corpus = ROOT / "examples" / "corpus" / "reports.jsonl"
    command("ledger", "--ledger", tmp_path / "corpus.sqlite", "add", "--quiet", "--articles", corpus)
    ledger = marsad.Ledger(tmp_path / "corpus.sqlite")
    assert len(ledger.acts()) == 0
    assert ledger.link() == len(marsad.read(corpus)) and ledger.link() == 0
    linked = marsad.link(marsad.read(corpus)).to_pandas().groupby("act_id").event_id.agg(set)
    acts = pyarrow.table(ledger.acts()).to_pylist()
    assert {act["id"]: act["reports"] for act in acts} == {act: len(events) for act, events in linked.items()}
    largest = max(acts, key=lambda act: act["reports"])
    whole = ledger.act(largest["id"])
    assert {told["id"] for told in whole["told"]} == linked[largest["id"]]
    assert len(ledger.acts(actor=largest["parties"][0]["code"], limit=3)) == 3
    with pytest.raises(marsad.LedgerError, match="there is no act"):
        ledger.act("nothing")


def test_series_and_searches_are_the_commands(ledger, command, path):
    assert rows(ledger.series("month", actor="IRN")) == told(command, path, "query", "--actor", "IRN", "--series", "month")
    words = "وزير الخارجية"  # "the foreign minister"
    assert rows(ledger.search(words, limit=3)) == told(command, path, "search", words, "--limit", "3")


def test_questions_without_sense_are_refused(ledger, tmp_path):
    with pytest.raises(ValueError, match='"TALK" is no type; write one of AGREE, '):
        ledger.query(type="TALK")
    with pytest.raises(ValueError, match='"soon" is no date; write YYYY-MM-DD'):
        ledger.query(since="soon")
    with pytest.raises(ValueError, match="write one of day, week, month"):
        ledger.series("year")
    with pytest.raises(TypeError, match="actors"):
        ledger.query(actors="IRN")
    with pytest.raises(FileNotFoundError, match="there is no ledger .*none.sqlite"):
        marsad.Ledger(tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()
    (tmp_path / "text.sqlite").write_text("no ledger at all, but a text " * 40)
    with pytest.raises(marsad.LedgerError):
        marsad.Ledger(tmp_path / "text.sqlite")
