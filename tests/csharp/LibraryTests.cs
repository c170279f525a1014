using System;
using System.IO;
using System.Linq;

namespace Kassa.Tests
{
    /// <summary>A library that cannot be used is reported with the reason.</summary>
    public sealed class LibraryTests : TestClass
    {
        private static string Told(string file) => Check.Throws<LibraryException>(() => Library.Loaded(file)).Message;

        private static string Made(string name, byte[] content)
        {
            var file = Path.Combine(Scratch, name);
            File.WriteAllBytes(file, content);
            return file;
        }

        public void The_version_is_known() => Check.True(Version.TryParse(Library.Version, out _), Library.Version);

        public void A_missing_file_is_named()
        {
            var file = Path.Combine(Scratch, "нет такой.dll");
            Check.Holds(Told(file), "the native library is missing: " + file);
        }

        public void A_file_that_is_no_library_is_reported() =>
            Check.Holds(Told(Made("текст.dll", new byte[100])), "not a library for a known machine");

        public void A_library_for_another_processor_is_reported()
        {
            var elf = new byte[64];
            BitConverter.GetBytes(0x464C457F).CopyTo(elf, 0);
            elf[4] = 2;
            elf[18] = 183;
            Check.Holds(Told(Made("arm64.so", elf)), "built for Linux arm64, but this program runs as ");
            var pe = new byte[128];
            pe[0] = (byte)'M';
            pe[1] = (byte)'Z';
            pe[60] = 64;
            BitConverter.GetBytes(0x4550).CopyTo(pe, 64);
            BitConverter.GetBytes((ushort)0xAA64).CopyTo(pe, 68);
            Check.Holds(Told(Made("arm64.dll", pe)), "built for Windows arm64, but this program runs as ");
        }

        public void An_old_library_is_reported() =>
            Check.Holds(Told(Built("old")), "has interface 0, but this assembly needs " + Library.AbiVersion);

        public void A_foreign_library_is_reported() => Check.Holds(Told(Built("foreign")), "has no kassa_abi_version");

        public void A_library_that_lacks_a_function_is_reported() => Check.Holds(Told(Built("lacking")), "it has no kassa_version");

        private static string Built(string name) => Directory.GetFiles(Libraries).Single(file => Path.GetFileNameWithoutExtension(file) == name);
    }
}
