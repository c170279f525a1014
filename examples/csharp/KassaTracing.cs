using System.Diagnostics;
using Kassa;

/// <summary>
/// Gives each call on a device to OpenTelemetry, by an ActivitySource: KassaTracing.To(new ActivitySource("Kassa")). Name the
/// source in AddSource of your tracer. Copy this file into your project, of .NET 6 or newer or with the package
/// System.Diagnostics.DiagnosticSource; the assembly Kassa does not depend on it.
/// </summary>
public static class KassaTracing
{
    /// <summary>From now on; null ends it. A call becomes an activity within the caller's own, its stages become activities within that.</summary>
    public static void To(ActivitySource source)
    {
        if (source == null)
        {
            Library.Spans = null;
            return;
        }
        Library.Spans = span =>
        {
            using (var activity = source.StartActivity(span.Name, ActivityKind.Client, default(ActivityContext), null, null, span.Start))
            {
                if (activity == null)
                {
                    return;
                }
                activity.SetTag("kassa.device", span.Device);
                activity.SetTag("kassa.status", span.Status);
                activity.SetTag("kassa.outcome", span.Outcome);
                activity.SetTag("kassa.external_id", span.ExternalId);
                activity.SetTag("kassa.fiscal_document_number", span.FiscalDocumentNumber);
                if (span.Status != "ok")
                {
                    activity.SetStatus(ActivityStatusCode.Error, span.Status);
                }
                foreach (var stage in span.Stages)
                {
                    using (var part = source.StartActivity(stage.Name, ActivityKind.Internal, default(ActivityContext), null, null, stage.Start))
                    {
                        part?.SetEndTime(stage.Start + stage.Duration);
                    }
                }
                activity.SetEndTime(span.Start + span.Duration);
            }
        };
    }
}
