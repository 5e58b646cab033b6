"""The README's Python section gives what it prints; `.ci/release` runs all of it in a fresh virtual environment."""

import re
import subprocess
import sys

from conftest import ROOT


def test_the_readmes_commands_print_what_it_shows():
    section = (ROOT / "README.md").read_text("utf-8").partition("\n## Python\n")[2].partition("\n## ")[0]
    commands, printed = re.findall(r"```\n(.*?)```", section, re.DOTALL)[:2]
    last = commands.replace("\\\n", "").splitlines()[-1]
    program = re.fullmatch(r'venv/bin/python -c "(.*)"', last).group(1)
    shown = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert shown == printed
