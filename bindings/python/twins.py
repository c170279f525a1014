"""Writes src/kassa/_twins.py: for each blocking method of Device and Registrar the same for asyncio.

    python twins.py          writes it
    python twins.py --check  fails if it is out of date
"""

import inspect
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "src"))

from kassa.device import Device  # noqa: E402
from kassa.registrar import Registrar  # noqa: E402

TWINS = HERE / "src" / "kassa" / "_twins.py"
# These do not wait for a device, or are spoken of in aio.py itself.
AT_ONCE = {"can", "cancel", "capabilities", "close", "on_progress", "on_result"}
HEAD = '''"""The methods of kassa.aio, one for each blocking one. Written by bindings/python/twins.py: change that, not this."""

import os
from datetime import datetime
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence

from ._fields import Number
from ._session import Json
from ._signing import Signer
from ._threads import Threads
from .answers import DeviceStatus, Document, Report, ShiftStatus, Warnings
from .device import Device
from .marking import Mark, MarkCheck, MarkingState
from .people import Operator
from .printing import Image, Print
from .receipt import Correction, Receipt
from .registrar import Registrar, Road
from .registration import Registration
from .state import DeviceInfo, FnDocument, FnInfo, FnStatus, OfdStatus, RegistrationInfo, Relayed
from .words import RegistrationReason
'''


def method(name: str, function: object) -> str:
    """The twin of a method."""
    source = textwrap.dedent(inspect.getsource(function))  # type: ignore[arg-type]
    head = source[: source.index('"""')].rstrip()
    arguments = []
    for parameter in list(inspect.signature(function).parameters.values())[1:]:  # type: ignore[arg-type]
        if parameter.kind is parameter.VAR_POSITIONAL:
            arguments.append(f"*{parameter.name}")
        elif parameter.kind is parameter.KEYWORD_ONLY:
            arguments.append(f"{parameter.name}={parameter.name}")
        else:
            arguments.append(parameter.name)
    call = ", ".join([f"self.blocking.{name}", *arguments])
    lines = [f"async {head}", f'    """As {name}() of the blocking class."""', f"    return await self._apart({call})"]
    return textwrap.indent("\n".join(lines), "    ")


def twins(name: str, of: type) -> str:
    """The twin of a class."""
    own = [
        (each, function)
        for base in reversed(of.__mro__)
        for each, function in vars(base).items()
        if inspect.isfunction(function) and not each.startswith("_") and each not in AT_ONCE
    ]
    body = "\n\n".join(method(each, function) for each, function in own)
    return f'\n\nclass {name}(Threads[{of.__name__}]):\n    """What kassa.aio.{of.__name__} has of calls."""\n\n{body}\n'


def whole() -> str:
    """The file."""
    return HEAD + twins("Devices", Device) + twins("Registrars", Registrar)


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TWINS.write_text(whole(), encoding="utf-8")
    elif TWINS.read_text(encoding="utf-8") != whole():
        sys.exit("bindings/python/src/kassa/_twins.py is out of date: run bindings/python/twins.py")
