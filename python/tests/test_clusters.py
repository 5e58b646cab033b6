"""Spark and Ray give the rows of one machine, in any partitioning."""

import itertools
import json
import os
import sys

import marsad
import pandas
import pyarrow
import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def frame(articles):
    rows = itertools.islice(itertools.cycle(articles), 400)
    return pandas.DataFrame([article | {"id": f"{row:04}"} for row, article in enumerate(rows)])


def rows(table):
    """Rows as text, sorted."""
    return sorted(json.dumps(row, default=str, ensure_ascii=False, sort_keys=True) for row in table.to_pylist())


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = sql.SparkSession.builder.master("local-cluster[2,1,1024]").appName("marsad")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.executor.memory": "1g",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize("flat", [False, True], ids=["nested", "flat"])
def test_spark_gives_the_rows_of_one_machine(spark, frame, flat):
    from marsad import spark as cluster

    alone = pyarrow.table(marsad.flat(frame) if flat else marsad.code(frame))
    for partitions in (1, 7):
        df = spark.createDataFrame(frame).repartition(partitions)
        coded = cluster.code(df, flat=flat)
        assert rows(coded.toArrow()) == rows(alone)


def test_spark_links_as_one_machine_does(spark):
    from marsad import spark as cluster

    table = marsad.read(ROOT / "examples" / "corpus" / "reports.jsonl")
    alone = pyarrow.table(marsad.link(table))
    for partitions in (1, 7):
        df = spark.createDataFrame(pyarrow.table(table).to_pandas()).repartition(partitions)
        assert rows(cluster.link(df).toArrow()) == rows(alone)


def test_spark_ships_a_lexicon(spark, tmp_path):
    from marsad import spark as cluster

    # "Dawn of the Plain Brigade", a made-up group; "Jordan condemned the Dawn of the Plain Brigade."
    (tmp_path / "bodies.tsv").write_text("NSA\tREB\tarmed\tJOR\t\tلواء فجر السهوب\tDawn of the Plain Brigade\n", "utf-8")
    df = spark.createDataFrame(pandas.DataFrame({"body": ["أدان الأردن لواء فجر السهوب."]}))
    events = cluster.code(df, flat=True, extra=tmp_path, text="body").toPandas()
    assert [list(codes) for codes in events.recipient_codes] == [["NSA"]]


def test_ray_gives_the_rows_of_one_machine(frame):
    ray = pytest.importorskip("ray")
    import ray.data
    from marsad import ray as cluster

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        for flat, alone in ((False, marsad.code(frame)), (True, marsad.flat(frame))):
            for blocks in (1, 7):
                coded = cluster.code(ray.data.from_pandas(frame).repartition(blocks), flat=flat)
                tables = [pyarrow.Table.from_batches([b]) if isinstance(b, pyarrow.RecordBatch) else b for b in coded.iter_batches(batch_format="pyarrow")]
                assert rows(pyarrow.concat_tables(tables)) == rows(pyarrow.table(alone))
    finally:
        ray.shutdown()
