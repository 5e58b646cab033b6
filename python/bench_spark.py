"""Spark beside local processes: `python python/bench_spark.py ARTICLES.jsonl [--rows N] [--partitions N]`.

The articles are repeated or cut to N rows and coded by two processes of the command with a core each, then by Spark in
`local-cluster` mode with one executor, with two, and with two of which one is killed midway. The rows of all must be the same, byte
for byte when sorted. Times are by the clock, of the job alone: a session is started, and warmed by a few rows, before.
"""

import argparse
import hashlib
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyarrow
import pyarrow.compute
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet

ROOT = Path(__file__).parents[1]


def digest(folder, schema):
    """Of all rows as text, sorted."""
    table = pyarrow.dataset.dataset(folder, format="parquet").to_table().select(schema.names).cast(schema)
    lists = [field.name for field in schema if pyarrow.types.is_list(field.type)]
    for name in lists:
        joined = pyarrow.compute.binary_join(table[name].combine_chunks(), ";")
        table = table.set_column(table.column_names.index(name), name, joined)
    table = table.sort_by("event_id")
    sink = pyarrow.BufferOutputStream()
    pyarrow.csv.write_csv(table, sink)
    return len(table), hashlib.sha256(sink.getvalue()).hexdigest()


def processes(binary, halves, out):
    """Seconds of two processes side by side, each with its half of the articles."""
    out.mkdir()
    start = time.monotonic()
    options = ["--quiet", "--keep-duplicates", "--jobs", "1", "--format", "parquet", "--flat"]
    running = [
        subprocess.Popen([binary, "code", *options, half, "--output", out / f"{at}.parquet"]) for at, half in enumerate(halves)
    ]
    if any(process.wait() != 0 for process in running):
        sys.exit("the command failed")
    return time.monotonic() - start


def executors():
    """Processes of executors below this one."""
    parents, names = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
                names[int(folder.name)] = folder.joinpath("cmdline").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue

    def ours(pid):
        return pid == os.getpid() or (pid in parents and ours(parents[pid]))

    return [pid for pid, name in names.items() if "CoarseGrainedExecutorBackend" in name and ours(pid)]


def spark(rows, partitions, count, out, kill_after=None):
    """Seconds of the job on `count` executors; one is killed after so many seconds."""
    from marsad import spark as cluster
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local-cluster[{count},1,1024]").appName("marsad")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.executor.memory": "1g",
        "spark.task.maxFailures": "8",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        session.sparkContext.setLogLevel("ERROR")
        # Each executor has started its Python, which has loaded the lexicon.
        cluster.code(session.read.parquet(str(rows)).limit(8 * count).repartition(2 * count), flat=True).count()
        killed = []
        if kill_after:

            def kill():
                killed.append(executors()[0])
                os.kill(killed[0], signal.SIGKILL)

            threading.Timer(kill_after, kill).start()
        start = time.monotonic()
        articles = session.read.parquet(str(rows)).repartition(partitions)
        cluster.code(articles, flat=True).write.parquet(str(out))
        seconds = time.monotonic() - start
        if kill_after and not killed:
            sys.exit("the job ended before an executor was killed; give more rows")
        return seconds
    finally:
        session.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--partitions", type=int, default=64)
    parser.add_argument("--command", default=str(ROOT / "target" / "release" / "marsad"))
    options = parser.parse_args()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from marsad import _arrow

    schema = _arrow.schema("flat")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        lines = options.articles.read_text("utf-8").splitlines()
        rows = [json.loads(line) | {"id": f"{row:07}"} for row, line in enumerate(itertools.islice(itertools.cycle(lines), options.rows))]
        halves = [folder / "a.jsonl", folder / "b.jsonl"]
        for at, half in enumerate(halves):
            half.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[at::2]), "utf-8")
        names = ["id", "title", "text", "published", "outlet", "url"]
        columns = {name: pyarrow.array([row.get(name) for row in rows], pyarrow.string()) for name in names}
        pyarrow.parquet.write_table(pyarrow.table(columns), folder / "rows.parquet")
        del rows, columns

        alone = processes(options.command, halves, folder / "alone")
        wanted = digest(folder / "alone", schema)
        print(f"{options.rows} articles, {wanted[0]} events; two processes: {alone:.1f} s, {options.rows / alone:.0f} articles/s")
        two = None
        for count, killed in ((1, False), (2, False), (2, True)):
            out = folder / f"spark-{count}-{killed}"
            seconds = spark(folder / "rows.parquet", options.partitions, count, out, two * 0.4 if killed else None)
            two = seconds
            if digest(out, schema) != wanted:
                sys.exit("Spark gives other rows than the command")
            what = f"Spark, {options.partitions} partitions, executors: {count}" + (", one killed midway" if killed else "")
            print(f"{what}: the same rows in {seconds:.1f} s, {options.rows / seconds:.0f} articles/s, {seconds / alone:.2f} x two processes")


if __name__ == "__main__":
    main()
