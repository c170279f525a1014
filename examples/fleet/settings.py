"""What the programs of the fleet share: their addresses, from the environment, and how long things take."""

import json
import os
from pathlib import Path
from typing import Dict

BROKER = os.environ.get("FLEET_BROKER", "redis://127.0.0.1:6379/0")
SHOP = os.environ.get("FLEET_SHOP", "postgresql://shop@127.0.0.1/shop")
JOURNAL = os.environ.get("FLEET_JOURNAL", "postgres://kassa@127.0.0.1/kassa")

# A lease of a register lasts twice connectTimeoutMs and once timeoutMs: so long it stays with a worker that was killed.
LIMITS = json.loads(os.environ.get("FLEET_LIMITS", "{}"))

# The broker gives a task to another worker after this time, if the first was killed before it acknowledged. Longer than the
# longest call, deadlineMs: a second worker would only wait for the first.
VISIBLE = int(os.environ.get("FLEET_VISIBLE", "180"))

# The sweeper looks at an order again after so many seconds: at one whose outcome is not known, at one that only a person
# could help (its register had no paper, say), and at one of which nothing was heard.
AGAIN = {"pending": 5, "unknown": 5, "service": 60, "placed": VISIBLE + 60}


def registers() -> Dict[str, str]:
    """The address of each register, by its name."""
    return dict(json.loads(Path(os.environ["FLEET_REGISTERS"]).read_text("utf-8")))


def queue(register: str) -> str:
    """The queue of a register: what waits for one does not keep others waiting."""
    return f"register-{register}"
