"""Reproducible archives: the same files always give the same bytes, on any machine and at any time."""

import gzip
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path
from typing import Dict, Union

Content = Union[bytes, Path]
"""The content of an archive member: the bytes themselves, or a file (a symbolic link stays one in a tar)."""


def zipped(to: Path, files: Dict[str, Content]) -> None:
    """Writes a zip; the keys are the names in the archive."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, bytes_of(files[name]))


def tarred(to: Path, files: Dict[str, Content], links: Dict[str, str]) -> None:
    """Writes a .tar.gz; `links` has the symbolic links, by name."""
    with to.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
            for name in sorted([*files, *links]):
                entry = tarfile.TarInfo(name)
                entry.mode = 0o755 if ".so" in name or "/bin/" in name else 0o644
                if name in links:
                    entry.type, entry.linkname = tarfile.SYMTYPE, links[name]
                    archive.addfile(entry)
                else:
                    content = bytes_of(files[name])
                    entry.size = len(content)
                    archive.addfile(entry, io.BytesIO(content))


def bytes_of(content: Content) -> bytes:
    """The bytes of a content."""
    return content if isinstance(content, bytes) else content.read_bytes()


def sums(folder: Path) -> str:
    """SHA-256 of each file of a folder, in the format of `sha256sum --check`."""
    files = sorted(file for file in folder.iterdir() if file.name != "SHA256SUMS")
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
