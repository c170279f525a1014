using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Kassa;

/// <summary>KassaTracing.cs with an ActivitySource, whose activities a listener keeps, as OpenTelemetry does.</summary>
internal static class Tracing
{
    private static int Main(string[] words)
    {
        var ended = new List<Activity>();
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Kassa" || source.Name == "Shop",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        KassaTracing.To(new ActivitySource("Kassa"));
        using (var device = Device.Open(new JsonObject { { "backend", "icash" }, { "url", words[0] }, { "journal", words[1] } }))
        {
            using (new ActivitySource("Shop").StartActivity("order"))
            {
                device.Execute(new JsonObject { { "type", "openShift" }, { "externalId", "traced-1" } });
            }
            Throws(() => device.Recover("never-sold"));
            KassaTracing.To(null);
            var count = ended.Count;
            device.GetStatus();
            Expect(ended.Count == count, "it has ended");
        }
        var order = ended.Single(activity => activity.OperationName == "order");
        var call = ended.Single(activity => activity.OperationName == "openShift");
        Expect(call.ParentId == order.Id, "within the caller's: " + call.ParentId);
        Expect(call.Kind == ActivityKind.Client && (string)call.GetTagItem("kassa.outcome") == "registered", "its tags");
        Expect((string)call.GetTagItem("kassa.external_id") == "traced-1", "its id");
        var sending = ended.Single(activity => activity.OperationName == "sending" && activity.ParentId == call.Id);
        Expect(sending.StartTimeUtc >= call.StartTimeUtc && sending.Duration <= call.Duration && sending.Duration > TimeSpan.Zero, "its stage");
        var failed = ended.Single(activity => activity.OperationName == "recover");
        Expect(failed.Status == ActivityStatusCode.Error && failed.StatusDescription == "notFound", failed.StatusDescription);
        return 0;
    }

    private static void Throws(Action call)
    {
        try
        {
            call();
        }
        catch (NotFoundException)
        {
            return;
        }
        throw new Exception("it did not throw");
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds)
        {
            throw new Exception(what);
        }
    }
}
