"""Spark beside local processes: `python python/benches/spark.py ARTICLES.jsonl [--rows N] [--partitions N]`.

The articles are repeated or cut to N rows and coded by two processes of the command with a core each, by Spark in `local-cluster`
mode with two executors, by the two processes again, by Spark with one executor, and with two of which one is killed midway. The
rows of all must be the same, byte for byte when sorted. Times are of the job alone: a session is started, and warmed by a few rows,
before. Beside the clock stands the processor time of all processes, which other work on the machine disturbs less, and its load.
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

ROOT = Path(__file__).parents[2]


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
    """Clock and processor seconds of two processes side by side, each with its half of the articles."""
    out.mkdir()
    start = time.monotonic()
    options = ["--quiet", "--keep-duplicates", "--jobs", "1", "--format", "parquet", "--flat"]
    running = [
        subprocess.Popen([binary, "code", *options, half, "--output", out / f"{at}.parquet"], stderr=subprocess.DEVNULL)
        for at, half in enumerate(halves)
    ]
    processor = 0.0
    for process in running:
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit("the command failed")
        processor += usage.ru_utime + usage.ru_stime
    return time.monotonic() - start, processor


def below():
    """The command line and the processor seconds of every process below this one."""
    parents, told = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = folder.joinpath("stat").read_text().rpartition(")")[2].split()
                name = folder.joinpath("cmdline").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(folder.name)] = int(fields[1])
            told[int(folder.name)] = name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ours(pid):
        return parents.get(pid) == os.getpid() or (pid in parents and ours(parents[pid]))

    return {pid: of for pid, of in told.items() if ours(pid)}


class Processor:
    """Processor seconds of the processes below this one from now on, also of those that end meanwhile."""

    def __init__(self):
        self.before = {pid: seconds for pid, (_, seconds) in below().items()}
        self.last = dict(self.before)
        self.ended = threading.Event()
        self.watch = threading.Thread(target=self.look, daemon=True)
        self.watch.start()

    def look(self):
        while not self.ended.wait(0.5):
            self.last |= {pid: seconds for pid, (_, seconds) in below().items()}

    def seconds(self):
        self.ended.set()
        self.watch.join()
        self.last |= {pid: seconds for pid, (_, seconds) in below().items()}
        return sum(seconds - self.before.get(pid, 0.0) for pid, seconds in self.last.items())


def spark(rows, partitions, count, out, kill_after=None):
    """Clock and processor seconds of the job on `count` executors; one is killed after so many seconds."""
    from marsad import spark as cluster
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local-cluster[{count},1,1024]").appName("marsad")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.executor.memory": "1g",
        # The work is done in Python; what Java's second compiler would win, it loses while it competes for the same cores.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
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
                killed.append(next(pid for pid, (name, _) in below().items() if "CoarseGrainedExecutorBackend" in name))
                os.kill(killed[0], signal.SIGKILL)

            threading.Timer(kill_after, kill).start()
        processor = Processor()
        start = time.monotonic()
        articles = session.read.parquet(str(rows)).repartition(partitions)
        cluster.code(articles, flat=True).write.parquet(str(out))
        seconds = time.monotonic() - start
        if kill_after and not killed:
            sys.exit("the job ended before an executor was killed; give more rows")
        return seconds, processor.seconds()
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

        print(f"{options.rows} articles", flush=True)

        def alone(turn):
            seconds, processor = processes(options.command, halves, folder / f"alone-{turn}")
            print(f"two processes: {figures(options.rows, seconds, processor)}", flush=True)
            return seconds, processor

        def executors(count, killed_after=None):
            out = folder / f"spark-{count}-{killed_after}"
            seconds, processor = spark(folder / "rows.parquet", options.partitions, count, out, killed_after)
            if digest(out, schema) != wanted:
                sys.exit("Spark gives other rows than the command")
            what = f"Spark, {options.partitions} partitions, executors: {count}" + (", one killed midway" if killed_after else "")
            print(f"{what}: the same {wanted[0]} rows, {figures(options.rows, seconds, processor)}", flush=True)
            return seconds, processor

        before = alone(1)
        wanted = digest(folder / "alone-1", schema)
        two = executors(2)
        # A machine's speed changes with what its host does: Spark is compared with what ran before it and after.
        both = [sum(pair) / 2 for pair in zip(before, alone(2), strict=True)]
        print(f"two executors: {two[0] / both[0]:.2f} x two processes by the clock, {two[1] / both[1]:.2f} x by processor time", flush=True)
        executors(1)
        executors(2, two[0] * 0.4)


def figures(rows, seconds, processor):
    load = os.getloadavg()[0]
    return f"{seconds:.1f} s, {rows / seconds:.0f} articles/s, {processor:.0f} s of processor time, load {load:.1f}"


if __name__ == "__main__":
    main()
