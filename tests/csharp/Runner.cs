using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;

namespace Kassa.Tests
{
    /// <summary>A class of tests: each of its own public methods is a test, with an object and a device of its
    /// own.</summary>
    public abstract class TestClass : IDisposable
    {
        private readonly List<IDisposable> _opened = new List<IDisposable>();

        internal static Register Register;
        internal static string Scratch;
        internal static string Header;
        internal static string Libraries;
        private static int _journals;

        private Device _device;

        internal Device Device => _device ?? (_device = Opened());

        internal static JsonObject Config() => new JsonObject
        {
            { "backend", "icash" }, { "url", Register.Url }, { "settleMs", 300 }, { "resend", 0 },
            { "journal", Path.Combine(Scratch, "журнал-" + ++_journals + ".db") },
        };

        internal Device Opened(JsonObject config = null)
        {
            var device = Device.Open(config ?? Config());
            _opened.Add(device);
            return device;
        }

        internal void Shift(ShiftState wanted)
        {
            if (Device.GetShiftStatus().State != wanted)
            {
                _ = wanted == ShiftState.Opened ? Device.OpenShift(Cashier) : Device.CloseShift(Cashier);
            }
        }

        internal static readonly Operator Cashier = new Operator("Кассир Лунина");

        internal static Item Tea(decimal price = 125.50m) => new Item("Чай чёрный", price, 1, Vat.Vat10);

        internal static Receipt Sale(string id, params Item[] items)
        {
            var receipt = new Receipt { ExternalId = id, Taxation = Taxation.Osn, Operator = Cashier };
            foreach (var item in items.Length == 0 ? new[] { Tea() } : items)
            {
                receipt.Add(item);
            }
            return receipt.Pay(PaymentKind.Electronically, receipt.Items.OfType<Item>().Sum(item => item.Sum));
        }

        public void Dispose()
        {
            Register.Faults();
            _opened.ForEach(opened => opened.Dispose());
        }
    }

    /// <summary>A test that failed.</summary>
    public sealed class FailedException : Exception
    {
        public FailedException(string message) : base(message)
        {
        }
    }

    internal static class Check
    {
        internal static void Equal<T>(T wanted, T got)
        {
            var same = wanted is IEnumerable && !(wanted is string)
                ? ((IEnumerable)wanted).Cast<object>().SequenceEqual(((IEnumerable)got).Cast<object>())
                : Equals(wanted, got);
            if (!same)
            {
                throw new FailedException("wanted " + Told(wanted) + ", got " + Told(got));
            }
        }

        internal static void True(bool holds, string what)
        {
            if (!holds)
            {
                throw new FailedException(what);
            }
        }

        internal static void Holds(string text, string part) => True(text != null && text.Contains(part), part + " is not in: " + text);

        internal static T Throws<T>(Action action) where T : Exception
        {
            try
            {
                action();
            }
            catch (T error)
            {
                return error;
            }
            catch (AggregateException error) when (error.InnerException is T)
            {
                return (T)error.InnerException;
            }
            throw new FailedException("no " + typeof(T).Name + " was thrown");
        }

        private static string Told(object value) =>
            value is IEnumerable && !(value is string) ? "[" + string.Join(", ", ((IEnumerable)value).Cast<object>()) + "]" : value + "";
    }

    internal static class Runner
    {
        /// <summary>
        /// Runs every test: the simulator's address, a folder for journals, kassa.h, a folder with libraries that are
        /// not
        /// ours, the addresses of a registration service, an unregistered register, a queue, a register of Kazakhstan
        /// and ATOL's web server.
        /// </summary>
        private static int Main(string[] arguments)
        {
            // Under Wine there may be no console whose encoding could be set.
            var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
            Console.SetOut(output);
            TestClass.Register = new Register(arguments[0]);
            TestClass.Scratch = arguments[1];
            TestClass.Header = arguments[2];
            TestClass.Libraries = arguments[3];
            RegistrationTests.Service = arguments[4];
            RegistrationTests.Fresh = arguments[5];
            QueueTests.Queue = arguments[6];
            CashCoreTests.Tenge = new Register(arguments[7]);
            MarkingTests.Atol = new Register(arguments[8]);
            int passed = 0, failed = 0;
            var classes = typeof(Runner).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TestClass)));
            foreach (var type in classes.OrderBy(type => type.Name))
            {
                foreach (var test in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                {
                    var error = Run(type, test);
                    passed += error == null ? 1 : 0;
                    failed += error == null ? 0 : 1;
                    Console.WriteLine((error == null ? "ok   " : "FAIL ") + type.Name + ": " + test.Name.Replace('_', ' '));
                    if (error != null)
                    {
                        Console.WriteLine(error);
                    }
                }
            }
            Console.WriteLine(passed + " passed, " + failed + " failed");
            return failed == 0 && passed > 0 ? 0 : 1;
        }

        private static Exception Run(Type type, MethodInfo test)
        {
            try
            {
                using (var tests = (TestClass)Activator.CreateInstance(type))
                {
                    (test.Invoke(tests, null) as Task)?.GetAwaiter().GetResult();
                }
                return null;
            }
            catch (TargetInvocationException error)
            {
                return error.InnerException;
            }
            catch (Exception error)
            {
                return error;
            }
        }
    }
}
