"""What the tests use: the package of this tree, the library under test, the simulator's program.

A missing variable is a failure, not a reason to skip: a test that did not run has proved nothing.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings" / "python" / "src"))


def _file(variable: str) -> Path:
    path = os.environ.get(variable)
    if not path or not Path(path).is_file():
        raise RuntimeError(f"{variable} has to name a file (it is {path!r}); see docs/en/python.md")
    return Path(path).absolute()


LIBRARY = _file("KASSA_LIBRARY")
SIMULATOR = _file("KASSA_SIMULATOR")
