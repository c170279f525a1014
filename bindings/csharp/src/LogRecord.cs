using System;
using System.Diagnostics.CodeAnalysis;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>How important a line of the log is.</summary>
    public enum Severity
    {
        /// <summary>The outcome is unknown, the journal failed, or the library has a defect.</summary>
        Error,
        /// <summary>A call failed, or something went on in another way than it should.</summary>
        Warning,
        /// <summary>What was done.</summary>
        Info,
        /// <summary>Each exchange with the register.</summary>
        Debug,
    }

    /// <summary>A line of the log, for a program with a log of its own. It contains no secrets and no content of documents.</summary>
    public sealed class LogRecord
    {
        internal LogRecord(Json told)
        {
            Severity = Words.Read<Severity>(told["level"].AsText()) ?? Severity.Info;
            Device = told["device"].AsText();
            ExternalId = told["externalId"].AsText();
            Text = told["text"].AsText() ?? "";
        }

        /// <summary>How important it is.</summary>
        public Severity Severity { get; }

        /// <summary>Name of the device; null if the line is about none.</summary>
        [MaybeNull]
        public string Device { get; }

        /// <summary>Id of the document; null if the line is about none.</summary>
        [MaybeNull]
        public string ExternalId { get; }

        /// <summary>What happened.</summary>
        public string Text { get; }

        /// <summary>Severity, device, document and text in a line.</summary>
        public override string ToString() => Words.Of(Severity) + " " + (Device ?? "-") + " " + (ExternalId ?? "-") + " " + Text;
    }

    public static partial class Library
    {
        private static readonly Told RecordFunction = Recorded;
        private static volatile Action<LogRecord> _records;

        /// <summary>
        /// Receives each line of the library's log as a record; null removes it. It runs on any thread that is in the library,
        /// possibly on several at once, and must not call the library.
        /// </summary>
        public static Action<LogRecord> LogRecords
        {
            get => _records;
            set
            {
                _records = value;
                KassaException.Check(Functions.kassa_set_log_records(value == null ? null : RecordFunction, IntPtr.Zero));
            }
        }

        private static void Recorded(IntPtr user, IntPtr line)
        {
            var records = _records;
            Listeners.Guard(() => records?.Invoke(new LogRecord(Json.Parse(Utf8.Text(line)))));
        }
    }
}
