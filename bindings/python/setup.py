"""Puts the native library into the package: a ready one named by KASSA_LIBRARY, or one built with cargo here.

KASSA_PLATFORM makes a wheel for another platform than this one (`win-x64` and so on), of a ready library only:

    KASSA_PLATFORM=win-x64 KASSA_LIBRARY=target/shipped/win-x64/kassa.dll pip wheel --no-deps -w dist ./bindings/python

KASSA_SBOM puts the list of what the library is made of into the wheel, where PEP 770 wants it.
"""

import importlib.util
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
# Name of a platform: the tag of its wheels, the library's file, the machine that it is built for.
PLATFORMS = {
    "linux-x64": ("manylinux2014_x86_64", "libkassa.so", "Linux x86_64"),
    "linux-arm64": ("manylinux2014_aarch64", "libkassa.so", "Linux arm64"),
    "win-x64": ("win_amd64", "kassa.dll", "Windows x86_64"),
    "win-x86": ("win32", "kassa.dll", "Windows x86"),
}
PLATFORM = os.environ.get("KASSA_PLATFORM")
if PLATFORM and PLATFORM not in PLATFORMS:
    sys.exit(f"kassa: KASSA_PLATFORM is {PLATFORM}; allowed: {', '.join(PLATFORMS)}")
NAME = PLATFORMS[PLATFORM][1] if PLATFORM else NAMES.get(sys.platform, "libkassa.so")


def native_library() -> Path:
    """The library to ship."""
    given = os.environ.get("KASSA_LIBRARY")
    if given:
        if not Path(given).is_file():
            sys.exit(f"kassa: KASSA_LIBRARY is {given}, but this file does not exist")
        check_machine(Path(given))
        return Path(given)
    if PLATFORM:
        sys.exit("kassa: a wheel for KASSA_PLATFORM needs a built library: set KASSA_LIBRARY to its path")
    if not (REPOSITORY / "Cargo.toml").is_file() or not (REPOSITORY / "include" / "kassa.h").is_file():
        sys.exit(
            "kassa: the native library is built from the repository, and this folder is not inside one "
            f"({REPOSITORY} has no Cargo.toml). Install from a checkout (pip install ./bindings/python), "
            "or name a ready library in KASSA_LIBRARY."
        )
    return built_by_cargo()


def check_machine(library: Path) -> None:
    """A wheel whose library is for another machine than its tag says would be found out by its user only."""
    if PLATFORM:
        spec = importlib.util.spec_from_file_location("machine", HERE / "src" / "kassa" / "_machine.py")
        machine = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(machine)
        built_for, wanted = machine.built_for(library), PLATFORMS[PLATFORM][2]
        if built_for != wanted:
            sys.exit(f"kassa: {library} is built for {built_for or 'an unknown machine'}, not for {wanted}")


def built_by_cargo() -> Path:
    """Builds the library; cargo itself says where it lies, since a target folder or triple may be set up anywhere."""
    command = ["cargo", "build", "--locked", "--release", "-p", "kassa", "--lib", "--message-format=json-render-diagnostics"]
    try:
        done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
    except FileNotFoundError:
        sys.exit("kassa: building the library needs cargo (https://rustup.rs); or set KASSA_LIBRARY to a built library")
    except subprocess.CalledProcessError as error:
        sys.exit(f"kassa: {' '.join(command)} failed with {error.returncode}")
    for line in done.stdout.splitlines():
        message = json.loads(line)
        for file in message.get("filenames") or ():
            if Path(file).name == NAME:
                return Path(file)
    sys.exit(f"kassa: cargo did not build {NAME}")


class BuildWithLibrary(build_py):
    """Copies the library beside the modules: into the wheel, or into the sources of an editable installation."""

    def run(self) -> None:
        super().run()
        folder = HERE / "src" / "kassa" if self.editable_mode else Path(self.build_lib) / "kassa"
        folder.mkdir(parents=True, exist_ok=True)
        library = native_library()
        for other in {*NAMES.values(), "libkassa.so"} - {NAME}:
            # Left there by an earlier build for another platform.
            (folder / other).unlink(missing_ok=True)
        shutil.copyfile(library, folder / NAME)

    def get_outputs(self, include_bytecode: bool = True) -> list:
        return [*super().get_outputs(include_bytecode), str(Path(self.build_lib) / "kassa" / NAME)]


class PlatformWheel(bdist_wheel):
    """Any Python 3, but one platform: the library is native and speaks to no particular interpreter."""

    def get_tag(self) -> tuple:
        return ("py3", "none", PLATFORMS[PLATFORM][0] if PLATFORM else super().get_tag()[2])

    def egg2dist(self, egginfo_path: str, distinfo_path: str) -> None:
        super().egg2dist(egginfo_path, distinfo_path)
        if os.environ.get("KASSA_SBOM"):
            folder = Path(distinfo_path) / "sboms"
            folder.mkdir()
            shutil.copyfile(os.environ["KASSA_SBOM"], folder / "kassa.cdx.json")


class NativeDistribution(Distribution):
    """One with native code, though none that setuptools compiles: this is what makes the wheel a platform's."""

    def has_ext_modules(self) -> bool:
        return True


setup(distclass=NativeDistribution, cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel})
