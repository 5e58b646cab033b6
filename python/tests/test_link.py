"""One act, many reports: on one machine, and in the steps of a cluster."""

import marsad
import pandas
import pyarrow
import pytest
from conftest import ROOT
from marsad import _arrow, _marsad

# "The American foreign minister John Kerry met his Iranian counterpart Javad Zarif in Vienna yesterday."
MET = "التقى وزير الخارجية الأميركي جون كيري في فيينا أمس نظيره الإيراني جواد ظريف."
# "Iran's foreign minister Zarif held talks in Vienna on Monday with his American counterpart Kerry."
TALKED = "أجرى وزير الخارجية الإيراني ظريف محادثات في فيينا يوم الاثنين مع نظيره الأميركي كيري."
# "The Egyptian president received the king of Jordan in Cairo yesterday."
RECEIVED = "استقبل الرئيس المصري في القاهرة أمس العاهل الأردني."


@pytest.fixture(scope="module")
def corpus():
    return marsad.read(ROOT / "examples" / "corpus" / "reports.jsonl")


@pytest.fixture(scope="module")
def linked(corpus):
    return pyarrow.table(marsad.link(corpus))


def test_reports_of_one_act_have_its_id():
    frame = pandas.DataFrame({"id": ["a", "b", "c", "d"], "text": [MET, TALKED, RECEIVED, TALKED], "published": "2015-07-14"})
    acts = marsad.link(frame).to_pandas().drop_duplicates("article_id").set_index("article_id")
    assert list(acts.act_id) == ["a#e1", "a#e1", "c#e1", "a#e1"]
    assert list(acts.act_reports) == [3, 3, 1, 3]
    # The text of d is that of b.
    assert list(acts.act_independent) == [2, 2, 1, 2] and list(acts.act_copy) == [False, False, False, True]
    assert acts.act_score["a"] > 0 and pandas.isna(acts.act_score["c"])
    assert str(acts.act_start["a"]) == "2015-07-13" and acts.act_status["a"] == "occurred"


def test_linking_only_adds_columns(corpus, linked):
    flat = pyarrow.table(marsad.flat(corpus))
    assert linked.select(flat.column_names).equals(flat)
    acts = linked.to_pandas()
    assert acts.act_id.notna().all() and 1.5 < len(acts) / acts.act_id.nunique() < 3


def test_the_order_and_the_number_of_cores_do_not_count(corpus, linked):
    frame = pyarrow.table(corpus).to_pandas().sample(frac=1, random_state=2)
    again = pyarrow.table(marsad.link(frame, jobs=1))
    assert again.sort_by("event_id").equals(linked.sort_by("event_id"))


@pytest.mark.parametrize("parts", [1, 3, 16])
def test_a_clusters_steps_give_the_same(corpus, linked, parts):
    """What `marsad.spark.link` does, with lists in place of Spark's partitions."""
    table = pyarrow.table(corpus)
    told = [row for at in range(parts) for row in rows_told(table.slice(at * len(table) // parts, (at + 1) * len(table) // parts - at * len(table) // parts))]
    components = joined(told, "keys", lambda rows: _marsad.hang_together([row["report"] for row in rows]), parts)
    articles = {row["article_id"]: row for row in told}.values()
    groups = joined(articles, "bands", lambda rows: _marsad.copied([r["report"] for r in rows], [r["fingerprint"] for r in rows]), parts)
    shuffled = [[] for _ in range(parts)]
    for row in told:
        whole = components.get(row["event_id"], row["event_id"])
        shuffled[hash(whole) % parts].append(row | {"group": groups.get(row["article_id"])})
    schema, flat = _arrow.schema("link"), _arrow.schema("flat")
    batches = []
    for rows in filter(None, shuffled):
        batch = pyarrow.RecordBatch.from_pylist(rows, pyarrow.schema([*flat, ("report", "string"), ("group", "string")]))
        batches += _arrow.acts([batch], flat.names, schema)
    found = pyarrow.Table.from_batches(batches, schema).sort_by("event_id")
    assert found.equals(linked.cast(schema).sort_by("event_id"))


def rows_told(table):
    batches = [b for batch in table.to_batches() for b in _arrow.told(marsad.Coder(), batch, {}, _arrow.schema("told"))]
    return pyarrow.Table.from_batches(batches, _arrow.schema("told")).to_pylist()


def joined(rows, keys, compare, parts):
    by_part = [{} for _ in range(parts)]
    for row in rows:
        for key in row[keys]:
            by_part[key % parts][row["event_id"]] = row
    return dict(_marsad.least([pair for part in by_part for pair in compare(list(part.values()))]))
