using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Kassa.Interop;

namespace Kassa.Tests
{
    /// <summary>The assembly compared with kassa.h: every function with its arguments, every struct, every
    /// status.</summary>
    public sealed class HeaderTests : TestClass
    {
        private static readonly Dictionary<string, string> Types = new Dictionary<string, string>
        {
            { "uint32_t", "UInt32" }, { "int32_t", "Int32" }, { "int64_t", "Int64" }, { "void", "Void" }, { "void *", "IntPtr" },
            { "uintptr_t", "UIntPtr" }, { "kassa_status", "Status" }, { "kassa_device *", "DeviceHandle" }, { "kassa_device **", "IntPtr&" },
            { "kassa_receipt *", "ReceiptHandle" }, { "kassa_receipt **", "IntPtr&" },
            { "const char *", "Byte[]" }, { "char *", "IntPtr" }, { "char **", "IntPtr&" },
            { "const uint16_t *", "String" }, { "uint16_t *", "IntPtr" }, { "uint16_t **", "IntPtr&" },
            { "uint8_t *", "IntPtr" }, { "uint8_t **", "IntPtr&" }, { "uintptr_t *", "UIntPtr&" }, { "int32_t *", "Int32&" },
            { "kassa_document *", "DocumentRecord&" }, { "kassa_device_status *", "DeviceStatusRecord&" }, { "kassa_error *", "ErrorRecord&" }, { "kassa_fault *", "FaultRecord&" },
            { "kassa_log_fn", "Told" }, { "kassa_progress_fn", "Told" }, { "kassa_result_fn", "Told" }, { "kassa_span_fn", "Told" },
            { "kassa_sign_fn", "Sign" }, { "kassa_signature *", "IntPtr" },
        };

        private static string Text() => File.ReadAllText(Header);

        /// <summary>Each function of the header: its result, then its arguments.</summary>
        private static Dictionary<string, string[]> Functions() =>
            Regex.Matches(Text(), @"^KASSA_API (.*?)\b(kassa_\w+)\((.*)\);", RegexOptions.Multiline).Cast<Match>().ToDictionary(
                found => found.Groups[2].Value,
                found => new[] { found.Groups[1].Value.Trim() }.Concat(found.Groups[3].Value == "void"
                    ? new string[0]
                    : found.Groups[3].Value.Split(new[] { ", " }, StringSplitOptions.None)
                        .Select(argument => Regex.Replace(argument, @"\w+$", "").Trim())).ToArray());

        public void The_pages_list_every_value_of_every_enumeration()
        {
            foreach (var language in new[] { "en", "ru" })
            {
                var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Header), "..", "docs", language, "csharp.md"));
                foreach (var type in typeof(Device).Assembly.GetTypes().Where(type => type.IsEnum && type.IsPublic && type != typeof(Status)))
                {
                    var row = Regex.Match(page, @"^\| `" + type.Name + @"` \| [^|]+ \| (.*) \|\r?$", RegexOptions.Multiline);
                    Check.Equal(type.Name + ": " + string.Join(", ", Declared(type).Select(name => "`" + name + "`")), type.Name + ": " + row.Groups[1].Value);
                }
            }
        }

        // In the order of the source, which is not always that of the numbers.
        private static IEnumerable<string> Declared(System.Type type) =>
            type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(field => field.MetadataToken).Select(field => field.Name);

        public void Every_function_is_declared_and_no_other()
        {
            var ours = typeof(Functions).GetFields().Select(field => field.Name).OrderBy(name => name, StringComparer.Ordinal);
            Check.Equal(Functions().Keys.OrderBy(name => name, StringComparer.Ordinal), ours);
            Check.True(Functions().Count >= 44, "the header was read");
        }

        public void Every_function_has_its_types_and_is_called_by_cdecl()
        {
            foreach (var field in typeof(Functions).GetFields())
            {
                var call = field.FieldType.GetMethod("Invoke");
                var given = new[] { call.ReturnType }.Concat(call.GetParameters().Select(parameter => parameter.ParameterType)).Select(type => type.Name);
                var wanted = Functions()[field.Name].Select(type => Types[type]).ToArray();
                // The only text that is lent and not given away, and the handles, which are given away.
                wanted[0] = field.Name == "kassa_version" ? "IntPtr" : wanted[0];
                if (call.GetParameters().Length == 1 && field.FieldType == typeof(Give))
                {
                    wanted[1] = "IntPtr";
                }
                Check.Equal(field.Name + ": " + string.Join(", ", wanted), field.Name + ": " + string.Join(", ", given));
                var convention = field.FieldType.GetCustomAttribute<UnmanagedFunctionPointerAttribute>();
                Check.Equal(CallingConvention.Cdecl, convention.CallingConvention);
                Check.True(
                    call.GetParameters().Where(parameter => parameter.ParameterType == typeof(string)).All(parameter =>
                        parameter.GetCustomAttribute<MarshalAsAttribute>()?.Value == UnmanagedType.LPWStr), field.Name + " in UTF-16");
            }
        }

        public void Every_struct_has_the_fields_of_the_header()
        {
            var records = new Dictionary<string, Type>
            {
                { "kassa_document", typeof(DocumentRecord) }, { "kassa_device_status", typeof(DeviceStatusRecord) }, { "kassa_error", typeof(ErrorRecord) },
                { "kassa_fault", typeof(FaultRecord) },
            };
            var structs = Regex.Matches(Text(), @"^typedef struct \{(.*?)^\} (\w+);", RegexOptions.Multiline | RegexOptions.Singleline).Cast<Match>().ToList();
            Check.Equal(records.Keys.OrderBy(name => name), structs.Select(found => found.Groups[2].Value).OrderBy(name => name));
            foreach (var found in structs)
            {
                var wanted = Regex.Matches(found.Groups[1].Value, @"^  (\w+) (\w+)(?:\[(\d+)\])?;", RegexOptions.Multiline).Cast<Match>()
                    .Select(field => field.Groups[2].Value + " " + (field.Groups[3].Success ? "Byte[]" + field.Groups[3].Value : Types[field.Groups[1].Value]));
                var ours = records[found.Groups[2].Value].GetFields().OrderBy(field => field.MetadataToken).Select(field =>
                    field.Name + " " + field.FieldType.Name + field.GetCustomAttribute<MarshalAsAttribute>()?.SizeConst);
                Check.Equal(wanted, ours);
            }
        }

        public void Every_status_has_its_number()
        {
            var wanted = Regex.Matches(Text(), @"KASSA_STATUS_\w+ = (\d+)").Cast<Match>().Select(found => int.Parse(found.Groups[1].Value));
            Check.Equal(wanted.OrderBy(number => number), Enum.GetValues(typeof(Status)).Cast<int>().OrderBy(number => number));
        }

        public void The_interface_is_that_of_the_header() =>
            Check.Holds(Text(), "#define KASSA_ABI_VERSION " + Library.AbiVersion);
    }
}
