"""What the packages say of themselves: the lists of what they are made of (SBOM), licences, and what registries ask for."""

import hashlib
import json
import re
import tomllib
import unittest
import zipfile

from shipped import DIST, ROOT, TOOLS, run, shipped_files, unpacked, version

PYTHON = TOOLS / "python" / "bin" / "python"
PLATFORMS = ["linux-x64", "linux-arm64", "win-x64", "win-x86"]
OF_STD = {"addr2line", "adler2", "cfg-if", "gimli", "hashbrown", "memchr", "miniz_oxide", "object", "rustc-demangle"}
CRATES = ["kassa", "kassa-simulator"]
VALID = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
for path in sys.argv[1:]:
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(path, encoding="utf-8").read())
    if fault:
        sys.exit(f"{path}: {fault}")
"""


def sbom(platform):
    return DIST / f"kassa-{version()}-{platform}.cdx.json"


def listed(platform):
    return json.loads(sbom(platform).read_text("utf-8"))


def below(bom, name):
    """All that a file of the list is made of, by name and version."""
    needs = {each["ref"]: each.get("dependsOn", []) for each in bom["dependencies"]}
    crates = {each["bom-ref"]: (each["name"], each.get("version")) for each in bom["components"]}
    found, todo = set(), [name]
    while todo:
        ref = todo.pop()
        if ref not in found:
            found.add(ref)
            todo += needs[ref]
    return {crates[ref] for ref in found}


class Sbom(unittest.TestCase):
    def test_they_follow_the_schema(self):
        run(PYTHON, "-W", "ignore", "-c", VALID, *map(sbom, PLATFORMS))

    def test_each_shipped_file_is_listed_with_its_hash(self):
        for platform in PLATFORMS:
            components = listed(platform)["components"]
            hashes = {each["name"]: each["hashes"][0]["content"] for each in components if "hashes" in each}
            files = shipped_files(platform)
            self.assertEqual(len(files), 5)
            for file in files:
                self.assertEqual(hashes[file.name], hashlib.sha256(file.read_bytes()).hexdigest(), file)

    def test_every_crate_has_the_hash_of_the_lock_file(self):
        lock = tomllib.loads((ROOT / "Cargo.lock").read_text("utf-8"))["package"]
        sums = {(each["name"], each["version"]): each.get("checksum") for each in lock}
        for platform in PLATFORMS:
            crates = [each for each in listed(platform)["components"] if each.get("purl", "").startswith("pkg:cargo/")]
            self.assertGreater(len(crates), 80)
            for crate in crates:
                (digest,) = [each["content"] for each in crate.get("hashes", [])] or [None]
                if crate.get("description") != "of Rust's standard library":
                    self.assertEqual(digest, sums[crate["name"], crate["version"]], crate["name"])

    def test_every_crate_that_a_file_shows_is_listed_below_it(self):
        # A message of a panic names the source file of its crate: where cargo has it, or where Rust's makers had it.
        named = re.compile(rb"/(?:registry/src/[^/\0]+|rust/deps)/([A-Za-z0-9_-]+?)-(\d+\.\d+\.\d+[^/\0]*)/")
        for platform in PLATFORMS:
            bom = listed(platform)
            for file in shipped_files(platform):
                shown = {(name.decode(), number.decode()) for name, number in named.findall(file.read_bytes())}
                self.assertGreater(len(shown), 5, file)
                self.assertLessEqual(shown, below(bom, file.name), file)
            # What no package of ours asks for can only be of the standard library.
            (of_rust,) = [each.get("dependsOn", []) for each in bom["dependencies"] if each["ref"].startswith("rust@")]
            self.assertLessEqual({name.split("@")[0] for name in of_rust}, OF_STD)

    def test_the_library_has_every_dependency_of_the_page_and_what_is_no_crate(self):
        page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
        rows = re.findall(r"^\| `([^`]+)` \|", page.split("## In the library")[1].split("\n## ")[0], re.MULTILINE)
        self.assertGreater(len(rows), 15)
        of_library = {name for name, _ in below(listed("linux-x64"), "libkassa.so")}
        self.assertLessEqual({*rows, "SQLite", "Terminus Font", "rust", "zig"}, of_library)

    def test_every_package_with_a_library_has_its_list(self):
        for platform in PLATFORMS:
            wanted = sbom(platform).read_bytes()
            self.assertEqual((unpacked(platform) / "share/doc/kassa/kassa.cdx.json").read_bytes(), wanted)
            with zipfile.ZipFile(DIST / f"Kassa.{version()}.nupkg") as package:
                self.assertEqual(package.read(f"sbom/{platform}/kassa.cdx.json"), wanted)
        for platform in ["win-x64", "win-x86"]:
            self.assertEqual((unpacked("delphi") / platform / "kassa.cdx.json").read_bytes(), sbom(platform).read_bytes())
        lists = {sbom(platform).read_bytes() for platform in PLATFORMS}
        self.assertEqual(len(lists), 4)
        packed = {read(wheel, f"kassa-{version()}.dist-info/sboms/kassa.cdx.json") for wheel in DIST.glob("*.whl")}
        self.assertEqual(packed, lists)


def read(archive, name):
    with zipfile.ZipFile(archive) as packed:
        return packed.read(name)


class Metadata(unittest.TestCase):
    def test_every_wheel_and_the_nuget_package_have_the_licences(self):
        licences = [(ROOT / "LICENSE").read_bytes(), (ROOT / "src/render/font/OFL.txt").read_bytes()]
        wheels = list(DIST.glob("*.whl"))
        self.assertEqual(len(wheels), 4)
        for wheel in wheels:
            names = [f"kassa-{version()}.dist-info/licenses/{name}" for name in ("LICENSE", "LICENSE-font.txt")]
            self.assertEqual([read(wheel, name) for name in names], licences)
        package = DIST / f"Kassa.{version()}.nupkg"
        self.assertEqual([read(package, name) for name in ("LICENSE", "OFL.txt")], licences)

    def test_pypi_would_take_the_wheels(self):
        run(PYTHON, "-m", "twine", "check", "--strict", *sorted(DIST.glob("*.whl")))

    def test_crates_io_would_take_the_crates(self):
        run("cargo", "publish", "--dry-run", "--locked", "--allow-dirty", *(f"--package={crate}" for crate in CRATES))

    def test_a_crate_has_what_it_is_built_from_and_no_more(self):
        for crate in CRATES:
            files = run("cargo", "package", "--list", "--allow-dirty", "--package", crate).splitlines()
            self.assertIn("LICENSE", files)
            self.assertIn("README.md", files)
            folders = {file.split("/")[0] for file in files if "/" in file}
            self.assertLessEqual(folders, {"include", "packaging", "schemas", "src"})
            self.assertEqual([file for file in files if "test" in file], [])


if __name__ == "__main__":
    unittest.main()
