"""Checks a day at the till after its program has run: check.py PAGE ADDRESS PRINTED.

PAGE ends with a block of text: what its program prints. PRINTED is the file with what it has printed, ADDRESS that of
the register. The register's ledger is the same for every language: ledger.tsv beside this file, by the numbers of the
tags (of a line: its name and its rate).
"""

import json
import re
import sys
import urllib.request
from pathlib import Path
from typing import Any, Dict, List

ROWS = Path(__file__).with_name("ledger.tsv")


def shown(page: Path) -> str:
    """The last block of text of a page."""
    return re.findall(r"^```text\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[-1]


def row(document: Dict[str, Any], columns: List[str]) -> List[str]:
    """A document of the ledger as the table has it; a tag that it does not have is empty."""
    tags = {"type": document["type"], **document["tags"]}
    return [str(tags.get(tag, (tags.get("1059") or [{}])[0].get(tag, ""))) for tag in columns]


def main(page: str, address: str, printed: str) -> None:
    """Ends with an error that shows the difference."""
    expected = [line.split("\t") for line in ROWS.read_text(encoding="utf-8").splitlines()]
    with urllib.request.urlopen(f"{address}/simulator/ledger", timeout=120) as answer:
        ledger = [row(document, expected[0]) for document in json.load(answer) if document["by"] == "api"]
    if ledger != expected[1:]:
        sys.exit("the ledger:\n" + "\n".join("\t".join(line) for line in ledger))
    lines = Path(printed).read_text(encoding="utf-8")
    if lines != shown(Path(page)):
        sys.exit(f"{page} does not show what was printed:\n{lines}")


main(*sys.argv[1:])
