"""The archive from which 1C takes the component: its manifest is as the platform reads it, and nothing is missing."""

import os
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMESPACE = "{http://v8.1c.ru/8.2/addin/bundle}"

# The values that the schema of the manifest allows for each attribute.
SYSTEMS = {"Windows", "Linux", "MacOS", "iOS", "Android", "WindowsRuntime"}
MACHINES = {"i386", "x86_64", "ARM", "ARM64", "E2K", "Universal"}
TYPES = {"native", "com", "plugin"}
# Each archive has one class: a loader takes the last driver that INFO.XML names.
CLASSES = ["Kassa", "Kassa4000"]

BINARIES = ["win-x86/kassa_onec.dll", "win-x64/kassa_onec.dll", "linux-x64/libkassa_onec.so", "linux-arm64/libkassa_onec.so"]


class Bundle(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for binary in BINARIES:
            to = self.folder / "shipped" / binary
            to.parent.mkdir(parents=True)
            to.write_bytes(b"library of " + binary.encode())
        shutil.copy(os.environ["KASSA_ONEC"], self.folder / "shipped" / BINARIES[2])

    def packed(self, name):
        to = self.folder / f"{name}.zip"
        subprocess.run([ROOT / "bindings/onec/bundle", name, to, self.folder / "shipped"], check=True)
        return zipfile.ZipFile(to)

    def test_the_manifest_names_every_binary_once_and_by_what_the_platform_knows(self):
        for name in CLASSES:
            with self.subTest(name), self.packed(name) as archive:
                self.check_manifest(name, archive)

    def check_manifest(self, name, archive):
        names = archive.namelist()
        bundle = ElementTree.fromstring(archive.read("MANIFEST.XML"))
        self.assertEqual(bundle.tag, NAMESPACE + "bundle")
        self.assertTrue(bundle.get("name"))
        rows = list(bundle)
        self.assertEqual({row.tag for row in rows}, {NAMESPACE + "component"})
        for row in rows:
            self.assertEqual(set(row.attrib), {"os", "path", "type", "arch"})
            self.assertIn(row.get("os"), SYSTEMS)
            self.assertIn(row.get("arch"), MACHINES)
            self.assertIn(row.get("type"), TYPES)
            self.assertRegex(row.get("path"), rf"^{name.lower()}(_\d+){{3}}_[a-z]+\d\d\.(dll|so)$")
        kinds = [(row.get("os"), row.get("arch")) for row in rows]
        self.assertEqual(len(set(kinds)), len(kinds))
        paths = [row.get("path") for row in rows]
        self.assertEqual(sorted([*paths, "MANIFEST.XML", "INFO.XML"]), sorted(names))

    def test_each_binary_is_the_one_of_its_platform(self):
        with self.packed("Kassa") as archive:
            bundle = ElementTree.fromstring(archive.read("MANIFEST.XML"))
            for row, binary in zip(bundle, BINARIES):
                kept = archive.read(row.get("path"))
                self.assertEqual(kept, (self.folder / "shipped" / binary).read_bytes())

    def test_the_driver_is_named_by_the_class_of_the_component(self):
        binary = Path(os.environ["KASSA_ONEC"]).read_bytes()
        for name in CLASSES:
            with self.subTest(name), self.packed(name) as archive:
                drivers = ElementTree.fromstring(archive.read("INFO.XML"))
                self.assertEqual(drivers.tag, "drivers")
                [component] = drivers
                self.assertEqual(component.tag, "component")
                self.assertEqual(set(component.attrib), {"progid", "type", "name", "version"})
                self.assertEqual(component.get("type"), "ККТ")
                self.assertEqual(component.get("progid"), f"AddIn.{name}")
                self.assertIn(name.encode(), binary)

    def test_without_the_build_of_a_platform_there_is_no_bundle(self):
        (self.folder / "shipped" / BINARIES[0]).unlink()
        done = subprocess.run(
            [ROOT / "bindings/onec/bundle", "Kassa", self.folder / "kassa.zip", self.folder / "shipped"],
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(BINARIES[0], done.stderr)
        self.assertFalse((self.folder / "kassa.zip").exists())


if __name__ == "__main__":
    unittest.main()
