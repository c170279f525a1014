using System;
using System.Runtime.InteropServices;
using System.Text;

// kassa.h describes the fields.
#pragma warning disable 1591, IDE1006

namespace Kassa.Interop
{
    /// <summary>kassa_document; begin with <see cref="Sized"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DocumentRecord
    {
        public uint size;
        public uint number;
        public uint receipt_number;
        public uint shift_number;
        public long total;
        public long change;
        public int recovered;
        public int not_printed;
        public int notes;
        public int reserved;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)]
        public byte[] sign;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)]
        public byte[] date_time;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)]
        public byte[] fn_number;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)]
        public byte[] registration_number;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 192)]
        public byte[] external_id;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 192)]
        public byte[] qr;
        public int non_fiscal;
        public int offline;
        public int shift_closed;
        public int not_recorded;
        public int by_content;
        public int numbering_restarted;
        public int similar;
        public int reserved2;

        /// <summary>A struct with its size set, as the library requires.</summary>
        public static DocumentRecord Sized() =>
            new DocumentRecord { size = (uint)Marshal.SizeOf(typeof(DocumentRecord)) };
    }

    /// <summary>kassa_device_status; begin with <see cref="Sized"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DeviceStatusRecord
    {
        public uint size;
        public int shift;
        public int shift_number;
        public int fiscal;
        public int fn_present;
        public int fn_warning;
        public long last_document;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)]
        public byte[] date_time;

        /// <summary>A struct with its size set, as the library requires.</summary>
        public static DeviceStatusRecord Sized() =>
            new DeviceStatusRecord { size = (uint)Marshal.SizeOf(typeof(DeviceStatusRecord)) };
    }

    /// <summary>kassa_error; begin with <see cref="Sized"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ErrorRecord
    {
        public uint size;
        public int code;
        public int outcome;
        public int retry;
        public int backend_code;
        public int http_status;
        public int faults;
        public int reserved;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 192)]
        public byte[] external_id;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 192)]
        public byte[] path;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)]
        public byte[] message_ru;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)]
        public byte[] message_en;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)]
        public byte[] advice_ru;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)]
        public byte[] advice_en;

        /// <summary>A struct with its size set, as the library requires.</summary>
        public static ErrorRecord Sized() => new ErrorRecord { size = (uint)Marshal.SizeOf(typeof(ErrorRecord)) };
    }

    /// <summary>kassa_fault; begin with <see cref="Sized"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FaultRecord
    {
        public uint size;
        public int reserved;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 192)]
        public byte[] path;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 192)]
        public byte[] value;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)]
        public byte[] rule;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)]
        public byte[] message_ru;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)]
        public byte[] message_en;

        /// <summary>A struct with its size set, as the library requires.</summary>
        public static FaultRecord Sized() => new FaultRecord { size = (uint)Marshal.SizeOf(typeof(FaultRecord)) };
    }

    /// <summary>Conversion of texts for and from the library.</summary>
    public static class Utf8
    {
        // A lone surrogate is an error; it is not replaced by a question mark.
        private static readonly Encoding Strict = new UTF8Encoding(false, true);

        /// <summary>The text as UTF-8 bytes that end with a zero; null for null.</summary>
        /// <exception cref="ArgumentException">It contains a zero or a lone surrogate.</exception>
        public static byte[] Of(string text)
        {
            return text == null ? null : Strict.GetBytes(Whole(text) + "\0");
        }

        /// <summary>The text up to the first zero.</summary>
        public static string Text(byte[] place)
        {
            var end = Array.IndexOf(place, (byte)0);
            return Encoding.UTF8.GetString(place, 0, end < 0 ? place.Length : end);
        }

        /// <summary>The text at a pointer, up to its zero.</summary>
        public static string Text(IntPtr text)
        {
            var length = 0;
            while (Marshal.ReadByte(text, length) != 0)
            {
                length++;
            }
            var bytes = new byte[length];
            Marshal.Copy(text, bytes, 0, length);
            return Encoding.UTF8.GetString(bytes);
        }

        /// <summary>Returns the text; throws if it contains a zero, because the library reads only up to that.</summary>
        internal static string Whole(string text) =>
            text != null && text.IndexOf('\0') >= 0
                ? throw new ArgumentException("The text contains a zero character")
                : text;
    }
}
