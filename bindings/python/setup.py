"""Puts the native library into the package: a ready one named by KASSA_LIBRARY, or one built with cargo here."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
NAMES = {"win32": "kassa.dll", "cygwin": "kassa.dll", "darwin": "libkassa.dylib"}
NAME = NAMES.get(sys.platform, "libkassa.so")


def native_library() -> Path:
    """The library to ship."""
    given = os.environ.get("KASSA_LIBRARY")
    if given:
        if not Path(given).is_file():
            sys.exit(f"kassa: KASSA_LIBRARY names {given}, and there is no such file")
        return Path(given)
    if not (REPOSITORY / "Cargo.toml").is_file() or not (REPOSITORY / "include" / "kassa.h").is_file():
        sys.exit(
            "kassa: the native library is built from the repository, and this folder is not inside one "
            f"({REPOSITORY} has no Cargo.toml). Install from a checkout (pip install ./bindings/python), "
            "or name a ready library in KASSA_LIBRARY."
        )
    return built_by_cargo()


def built_by_cargo() -> Path:
    """Builds the library; cargo itself says where it lies, since a target folder or triple may be set up anywhere."""
    command = ["cargo", "build", "--release", "--lib", "--message-format=json-render-diagnostics"]
    try:
        done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
    except FileNotFoundError:
        sys.exit("kassa: cargo (https://rustup.rs) is needed to build the library, or a ready one in KASSA_LIBRARY")
    except subprocess.CalledProcessError as error:
        sys.exit(f"kassa: {' '.join(command)} failed with {error.returncode}")
    for line in done.stdout.splitlines():
        message = json.loads(line)
        for file in message.get("filenames") or ():
            if Path(file).name == NAME:
                return Path(file)
    sys.exit(f"kassa: cargo built no {NAME}")


class BuildWithLibrary(build_py):
    """Copies the library beside the modules: into the wheel, or into the sources of an editable installation."""

    def run(self) -> None:
        super().run()
        folder = HERE / "src" / "kassa" if self.editable_mode else Path(self.build_lib) / "kassa"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(native_library(), folder / NAME)

    def get_outputs(self, include_bytecode: bool = True) -> list:
        return [*super().get_outputs(include_bytecode), str(Path(self.build_lib) / "kassa" / NAME)]


class PlatformWheel(bdist_wheel):
    """Any Python 3, but one platform: the library is native and speaks to no particular interpreter."""

    def get_tag(self) -> tuple:
        return ("py3", "none", super().get_tag()[2])


class NativeDistribution(Distribution):
    """One with native code, though none that setuptools compiles: this is what makes the wheel a platform's."""

    def has_ext_modules(self) -> bool:
        return True


setup(distclass=NativeDistribution, cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel})
