"""What R is told of in docs/r.md."""

import csv
import os
import re
import shutil
import subprocess

import pytest
from conftest import ARTICLES, ROOT


def printed(block, told):
    """The commands of a block with what R printed for them."""
    outputs = dict(part.split("\n", 1) for part in ("\n" + told).split("\n> ")[1:])
    commands = re.findall(r"^> (.*)$", block, re.MULTILINE)
    return "".join(f"> {command}\n{outputs[command]}".rstrip("\n") + "\n" for command in commands)


def test_the_commands_of_the_page_run(command, tmp_path):
    if shutil.which("Rscript") is None or subprocess.run(["Rscript", "-e", "library(readr)"], capture_output=True).returncode:
        pytest.skip("R with readr is not here")
    file = tmp_path / "events.csv"
    command("code", "--quiet", "--keep-duplicates", "--format", "csv", ARTICLES, "--output", file)
    events = list(csv.DictReader(file.open(encoding="utf-8")))
    told = subprocess.run(["Rscript", ROOT / "docs" / "r.R", file], check=True, capture_output=True, text=True).stdout
    assert f"[1] {len(events)} {len(events[0])}\n" in told
    page = ROOT / "docs" / "r.md"
    text = page.read_text("utf-8")
    shown = re.sub(r"(?<=\n```\n)> .*?(?=```)", lambda block: printed(block[0], told), text, flags=re.DOTALL)
    if os.environ.get("INSTA_UPDATE") == "always":
        page.write_text(shown, "utf-8")
    else:
        assert text == shown, "docs/r.md shows another output; accept it with INSTA_UPDATE=always"
    planned = [event["type"] for event in events if event["status"] == "planned"]
    [row] = [line.split() for line in told.splitlines() if line.split()[:1] == ["CONSULT"]]
    assert row[-1] == str(planned.count("CONSULT"))
    months = [e["date_start"][:7] for e in events if e["status"] in ("occurred", "ongoing") and e["background"] == "false"]
    listed = told.partition('"%Y-%m"')[2].split()
    assert {word for word in listed if word[:1].isdigit() and "-" in word} == {month for month in months if month}
