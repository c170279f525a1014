"""The programs of each archive, by the commands of its README.txt; and what else lies in the archives."""

import os
import re
import shlex
import unittest
import zipfile

from shipped import DIST, ROOT, Register, run, unpacked, version

# Platform: how its programs are run here, and the end of their names.
RUNNERS = {
    "linux-x64": ([], ""),
    "linux-arm64": ([ROOT / "tests/arm/run"], ""),
    "win-x64": ([ROOT / "tests/windows/run"], ".exe"),
    "win-x86": ([ROOT / "tests/windows/run"], ".exe"),
}
PAGES = ["README.txt", "README.ru.txt"]
WHEELS = {
    "linux-x64": "manylinux2014_x86_64",
    "linux-arm64": "manylinux2014_aarch64",
    "win-x64": "win_amd64",
    "win-x86": "win32",
}


def text(page):
    """A page for a Windows machine without tools."""
    return (ROOT / "packaging" / "windows" / page).read_text("utf-8").replace("@VERSION@", version())


def commands(page):
    """The commands of such a page, as words."""
    return [shlex.split(line) for line in text(page).splitlines() if line.startswith("    ")]


class Programs(unittest.TestCase):
    def test_the_commands_of_the_page_sell_with_the_programs_of_the_archive(self):
        for platform in RUNNERS:
            for page in PAGES:
                with self.subTest(platform, page=page):
                    self.sells(platform, *commands(page))

    def sells(self, platform, simulator, init, sell):
        runner, end = RUNNERS[platform]
        folder = unpacked(platform) / "bin"
        env = {**os.environ, "LC_ALL": "C.UTF-8", "WINEPATH": f"Z:{folder}"}

        def command(words):
            return [*runner, folder / f"{words[0]}{end}", *words[1:]]

        self.assertEqual(run(*command(["kassa", "--version"]), env=env).strip(), f"kassa {version()}")
        with Register(command(simulator), env=env) as register:
            self.assertIn("http://127.0.0.1:8080", init)
            init = [register.url if word == "http://127.0.0.1:8080" else word for word in init]
            run(*command(init), cwd=folder, env=env)
            for _ in range(2):
                self.assertIn("181.00", run(*command(sell), cwd=folder, env=env))
            self.assertEqual(len(register.receipts()), 1)


class Readme(unittest.TestCase):
    def test_the_start_of_the_readme_works_in_the_archive_of_linux(self):
        folder = unpacked("linux-x64")
        page = (folder / "share" / "doc" / "kassa" / "README.md").read_text("utf-8")
        start = page.split("## The first receipt")[1].split("### From the source")[0]
        with Register([folder / "bin" / "kassa-simulator", "demo"]) as register:
            start = start.replace("http://127.0.0.1:8080", register.url)
            blocks = re.findall(r"^```(\w*)\n(.*?)^```", start, re.MULTILINE | re.DOTALL)
            for language, file in [("python", "sale.py"), ("c", "sale.c")]:
                (folder / file).write_text(dict(blocks)[language], "utf-8")
            commands = [text for language, text in blocks if language == ""]
            self.assertEqual(commands[0], "bin/kassa-simulator demo\n")
            out = [run("sh", "-ec", text, cwd=folder) for text in commands[1:]]
            self.assertEqual([text.count("137.70") > 0 for text in out], [True, True, True])
            self.assertEqual(len(register.receipts()), 2)


class Contents(unittest.TestCase):
    def test_notepad_of_windows_7_shows_the_pages(self):
        for platform in ["win-x64", "win-x86"]:
            for page in PAGES:
                written = (unpacked(platform) / page).read_bytes()
                self.assertEqual(written, text(page).replace("\n", "\r\n").encode("utf-8-sig"))

    def test_the_wrappers_are_those_of_the_other_packages(self):
        for platform, tag in WHEELS.items():
            wrappers = unpacked(platform) / "wrappers"
            wheel = f"kassa-{version()}-py3-none-{tag}.whl"
            self.assertEqual((wrappers / "python" / wheel).read_bytes(), (DIST / wheel).read_bytes())
            unit = ROOT / "bindings" / "delphi" / "Kassa.pas"
            self.assertEqual((wrappers / "delphi" / "Kassa.pas").read_bytes(), unit.read_bytes())
            with zipfile.ZipFile(DIST / f"Kassa.{version()}.nupkg") as package:
                assembly = package.read("lib/netstandard2.0/Kassa.dll")
                adapters = {name: package.read(f"adapters/{name}") for name in ("KassaJson.cs", "KassaLogging.cs", "KassaTracing.cs")}
            self.assertEqual((wrappers / "csharp" / "Kassa.dll").read_bytes(), assembly)
            for name, adapter in adapters.items():
                self.assertEqual((wrappers / "csharp" / "adapters" / name).read_bytes(), adapter)
                self.assertEqual((ROOT / "examples" / "csharp" / name).read_bytes(), adapter)

    def test_the_site_is_whole(self):
        site = ROOT / "target" / "site"
        files = sorted(file.relative_to(site) for file in site.rglob("*") if file.is_file())
        for platform in RUNNERS:
            packed = unpacked(platform) / "share" / "doc" / "kassa" / "site"
            self.assertEqual(sorted(file.relative_to(packed) for file in packed.rglob("*") if file.is_file()), files)


if __name__ == "__main__":
    unittest.main()
