#!/usr/bin/env python3
"""Lists what the files of one platform are made of, as CycloneDX: packaging/sbom.py PLATFORM OUTPUT.json

The files of target/shipped/PLATFORM, each with its hash and the crates that are linked into it, with the hashes of
Cargo.lock. Crates that only work while building, as procedural macros do, are left out. Of what is linked without being
a crate it lists SQLite, the font of drawn receipts, and what packaging/library noted in `toolchain`: of Rust's standard
library also the crates that the files name. Run by a Python with packaging/pinned/dist.txt.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import uuid
from datetime import datetime, timezone
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[1]
TARGETS = {
    "linux-x64": "x86_64-unknown-linux-gnu",
    "linux-arm64": "aarch64-unknown-linux-gnu",
    "win-x64": "x86_64-win7-windows-gnu",
    "win-x86": "i686-win7-windows-gnu",
}
# Package of this workspace: its files on Linux and on Windows.
FILES = {
    "kassa": ("libkassa.so", "kassa.dll"),
    "kassa-fptr10": ("libfptr10.so", "fptr10.dll"),
    "kassa-onec": ("libkassa_onec.so", "kassa_onec.dll"),
    "kassa-cli": ("kassa", "kassa.exe"),
    "kassa-simulator": ("kassa-simulator", "kassa-simulator.exe"),
}
# Word of `toolchain`: what of it is linked, and its licence.
RUN_TIMES = {
    "rust": ("Rust's standard library", "MIT OR Apache-2.0"),
    "zig": ("compiler-rt and libunwind, as Zig has them", "MIT AND Apache-2.0 WITH LLVM-exception"),
    "gcc": ("libgcc", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "mingw-w64": ("the start-up code and import libraries of MinGW-w64", "ZPL-2.1"),
}
# The source file of a crate, as a message of a panic names it: of a crate that cargo has built, or of the standard library.
SHOWN = re.compile(rb"/(?:registry/src/[^/\0]+|rust/deps)/([A-Za-z0-9_-]+?)-(\d+\.\d+\.\d+[^/\0]*)/")
LICENCES = LicenseFactory()


def asked(*command):
    """What a command prints; exits if it fails."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(done.returncode)
    return done.stdout


def linked(target):
    """For each crate, by name and version, the crates that it is linked with. As packaging/library builds them: together."""
    packages = [word for package in FILES for word in ("-p", package)]
    tree = asked("cargo", "tree", "--locked", "--target", target, "--edges", "normal,no-proc-macro", "--prefix", "depth",
                 "--no-dedupe", *packages)
    needs, above = {}, []
    for depth, name, version in re.findall(r"^(\d+)(\S+) v(\S+)", tree, re.MULTILINE):
        del above[int(depth):]
        crate = (name, version)
        needs.setdefault(crate, set())
        if above:
            needs[above[-1]].add(crate)
        above.append(crate)
    return needs


def of_standard_library(paths, needs):
    """The crates that the files name and that cargo does not link into them. `paths` has the file of each package."""
    found = set()
    for package, path in paths.items():
        reached, todo = set(), [(package, own_version())]
        while todo:
            crate = todo.pop()
            if crate not in reached:
                reached.add(crate)
                todo += needs[crate]
        found |= {(name.decode(), version.decode()) for name, version in SHOWN.findall(path.read_bytes())} - reached
    return found


def described():
    """What cargo knows of each crate, by name and version."""
    packages = json.loads(asked("cargo", "metadata", "--locked", "--format-version", "1"))["packages"]
    return {(package["name"], package["version"]): package for package in packages}


def sha256(content):
    return HashType(alg=HashAlgorithm.SHA_256, content=content)


def licence(text):
    # Old crates write a slash for "or".
    return [LICENCES.make_from_string(re.sub(r" ?/ ?", " OR ", text))]


def crates(needs):
    """A component for each crate."""
    known = described()
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text("utf-8"))["package"]
    sums = {(package["name"], package["version"]): package.get("checksum") for package in lock}

    def component(crate):
        name, version = crate
        return Component(
            type=ComponentType.LIBRARY, name=name, version=version, bom_ref=f"{name}@{version}",
            description=known[crate]["description"], licenses=licence(known[crate]["license"]),
            purl=PackageURL("cargo", None, name, version), hashes=[sha256(sums[crate])] if sums[crate] else None,
        )

    return {crate: component(crate) for crate in needs}


def sqlite(binding):
    """The SQLite that the crate brings as source."""
    source = Path(described()[binding]["manifest_path"]).parent / "sqlite3" / "sqlite3.h"
    version = re.search(r'#define SQLITE_VERSION +"([^"]+)"', source.read_text("utf-8")).group(1)
    return Component(
        type=ComponentType.LIBRARY, name="SQLite", version=version, bom_ref=f"sqlite@{version}",
        licenses=licence("blessing"), purl=PackageURL("generic", None, "sqlite", version),
        cpe=f"cpe:2.3:a:sqlite:sqlite:{version}:*:*:*:*:*:*:*",
    )


def font():
    """The glyphs in src/render/font."""
    return Component(
        type=ComponentType.DATA, name="Terminus Font", bom_ref="terminus-font", licenses=licence("OFL-1.1"),
        description="a modified version: glyphs of 12 × 24 dots, in another form",
    )


def run_times(folder):
    """What is linked of the compilers."""
    noted = folder / "toolchain"
    if not noted.is_file():
        sys.exit(f"there is no {noted}: packaging/library {folder.name} makes it")
    for line in noted.read_text("utf-8").splitlines():
        word, version = line.split()
        described, terms = RUN_TIMES[word]
        yield Component(
            type=ComponentType.LIBRARY, name=word, version=version, bom_ref=f"{word}@{version}", description=described,
            licenses=licence(terms), purl=PackageURL("generic", None, word, version),
        )


def file(path, name):
    """A file that is shipped."""
    kind = ComponentType.LIBRARY if path.suffix in (".so", ".dll") else ComponentType.APPLICATION
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Component(type=kind, name=name, version=own_version(), bom_ref=name, licenses=licence("MIT"),
                     hashes=[sha256(digest)])


def own_version():
    return re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text("utf-8"), re.MULTILINE).group(1)


def moment():
    """The time of the commit, so that the same sources give the same list."""
    told = os.environ.get("SOURCE_DATE_EPOCH") or asked("git", "log", "-1", "--format=%ct")
    return datetime.fromtimestamp(int(told), timezone.utc)


def listed(platform):
    """The list of a platform."""
    folder = ROOT / "target" / "shipped" / platform
    needs = linked(TARGETS[platform])
    of_crates = crates(needs)
    (binding,) = (crate for crate in needs if crate[0] == "libsqlite3-sys")  # Two would be two copies of SQLite.
    database, glyphs, beside = sqlite(binding), font(), list(run_times(folder))
    paths = {package: folder / names[platform.startswith("win")] for package, names in FILES.items()}
    of_files = {package: file(path, path.name) for package, path in paths.items()}
    of_std = {
        (name, version): of_crates.get((name, version)) or Component(
            type=ComponentType.LIBRARY, name=name, version=version, bom_ref=f"{name}@{version}",
            purl=PackageURL("cargo", None, name, version), description="of Rust's standard library",
        )
        for name, version in of_standard_library(paths, needs)
    }
    whole = Component(type=ComponentType.APPLICATION, name=f"kassa for {platform}", version=own_version(),
                      bom_ref=f"kassa-{platform}", licenses=licence("MIT"))
    everything = [*of_files.values(), *{**of_crates, **of_std}.values(), database, glyphs, *beside]
    bom = Bom(
        components=everything,
        serial_number=uuid.uuid5(uuid.NAMESPACE_OID, " ".join(each.hashes[0].content for each in of_files.values())),
        metadata=BomMetaData(component=whole, timestamp=moment(), tools=ToolRepository(components=[this_component()])),
    )
    bom.register_dependency(whole, of_files.values())
    for package, component in of_files.items():
        bom.register_dependency(component, [of_crates[package, own_version()], *beside])
    (rust,) = (component for component in beside if component.name == "rust")
    bom.register_dependency(rust, of_std.values())
    for crate, needed in needs.items():
        more = {"libsqlite3-sys": [database], "kassa": [glyphs]}.get(crate[0], [])
        bom.register_dependency(of_crates[crate], [*more, *(of_crates[each] for each in needed)])
    return bom


def main():
    platform, output = sys.argv[1], Path(sys.argv[2])
    text = JsonV1Dot6(listed(platform)).output_as_string(indent=1) + "\n"
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault:
        sys.exit(f"{platform}: {fault}")
    output.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
