"""What Python adds to the command, and the memory of an events table: `python python/bench.py ARTICLES.jsonl [--rows N]`.

The articles are repeated or cut to N rows. Command and package read the same file, code it on one core and write the same lines;
processor time is compared, which other work on the machine disturbs less than the clock. Each is run `--times` times in turn.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

CODE = """
import sys, marsad
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write(marsad.code(marsad.read(sys.argv[1]), jobs=1).to_jsonl())
"""

FLAT = """
import json, sys
import pandas, pyarrow, marsad
text = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
column = pandas.Series(text)
del text
def peak():
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) << 10
open("/proc/self/clear_refs", "w").write("5")
before = peak()
events = marsad.flat(column)
table = peak() - before
events = events.to_pandas()
print(len(events), column.memory_usage(deep=True), table, peak() - before)
"""


def seconds(command, **options):
    """Processor seconds of a command that must succeed."""
    process = subprocess.Popen(command, **options)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="measure the memory from a pandas column to an events table instead")
    parser.add_argument("--command", default=str(ROOT / "target" / "release" / "marsad"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "articles.jsonl")
        lines = options.articles.read_text("utf-8").splitlines()
        with file.open("w", encoding="utf-8") as out:
            for row, line in enumerate(itertools.islice(itertools.cycle(lines), options.rows)):
                out.write(json.dumps(json.loads(line) | {"id": str(row)}, ensure_ascii=False) + "\n")
        if options.memory:
            told = subprocess.run([sys.executable, "-c", FLAT, file], check=True, capture_output=True, text=True).stdout
            events, column, table, frame = map(int, told.split())
            print(f"{options.rows} rows in a column of {column >> 20} MB, {events} events")
            print(f"added at most: {table >> 20} MB to the table of events, {table / column:.2f} x")
            print(f"{frame >> 20} MB to a data frame of pandas, {frame / column:.2f} x")
            return
        written = [Path(folder, name) for name in ("command.jsonl", "python.jsonl")]
        command = [options.command, "code", "--quiet", "--keep-duplicates", "--jobs", "1", file, "--output", written[0]]
        package = [sys.executable, "-c", CODE, file, written[1]]
        best = [float("inf"), float("inf")]
        for _ in range(options.times):
            for which, run in enumerate((command, package)):
                written[which].unlink(missing_ok=True)
                best[which] = min(best[which], seconds(run))
        if written[0].read_bytes() != written[1].read_bytes():
            sys.exit("the package writes other lines than the command")
        print(f"{options.rows} articles, one core: command {best[0]:.1f} s, package {best[1]:.1f} s ({best[1] / best[0] - 1:+.1%})")


if __name__ == "__main__":
    main()
