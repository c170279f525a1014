using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>The native library is missing, built for another machine, or too old for this assembly.</summary>
    public sealed class LibraryException : Exception
    {
        /// <summary>An error with its text.</summary>
        public LibraryException(string message) : base(message)
        {
        }
    }

    /// <summary>Finds, loads and checks the native library.</summary>
    public static partial class Library
    {
        /// <summary>Version of the C interface that this assembly is written for; the library must have at least this one.</summary>
        public const int AbiVersion = 5;

        private static readonly object Loading = new object();
        private static readonly Told LogFunction = Logged;
        private static volatile Functions _functions;
        private static volatile Action<string> _log;

        /// <summary>
        /// File of the library, if it is not the one beside this assembly. Set it before any other use, here or in the
        /// environment variable KASSA_LIBRARY.
        /// </summary>
        public static string File { get; set; } = Environment.GetEnvironmentVariable("KASSA_LIBRARY");

        /// <summary>Version of the native library.</summary>
        public static string Version => Utf8.Text(Functions.kassa_version());

        /// <summary>Every function of kassa.h. The library is loaded and checked at the first call.</summary>
        /// <exception cref="LibraryException">It says what to do.</exception>
        public static Functions Functions
        {
            get
            {
                lock (Loading)
                {
                    return _functions ?? (_functions = string.IsNullOrEmpty(File) ? Found() : Loaded(Path.GetFullPath(File)));
                }
            }
        }

        /// <summary>
        /// Receives each line of the library's log; null removes it. It runs on any thread that is in the library, possibly on
        /// several at once, and must not call the library. Lines contain no secrets.
        /// </summary>
        public static Action<string> Log
        {
            get => _log;
            set
            {
                _log = value;
                KassaException.Check(Functions.kassa_set_log(value == null ? null : LogFunction, IntPtr.Zero));
            }
        }

        private static void Logged(IntPtr user, IntPtr line)
        {
            var log = _log;
            Listeners.Guard(() => log?.Invoke(Utf8.Text(line)));
        }

        /// <summary>Where the package puts the library: beside the assembly, or in a folder for each platform.</summary>
        private static IEnumerable<string> Places()
        {
            var system = Loader.Windows ? "win-" : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx-" : "linux-";
            var platform = Path.Combine(
                "runtimes", system + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), "native");
            // Where the runtime of .NET itself looks, which knows what the package's manifest says.
            var known = AppDomain.CurrentDomain.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
            var folders = known.Split(new[] { Path.PathSeparator }, StringSplitOptions.RemoveEmptyEntries).ToList();
            folders.Add(Path.GetDirectoryName(typeof(Library).Assembly.Location));
            folders.Add(AppDomain.CurrentDomain.BaseDirectory);
            return folders
                .Where(folder => !string.IsNullOrEmpty(folder))
                .SelectMany(folder => new[] { folder, Path.Combine(folder, platform) })
                .Select(folder => Path.Combine(folder, Loader.FileName))
                .Distinct();
        }

        private static Functions Found()
        {
            var places = Places().ToList();
            var file = places.FirstOrDefault(System.IO.File.Exists);
            if (file != null)
            {
                return Loaded(file);
            }
            var library = Loader.Load(Loader.InstalledName, out var reason);
            if (library == IntPtr.Zero)
            {
                throw new LibraryException("kassa: the native library is missing. Put " + Loader.FileName
                    + " beside the program, or set the environment variable KASSA_LIBRARY to its path. Looked for: "
                    + string.Join(", ", places) + ", and " + Loader.InstalledName + " of the system (" + reason + ")");
            }
            return Bound(library, Loader.InstalledName);
        }

        /// <summary>Loads and checks the library in a file.</summary>
        internal static Functions Loaded(string file)
        {
            if (!System.IO.File.Exists(file))
            {
                throw new LibraryException("kassa: the native library is missing: " + file);
            }
            var library = Loader.Load(file, out var reason);
            return library != IntPtr.Zero
                ? Bound(library, file)
                : throw new LibraryException("kassa: cannot load " + file + ": " + (Machine.Mismatch(file) ?? reason));
        }

        private static Functions Bound(IntPtr library, string file)
        {
            var asked = Loader.Find(library, "kassa_abi_version");
            if (asked == IntPtr.Zero)
            {
                throw new LibraryException("kassa: " + file + " is not this library: it has no kassa_abi_version");
            }
            var version = ((AbiVersion)Marshal.GetDelegateForFunctionPointer(asked, typeof(AbiVersion)))();
            if (version < AbiVersion)
            {
                throw new LibraryException("kassa: " + file + " has interface " + version + ", but this assembly needs "
                    + AbiVersion + " or newer: update the library");
            }
            try
            {
                return new Functions(name => Loader.Find(library, name));
            }
            catch (MissingMethodException error)
            {
                throw new LibraryException("kassa: " + file + " is too old for this assembly: it has no " + error.Message);
            }
        }
    }
}
