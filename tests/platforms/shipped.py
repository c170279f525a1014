"""What the platform tests use: the libraries that packaging/library built, and a simulated register."""

import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(os.environ.get("KASSA_TOOLS", ROOT / "target" / "tools"))
SCRATCH = ROOT / "target" / "platforms"
DIST = ROOT / "dist"
SCRATCH.mkdir(parents=True, exist_ok=True)
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-pedantic"]


def library(platform):
    """The shipped library of a platform."""
    return shipped(platform, "kassa")


def component(platform):
    """The component for 1C of a platform."""
    return shipped(platform, "kassa_onec")


def fptr10(platform):
    """The library with the interface of libfptr10."""
    return shipped(platform, "fptr10")


def shipped(platform, name):
    """A file that packaging/library built."""
    folder = ROOT / "target" / "shipped" / platform
    return folder / (f"{name}.dll" if platform.startswith("win") else f"lib{name}.so")


def shipped_files(platform):
    """The libraries and programs that packaging/library built."""
    end = ".exe" if platform.startswith("win") else ""
    programs = [ROOT / "target" / "shipped" / platform / f"{name}{end}" for name in ("kassa", "kassa-simulator")]
    return [library(platform), component(platform), fptr10(platform), *programs]


def unpacked(name):
    """The folder of a package of dist/, newly unpacked."""
    folder = SCRATCH / "installed"
    (package,) = DIST.glob(f"kassa-{version()}-{name}.[tz]*")
    shutil.rmtree(folder / f"kassa-{version()}-{name}", ignore_errors=True)
    archive = zipfile.ZipFile(package) if package.suffix == ".zip" else tarfile.open(package)
    with archive:
        archive.extractall(folder)
    return folder / f"kassa-{version()}-{name}"


LOOKED_UP = ["DestroyObject", "GetAttachType", "GetClassNames", "GetClassObject", "SetPlatformCapabilities"]
"""The functions that 1C looks up by name: all that the component exports."""


def table(name):
    """The names in a table of the library with the interface of libfptr10."""
    lines = (ROOT / "bindings/fptr10/tables" / name).read_text("utf-8").splitlines()
    return [line.split("\t")[0] for line in lines]


FPTR10 = sorted(
    [*table("functions.tsv"), *(f"Java_ru_atol_drivers10_fptr_FptrNative_{method}" for method in table("java.tsv"))]
)
"""The functions of libfptr10, and the native methods of Java programs."""


def functions():
    """Every function of the header."""
    header = (ROOT / "include" / "kassa.h").read_text(encoding="utf-8")
    return sorted(re.findall(r"^KASSA_API .*?\b(kassa_\w+)\(", header, re.MULTILINE))


def version():
    """Version of the package."""
    return re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE).group(1)


def run(*command, **options):
    """Runs a command that must succeed; returns its output."""
    options.setdefault("cwd", ROOT)
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.returncode}\n{out}\n{err}")
    return out


def zig(language, target, *words):
    """Compiles with Zig for another platform than this machine's."""
    run(TOOLS / "python" / "bin" / "python", "-m", "ziglang", language, "-target", target, *words)


class Register:
    """A simulated register and a folder for journals, within a `with` block."""

    def __init__(self, command=None, env=None):
        """`command` starts the simulator; that of KASSA_SIMULATOR if it is left out."""
        command = command or [os.environ["KASSA_SIMULATOR"], "icash"]
        self._command, self._env = [*command, "--listen", "127.0.0.1:0", "--until-eof"], env

    def __enter__(self):
        self._process = subprocess.Popen(self._command, env=self._env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = self._process.stdout.readline().decode().split()[-1]
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        return self

    def __exit__(self, *_):
        self._process.communicate()
        self._folder.cleanup()

    def receipts(self):
        """The receipts that it has."""
        return [document for document in json.loads(self.seen("ledger")) if document["type"] == "receipt"]

    def seen(self, what):
        with urllib.request.urlopen(f"{self.url}/simulator/{what}", timeout=120) as answer:
            return answer.read().decode("utf-8")
