"""The command that results are compared with, and the shipped articles."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "examples" / "articles.jsonl"


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="also start clusters")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--slow"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="starts a cluster; run with --slow"))


@pytest.fixture(scope="session")
def command():
    """Runs the command and gives its standard output; `MARSAD` names another binary."""
    binary = os.environ.get("MARSAD", str(ROOT / "target" / "release" / "marsad"))

    def run(*args):
        return subprocess.run([binary, *map(str, args)], check=True, capture_output=True, text=True).stdout

    return run


@pytest.fixture(scope="session")
def lines(command):
    """What the command writes for the shipped articles, line by line."""
    return command("code", "--keep-duplicates", ARTICLES).splitlines()


@pytest.fixture(scope="session")
def articles():
    """The shipped articles."""
    return [json.loads(line) for line in ARTICLES.read_text("utf-8").splitlines()]
