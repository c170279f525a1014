using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Kassa.Interop
{
    /// <summary>For which machine a library was built. The wrong machine is the commonest reason for a library not to load.</summary>
    internal static class Machine
    {
        /// <summary>A sentence if the file is not a library, or one for another machine; null otherwise.</summary>
        internal static string Mismatch(string file)
        {
            var head = new byte[4096];
            int length;
            using (var stream = File.OpenRead(file))
            {
                length = stream.Read(head, 0, head.Length);
            }
            var built = OfHead(head, length);
            var ours = (Loader.Windows ? "Windows " : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "macOS " : "Linux ")
                + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            if (built == null)
            {
                return "it is not a library for a known machine";
            }
            return built == ours ? null : "it is built for " + built + ", but this program runs as " + ours;
        }

        private static string OfHead(byte[] head, int length)
        {
            if (length >= 20 && BitConverter.ToUInt32(head, 0) == 0x464C457F)
            {
                return "Linux " + Of(BitConverter.ToUInt16(head, 18), 62, 3, 183);
            }
            if (length >= 8 && BitConverter.ToUInt32(head, 0) == 0xFEEDFACF)
            {
                return "macOS " + (BitConverter.ToUInt32(head, 4) == 0x0100000C ? "arm64" : "x64");
            }
            if (length >= 64 && head[0] == 'M' && head[1] == 'Z')
            {
                var at = BitConverter.ToInt32(head, 60);
                if (at > 0 && at + 6 <= length && BitConverter.ToUInt32(head, at) == 0x00004550)
                {
                    return "Windows " + Of(BitConverter.ToUInt16(head, at + 4), 0x8664, 0x14C, 0xAA64);
                }
            }
            return null;
        }

        private static string Of(ushort code, ushort x64, ushort x86, ushort arm64) =>
            code == x64 ? "x64" : code == x86 ? "x86" : code == arm64 ? "arm64" : "machine " + code;
    }
}
