using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Kassa;
using Microsoft.Extensions.Logging;

/// <summary>
/// The files of examples/csharp that a project copies, with the libraries that they are for: ILogger and System.Text.Json.
/// Prints what a register of the simulator answered through them.
/// </summary>
internal static class Adapters
{
    private sealed class Kept : ILogger
    {
        internal readonly List<string> Lines = new List<string>();

        public IDisposable BeginScope<TState>(TState state) => null;

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Information;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception error, Func<TState, Exception, string> formatter)
        {
            var about = state as IReadOnlyDictionary<string, object>;
            Lines.Add(level + " " + about["ExternalId"] + " " + formatter(state, error));
        }
    }

    private sealed class Answer
    {
        public Params FiscalParams { get; set; }
    }

    private sealed class Params
    {
        public decimal Total { get; set; }
    }

    private static int Main(string[] words)
    {
        var kept = new Kept();
        KassaLogging.To(kept);
        using (var device = Device.Open(new JsonObject { { "backend", "icash" }, { "url", words[0] }, { "journal", words[1] } }))
        {
            Expect(device.Execute(new { Type = "openShift" }).Element().GetProperty("fiscalParams").GetProperty("shiftNumber").GetInt32() > 0, "a shift");
            var sold = device.Execute(new
            {
                Type = "sell", ExternalId = "adapter-1", TaxationType = "osn", ClientInfo = (object)null,
                Items = new[] { new { Type = "position", Name = "Чай", Price = 125.50m, Quantity = 2, Amount = 251.00m, Tax = new { Type = "vat10" } } },
                Payments = new[] { new { Type = "cash", Sum = 300m } },
            });
            Expect(sold.Read<Answer>().FiscalParams.Total == 251.00m, sold.ToString());
            Expect(sold["fiscalParams"].Element().GetProperty("total").GetRawText() == "251.00", "digits are kept: " + sold);
            KassaLogging.To(null);
            var lines = kept.Lines.Count;
            device.GetStatus();
            Expect(kept.Lines.Count == lines, "the log is off");
        }
        Expect(kept.Lines.Any(line => line.StartsWith("Information adapter-1 icash ", StringComparison.Ordinal) && line.Contains("sell: registered ")),
            string.Join("\n", kept.Lines));
        Expect(!kept.Lines.Any(line => line.StartsWith("Debug", StringComparison.Ordinal)), "what is not enabled is not formatted");
        return 0;
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds)
        {
            throw new Exception(what);
        }
    }
}
