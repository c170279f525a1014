"""The programs of each archive, by the commands of its README.txt; and what else lies in the archives."""

import os
import re
import shlex
import shutil
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
OWN_LIBRARY = {name: value for name, value in os.environ.items() if name != "KASSA_LIBRARY"}
"""The environment without KASSA_LIBRARY, in which a package uses its own library."""
WHEELS = {
    "linux-x64": "manylinux2014_x86_64",
    "linux-arm64": "manylinux2014_aarch64",
    "win-x64": "win_amd64",
    "win-x86": "win32",
}


def text(page, system="windows"):
    """The page at the top of an archive."""
    return (ROOT / "packaging" / system / page).read_text("utf-8").replace("@VERSION@", version())


def in_shell(folder, text):
    """Runs the lines of a page in a folder, as its reader does."""
    return run("sh", "-ec", text, cwd=folder, env=OWN_LIBRARY)


def with_sdk(folder, text):
    """The same with the `dotnet` of an SDK."""
    script = '. tests/csharp/tools && cd "$1" && with_sdk "$1/sdk" sh -ec "$2"'
    return run("bash", "-ec", script, "with_sdk", folder, text, env=OWN_LIBRARY)


def commands(page, system):
    """The commands of such a page, as words."""
    return [shlex.split(line) for line in text(page, system).splitlines() if line.startswith("    ")]


class Programs(unittest.TestCase):
    def test_the_commands_of_the_page_sell_with_the_programs_of_the_archive(self):
        for platform in RUNNERS:
            for page in PAGES:
                with self.subTest(platform, page=page):
                    self.sells(platform, *commands(page, "windows" if platform.startswith("win") else "linux"))

    def sells(self, platform, simulator, init, sell):
        runner, end = RUNNERS[platform]
        folder = unpacked(platform) / "bin"
        env = {**os.environ, "LC_ALL": "C.UTF-8", "WINEPATH": f"Z:{folder}"}

        def command(words):
            return [*runner, folder / f"{words[0].removeprefix('bin/')}{end}", *words[1:]]

        # On Windows the windows are opened in bin, in Linux in the folder of the archive.
        self.assertEqual({words[0].startswith("bin/") for words in (simulator, init, sell)}, {end == ""})
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
            files = {"python": "sale.py", "xml": "nuget.config", "pascal": "sale.dpr", "c": "sale.c", "cpp": "sale.cpp"}
            for language, file in files.items():
                (folder / file).write_text(dict(blocks)[language], "utf-8")
            shutil.copy(DIST / f"Kassa.{version()}.nupkg", folder)
            simulator, words, python, dotnet, pascal, c, cpp, _ = [text for language, text in blocks if language == ""]
            self.assertEqual(simulator, "bin/kassa-simulator demo\n")
            # The sample in C# takes the place of the program that the first line makes.
            new, *rest = dotnet.splitlines()
            with_sdk(folder, new)
            (folder / "shop" / "Program.cs").write_text(dict(blocks)["csharp"], "utf-8")
            for text in [words, python, pascal, c]:
                self.assertIn("137.70", run("sh", "-ec", text, cwd=folder, env=OWN_LIBRARY))
            self.assertIn("13770 1230", run("sh", "-ec", cpp, cwd=folder, env=OWN_LIBRARY))
            self.assertIn("137.70 12.30", with_sdk(folder, "\n".join(rest)))
            self.assertEqual(len(register.receipts()), 2)

    def test_the_day_of_each_language_works_in_the_archive_of_linux(self):
        folder = unpacked("linux-x64")
        days = folder / "share" / "doc" / "kassa" / "examples" / "day"
        shutil.copy(DIST / f"Kassa.{version()}.nupkg", folder)
        readme = (folder / "share" / "doc" / "kassa" / "README.md").read_text("utf-8")
        (folder / "nuget.config").write_text(re.search(r"^```xml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL).group(1))
        original = {file: file.read_bytes() for file in days.iterdir()}
        for page, language in [("c", "c"), ("cpp", "cpp"), ("python", "python"), ("csharp", "csharp"), ("delphi", "pascal")]:
            text = (ROOT / "docs" / "en" / f"day-{page}.md").read_text("utf-8")
            simulator, commands = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[:2]
            words = shlex.split(simulator)[: -2]
            with self.subTest(page), Register([folder / words[0], *words[1:]]) as register:
                for file, program in original.items():
                    file.write_bytes(program.replace(b"http://127.0.0.1:16732", register.url.encode()))
                for journal in folder.glob("kassa.db*"):
                    journal.unlink()
                runner = with_sdk if page == "csharp" else in_shell
                out = register.folder / "printed.txt"
                # Other programs than the day's print too.
                shown = re.findall(r"^```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[-1]
                printed = runner(folder, commands)
                out.write_text(printed[-len(shown) :], "utf-8")
                run("python3", "-B", "tests/day/check.py", f"docs/en/day-{page}.md", register.url, out)


class Contents(unittest.TestCase):
    def test_notepad_of_windows_7_shows_the_pages(self):
        for platform in ["win-x64", "win-x86"]:
            for page in PAGES:
                written = (unpacked(platform) / page).read_bytes()
                self.assertEqual(written, text(page).replace("\n", "\r\n").encode("utf-8-sig"))

    def test_an_archive_of_linux_has_its_pages(self):
        for platform in ["linux-x64", "linux-arm64"]:
            for page in PAGES:
                self.assertEqual((unpacked(platform) / page).read_text("utf-8"), text(page, "linux"))

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
