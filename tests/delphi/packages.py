"""The packages of Delphi and Lazarus contain every unit of bindings/delphi, and have the version of the library."""

import re
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "bindings" / "delphi"


def main() -> int:
    units = {path.stem: path.name for path in FOLDER.glob("*.pas")}
    delphi = (FOLDER / "KassaRuntime.dpk").read_text(encoding="ascii")
    contained = dict(re.findall(r"(\w+) in '([^']+)'", delphi))
    package = xml.parse(FOLDER / "KassaRuntime.lpk").getroot().find("Package")
    files = {each.find("UnitName").get("Value"): each.find("Filename").get("Value") for each in package.find("Files")}
    version = [int(package.find("Version").get(part, "0")) for part in ("Major", "Minor", "Release")]
    of_library = re.search(r'^version = "(\d+)\.(\d+)\.(\d+)"', (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE)
    wrong = [
        f"{what}: {got}, not {wanted}"
        for what, got, wanted in [
            ("KassaRuntime.dpk", contained, units),
            ("KassaRuntime.lpk", files, units),
            ("the version of KassaRuntime.lpk", version, [int(part) for part in of_library.groups()]),
            ("the name of the package", re.findall(r"^package (\w+);", delphi, re.MULTILINE), [package.find("Name").get("Value")]),
        ]
        if got != wanted
    ]
    print("\n".join(wrong), end="")
    return 1 if wrong or not units else 0


if __name__ == "__main__":
    sys.exit(main())
