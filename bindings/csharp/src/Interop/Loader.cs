using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Kassa.Interop
{
    /// <summary>Loads a library by hand, so that a host can choose the file and the error says what is wrong.</summary>
    internal static class Loader
    {
        private const int Now = 2;
        private const uint SearchBesideTheLibrary = 8;

        internal static readonly bool Windows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
        private static readonly bool Mac = RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

        /// <summary>Name of the file on this system.</summary>
        internal static string FileName => Windows ? "kassa.dll" : Mac ? "libkassa.dylib" : "libkassa.so";

        /// <summary>Name of a library that is installed for the whole system.</summary>
        internal static string InstalledName => Windows || Mac ? FileName : "libkassa.so.0";

        /// <summary>Loads a library; null, and the message of the system, if that fails.</summary>
        internal static IntPtr Load(string file, out string reason)
        {
            if (Windows)
            {
                // The system searches a bare name; for an absolute path its own folder is searched first.
                var module = LoadLibraryEx(file, IntPtr.Zero, System.IO.Path.IsPathRooted(file) ? SearchBesideTheLibrary : 0);
                reason = module == IntPtr.Zero ? new Win32Exception(Marshal.GetLastWin32Error()).Message : null;
                return module;
            }
            var path = Utf8.Of(file);
            var library = Mac ? Darwin.dlopen(path, Now) : Linux.dlopen(path, Now);
            var error = library == IntPtr.Zero ? (Mac ? Darwin.dlerror() : Linux.dlerror()) : IntPtr.Zero;
            reason = error == IntPtr.Zero ? null : Utf8.Text(error);
            return library;
        }

        /// <summary>Address of a function; null if the library has no function of this name.</summary>
        internal static IntPtr Find(IntPtr library, string name)
        {
            if (Windows)
            {
                return GetProcAddress(library, Utf8.Of(name));
            }
            return Mac ? Darwin.dlsym(library, Utf8.Of(name)) : Linux.dlsym(library, Utf8.Of(name));
        }

        [DllImport("kernel32", CharSet = CharSet.Unicode, ExactSpelling = true, EntryPoint = "LoadLibraryExW", SetLastError = true)]
        private static extern IntPtr LoadLibraryEx(string file, IntPtr none, uint flags);

        [DllImport("kernel32", ExactSpelling = true, SetLastError = true)]
        private static extern IntPtr GetProcAddress(IntPtr module, byte[] name);

        private static class Linux
        {
            private const string Name = "libdl.so.2";

            [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlopen(byte[] file, int flags);

            [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlsym(IntPtr library, byte[] name);

            [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlerror();
        }

        private static class Darwin
        {
            private const string Name = "libSystem.dylib";

            [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlopen(byte[] file, int flags);

            [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlsym(IntPtr library, byte[] name);

            [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlerror();
        }
    }
}
