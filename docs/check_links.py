"""Checks that the book holds every page of docs/ and that no link of a page, or of the README, is broken: `python docs/check_links.py`."""

import re
import sys
from pathlib import Path

DOCS = Path(__file__).parent
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def main():
    problems = []
    pages = {path.name for path in DOCS.glob("*.md")} - {"SUMMARY.md"}
    listed = set(LINK.findall((DOCS / "SUMMARY.md").read_text("utf-8")))
    problems += [f"docs/SUMMARY.md does not list {page}" for page in sorted(pages - listed)]
    for path in [*DOCS.glob("*.md"), DOCS.parent / "README.md"]:
        for line, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            for link in LINK.findall(text):
                if "://" not in link and not (path.parent / link).exists():
                    problems.append(f"{path.name}:{line}: no {link}")
    print("\n".join(problems) or f"{len(pages)} pages, all links hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
