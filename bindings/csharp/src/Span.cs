using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>A call on a device that has ended, or a stage of one. It contains no secrets and no content of documents.</summary>
    public sealed class Span
    {
        private static readonly DateTime Begin = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        internal Span(Json told)
        {
            Name = told["name"].AsText() ?? "";
            Start = Begin.AddTicks(Microseconds(told["startUs"]));
            Duration = TimeSpan.FromTicks(Microseconds(told["durationUs"]));
            Device = told["device"].AsText();
            Status = told["status"].AsText();
            Outcome = told["outcome"].AsText();
            ExternalId = told["externalId"].AsText();
            FiscalDocumentNumber = told["fiscalDocumentNumber"].AsInt64();
            Stages = told["stages"].Items.Select(stage => new Span(stage)).ToArray();
        }

        /// <summary>The task (sell), recover, validate sell, call and the method; of a stage looking, sending and so on.</summary>
        public string Name { get; }

        /// <summary>When it began, in UTC.</summary>
        public DateTime Start { get; }

        /// <summary>How long it took.</summary>
        public TimeSpan Duration { get; }

        /// <summary>The device's name in the journal and the log; null of a stage.</summary>
        [MaybeNull]
        public string Device { get; }

        /// <summary>ok, or the name of the error: noLink; null of a stage.</summary>
        [MaybeNull]
        public string Status { get; }

        /// <summary>registered, notSent, rejected or unknown; null if the call was about no document.</summary>
        [MaybeNull]
        public string Outcome { get; }

        /// <summary>The document's id; null if there is none.</summary>
        [MaybeNull]
        public string ExternalId { get; }

        /// <summary>Its number on the register; null if there is none.</summary>
        public long? FiscalDocumentNumber { get; }

        /// <summary>What the call came to, in this order.</summary>
        public IReadOnlyList<Span> Stages { get; }

        private static long Microseconds(Json told) => (told.AsInt64() ?? 0) * (TimeSpan.TicksPerMillisecond / 1000);
    }

    public static partial class Library
    {
        private static readonly Told SpanFunction = Ended;
        private static volatile Action<Span> _spans;

        /// <summary>
        /// Receives each call on a device when it has ended; null removes it. It runs on the thread that makes the call, before
        /// the call returns, and must not call the library. KassaTracing.cs of the package gives them to an ActivitySource.
        /// </summary>
        public static Action<Span> Spans
        {
            get => _spans;
            set
            {
                _spans = value;
                KassaException.Check(Functions.kassa_set_spans(value == null ? null : SpanFunction, IntPtr.Zero));
            }
        }

        private static void Ended(IntPtr user, IntPtr span)
        {
            var spans = _spans;
            Listeners.Guard(() => spans?.Invoke(new Span(Json.Parse(Utf8.Text(span)))));
        }
    }
}
