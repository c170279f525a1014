using System;
using System.Collections.Generic;
using Kassa;
using Microsoft.Extensions.Logging;

/// <summary>
/// Passes the log of the library to an ILogger: KassaLogging.To(factory.CreateLogger("Kassa")). Copy this file into your
/// project, which has the package Microsoft.Extensions.Logging.Abstractions; the assembly Kassa does not depend on it.
/// </summary>
public static class KassaLogging
{
    /// <summary>From now on; null ends it. The device and the document are members of the entry's state.</summary>
    public static void To(ILogger logger)
    {
        Library.LogRecords = logger == null ? (Action<LogRecord>)null : record =>
        {
            var level = Level(record.Severity);
            if (logger.IsEnabled(level))
            {
                var about = new Dictionary<string, object> { { "Device", record.Device }, { "ExternalId", record.ExternalId } };
                logger.Log(level, default(EventId), about, null, (state, error) => Line(record));
            }
        };
    }

    private static string Line(LogRecord record) =>
        (record.Device == null ? "" : record.Device + (record.ExternalId == null ? "" : " " + record.ExternalId) + ": ") + record.Text;

    private static LogLevel Level(Severity severity)
    {
        switch (severity)
        {
            case Severity.Error:
                return LogLevel.Error;
            case Severity.Warning:
                return LogLevel.Warning;
            case Severity.Info:
                return LogLevel.Information;
            default:
                return LogLevel.Debug;
        }
    }
}
