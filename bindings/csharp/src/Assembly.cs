using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyTitle("Kassa")]
[assembly: AssemblyDescription("One driver for any fiscal register")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
[assembly: AssemblyInformationalVersion("0.1.0")]
[assembly: InternalsVisibleTo("Kassa.Tests")]
