"""For which machine a library was built. The wrong machine is the commonest reason for a library not to load, and loaders
report it badly."""

import platform
import struct
import sys
from pathlib import Path
from typing import Optional

_ELF = {3: "x86", 40: "arm", 62: "x86_64", 183: "arm64"}
_PE = {0x14C: "x86", 0x1C4: "arm", 0x8664: "x86_64", 0xAA64: "arm64"}
_MACH = {0x01000007: "x86_64", 0x0100000C: "arm64"}
_OURS = {
    "amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64",
    "i386": "x86", "i686": "x86", "x86": "x86", "armv7l": "arm",
}  # fmt: skip


def mismatch(file: Path) -> Optional[str]:
    """A sentence if `file` is not a library, or one for another machine; None otherwise."""
    theirs, ours = built_for(file), _of_process()
    if theirs is None:
        return "it is not a library for a known machine"
    if ours is None or theirs == ours:
        return None
    return f"it is built for {theirs}, but this Python runs as {ours}"


def built_for(file: Path) -> Optional[str]:
    """System and machine that a library is built for, such as `Linux x86_64`; None if it is no library."""
    with file.open("rb") as stream:
        return _of_head(stream.read(4096))


def _of_process() -> Optional[str]:
    kinds = {"win32": "Windows", "cygwin": "Windows", "darwin": "macOS"}
    machine = _OURS.get(platform.machine().lower())
    if machine is None:
        return None
    if sys.maxsize < 2**32:
        # A 32-bit process on a 64-bit machine.
        machine = {"x86_64": "x86", "arm64": "arm"}.get(machine, machine)
    return f"{kinds.get(sys.platform, 'Linux')} {machine}"


def _of_head(head: bytes) -> Optional[str]:
    if head[:4] == b"\x7fELF" and len(head) >= 20:
        return _named("Linux", _ELF, struct.unpack_from("<H", head, 18)[0])
    if head[:4] == b"\xcf\xfa\xed\xfe" and len(head) >= 8:
        return _named("macOS", _MACH, struct.unpack_from("<I", head, 4)[0])
    if head[:2] == b"MZ" and len(head) >= 64:
        at = struct.unpack_from("<I", head, 60)[0]
        if head[at : at + 4] == b"PE\0\0" and len(head) >= at + 6:
            return _named("Windows", _PE, struct.unpack_from("<H", head, at + 4)[0])
    return None


def _named(system: str, machines: "dict[int, str]", code: int) -> str:
    return f"{system} {machines.get(code, f'machine {code:#x}')}"
