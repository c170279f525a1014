"""The packages that packaging/dist made: each is installed as its users do it, and sells one receipt."""

import hashlib
import os
import re
import shutil
import unittest
import zipfile

from shipped import DIST, ROOT, SCRATCH, TOOLS, WARNINGS, Register, library, run, unpacked, version, zig

OWN_LIBRARY = {name: value for name, value in os.environ.items() if name != "KASSA_LIBRARY"}
"""The environment without KASSA_LIBRARY, in which a package uses its own library."""
SOLD = "total 42880, change 7120 kopecks"


class Files(unittest.TestCase):
    def test_the_sums_are_those_of_the_files(self):
        lines = (DIST / "SHA256SUMS").read_text().splitlines()
        listed = dict(reversed(line.split("  ")) for line in lines)
        self.assertEqual(sorted(listed), sorted(file.name for file in DIST.iterdir() if file.name != "SHA256SUMS"))
        for name, digest in listed.items():
            self.assertEqual(hashlib.sha256((DIST / name).read_bytes()).hexdigest(), digest)

    def test_the_same_files_make_the_same_packages(self):
        before = (DIST / "SHA256SUMS").read_text()
        run("packaging/dist", "--packed-only")
        self.assertEqual((DIST / "SHA256SUMS").read_text(), before)

    def test_every_package_has_the_licence_and_the_documents(self):
        for name in ["linux-x64", "linux-arm64", "win-x64", "win-x86"]:
            documents = unpacked(name) / "share" / "doc" / "kassa"
            self.assertEqual((documents / "LICENSE").read_text(), (ROOT / "LICENSE").read_text())
            for page in ["README.md", "README.ru.md", "en/c.md", "ru/c.md"]:
                self.assertTrue((documents / page).is_file(), page)

    def test_the_links_of_every_document_point_to_files_of_the_package(self):
        for name in ["linux-x64", "win-x64", "delphi"]:
            package = unpacked(name)
            pages = list(package.rglob("*.md"))
            self.assertIn("README.md", [page.name for page in pages])
            for page in pages:
                for target in re.findall(r"\[[^]]*\]\(([^)#:\s]+)[^)]*\)", page.read_text("utf-8")):
                    self.assertTrue((page.parent / target).exists(), f"{page}: {target}")


class C(unittest.TestCase):
    """C and C++: each sells once, however often it runs."""

    def sells_once(self, *command, **options):
        with Register() as register:
            for _ in range(2):
                out = run(*command, register.url, f"{register.folder}/kassa.db", "order-1", **options)
                self.assertIn(SOLD, out)
            self.assertEqual(len(register.receipts()), 1)

    def test_a_project_finds_the_package_with_cmake(self):
        package, build = unpacked("linux-x64"), SCRATCH / "consumer"
        shutil.rmtree(build, ignore_errors=True)
        run("cmake", "-S", "tests/platforms/consumer", "-B", build, f"-DCMAKE_PREFIX_PATH={package}",
            f"-DEXAMPLE={package}/share/doc/kassa/examples/cpp/receipt.cpp")
        run("cmake", "--build", build)
        self.sells_once(build / "consumer")

    def test_a_project_for_windows_finds_the_package_with_cmake(self):
        for name, tools in [("win-x64", "x86_64-w64-mingw32"), ("win-x86", "i686-w64-mingw32")]:
            package, build = unpacked(name), SCRATCH / f"consumer-{name}"
            shutil.rmtree(build, ignore_errors=True)
            run("cmake", "-S", "tests/platforms/consumer", "-B", build, "-DCMAKE_SYSTEM_NAME=Windows",
                f"-DCMAKE_CXX_COMPILER={tools}-g++-posix", "-DCMAKE_EXE_LINKER_FLAGS=-static",
                f"-DCMAKE_PREFIX_PATH={package}", f"-DEXAMPLE={package}/share/doc/kassa/examples/cpp/receipt.cpp")
            run("cmake", "--build", build)
            with self.subTest(name):
                self.sells_once("tests/windows/run", build / "consumer.exe",
                                env={**os.environ, "WINEPATH": f"Z:{package}/bin"})

    def test_a_program_is_built_with_pkg_config(self):
        package = unpacked("linux-x64")
        flags = run("pkg-config", "--cflags", "--libs", "kassa",
                    env={**os.environ, "PKG_CONFIG_PATH": str(package / "lib" / "pkgconfig")}).split()
        program = SCRATCH / "with-pkg-config"
        run("c++", "-std=c++11", *WARNINGS, package / "share/doc/kassa/examples/cpp/receipt.cpp", *flags, "-o", program)
        self.sells_once(program, env={**os.environ, "LD_LIBRARY_PATH": str(package / "lib")})

    def test_the_package_for_arm_sells(self):
        package, program = unpacked("linux-arm64"), SCRATCH / "from-package-arm64"
        zig("cc", "aarch64-linux-gnu.2.17", "-std=c99", *WARNINGS, f"-I{package}/include", f"-L{package}/lib",
            package / "share/doc/kassa/examples/c/plain.c", "-lkassa", "-o", program)
        with Register() as register:
            out = run("tests/arm/run", program, register.url, register.folder / "kassa.db", "order-1",
                      env={**os.environ, "QEMU_SET_ENV": f"LD_LIBRARY_PATH={package}/lib"})
            self.assertIn("total 428.80, change 71.20", out)
            self.assertEqual(len(register.receipts()), 1)


class CSharp(unittest.TestCase):
    PROGRAM = """
        using System;
        static class Sale {
            static int Main(string[] words) {
                using (var device = Kassa.Device.Open(words[0])) {
                    for (int i = 1; i < words.Length; i++) Console.WriteLine(device.Execute(words[i]));
                }
                return 0;
            }
        }
    """

    def test_the_nuget_package_sells(self):
        folder = SCRATCH / "nuget"
        shutil.rmtree(folder, ignore_errors=True)
        with zipfile.ZipFile(DIST / f"Kassa.{version()}.nupkg") as package:
            package.extractall(folder)
        # As NuGet places it beside a program.
        app = folder / "app"
        shutil.copytree(folder / "runtimes", app / "runtimes")
        shutil.copy(folder / "lib" / "netstandard2.0" / "Kassa.dll", app)
        (app / "Sale.cs").write_text(self.PROGRAM)
        with Register() as register:
            config = f'{{"backend": "icash", "url": "{register.url}", "journal": "{register.folder}/kassa.db"}}'
            sale = (
                '{"type": "sell", "taxationType": "osn", "payments": [{"type": "cash", "sum": 1}], "items":'
                ' [{"type": "position", "name": "Чай", "price": 1, "quantity": 1, "amount": 1, "tax": {"type": "none"}}]}'
            )
            script = (
                f'. tests/csharp/tools && $CSC -langversion:7.3 -warnaserror -t:exe -r:"{app}/Kassa.dll"'
                f' -out:"{app}/Sale.exe" "{app}/Sale.cs" && on_net8 "{app}/Sale.exe" "$@"'
            )
            out = run("bash", "-c", script, "sale", config, '{"type": "openShift"}', sale, env=OWN_LIBRARY)
            self.assertIn("fiscalDocumentNumber", out)
            self.assertEqual(len(register.receipts()), 1)


class Python(unittest.TestCase):
    """The wheels. Those for other platforms are installed by this machine's pip, which is told the platform."""

    def sells(self, *python, drive="", **env):
        with Register() as register:
            words = [f"{drive}{ROOT}/examples/python/receipt.py", register.url, f"{drive}{register.folder}/kassa.db"]
            self.assertIn("428.80", run(*python, *words, env={**OWN_LIBRARY, **env}))
            self.assertEqual(len(register.receipts()), 1)

    def installed(self, tag, *options, python=TOOLS / "python" / "bin" / "python"):
        """Installs the wheel of a platform with pip."""
        (wheel,) = DIST.glob(f"kassa-*-{tag}.whl")
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", *options, wheel)

    def installed_for(self, tag, version, folder):
        """Installs the wheel of another platform into a folder of packages."""
        options = ["--platform", tag, "--python-version", version, "--only-binary=:all:", "--target", folder]
        self.installed(tag, *options)

    def test_the_wheel_sells(self):
        folder = SCRATCH / "wheel"
        shutil.rmtree(folder, ignore_errors=True)
        run("python3", "-m", "venv", folder)
        self.installed("manylinux2014_x86_64", python=folder / "bin" / "python")
        self.sells(folder / "bin" / "python")

    def test_the_wheel_for_arm_sells(self):
        folder = SCRATCH / "wheel-arm64"
        shutil.rmtree(folder, ignore_errors=True)
        python = ["tests/arm/run", "python3"]
        version = run(*python, "-c", "import platform; print(platform.python_version())").strip()
        self.installed_for("manylinux2014_aarch64", version, folder)
        self.sells(*python, PYTHONPATH=str(folder))

    def test_the_wheels_for_windows_sell(self):
        for bits, tag in [("x64", "win_amd64"), ("x86", "win32")]:
            folder = SCRATCH / f"wheel-win-{bits}"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(run("tests/windows/python", bits, "--folder").strip(), folder)
            self.installed_for(tag, "3.8", folder / "Lib" / "site-packages")
            with self.subTest(bits):
                self.sells("tests/windows/run", folder / "python.exe", "-X", "utf8", drive="Z:")

    def test_each_platform_has_its_wheel(self):
        for platform, tag in [("linux-x64", "manylinux2014_x86_64"), ("linux-arm64", "manylinux2014_aarch64"),
                              ("win-x64", "win_amd64"), ("win-x86", "win32")]:
            with zipfile.ZipFile(DIST / f"kassa-{version()}-py3-none-{tag}.whl") as wheel:
                file = library(platform)
                self.assertEqual(wheel.read(f"kassa/{file.name}"), file.read_bytes())


class Delphi(unittest.TestCase):
    def test_the_unit_and_its_example_sell_on_windows(self):
        package = unpacked("delphi")
        for bits in ["x64", "x86"]:
            made = SCRATCH / f"delphi-{bits}"
            made.mkdir(exist_ok=True)
            run("tests/windows/fpc", bits, "-l-", "-v0e", "-Mdelphi", f"-Fu{package}", f"-FU{made}", f"-FE{made}",
                package / "examples" / "Sale.dpr")
            with self.subTest(bits), Register() as register:
                for _ in range(2):
                    run("tests/windows/run", made / "Sale.exe", register.url, f"Z:{register.folder}/kassa.db", "order-1",
                        env={**OWN_LIBRARY, "WINEPATH": f"Z:{package}/win-{bits}"})
                self.assertEqual(len(register.receipts()), 1)


class OneC(unittest.TestCase):
    def test_each_binary_of_the_archive_works_for_a_day(self):
        for archive, name in [("kassa-1c", "kassa"), ("kassa-1c-4000", "kassa4000")]:
            self.work(SCRATCH / archive, DIST / f"{archive}-{version()}.zip", name)

    def work(self, folder, archive, name):
        shutil.rmtree(folder, ignore_errors=True)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        name = f"{folder}/{name}_{version().replace('.', '_')}"
        # tests/windows/onec has built the stand-ins for 1C on Windows.
        windows = {
            bits: f"{ROOT}/tests/windows/run {ROOT}/target/windows/onec-{bits}/host.exe Z:{name}_{file}.dll"
            for bits, file in [("x64", "win64"), ("x86", "win32")]
        }
        for where, env in [("linux", {"KASSA_ONEC": f"{name}_lin64.so"}),
                           *((bits, {"KASSA_ONEC_HOST": host}) for bits, host in windows.items())]:
            with self.subTest(archive.name, where=where):
                out = run("cargo", "test", "--quiet", "--test", "it", "onec::day::a_day_works",
                          env={**os.environ, **env})
                self.assertIn("1 passed", out)


if __name__ == "__main__":
    unittest.main()
