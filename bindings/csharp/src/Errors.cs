using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>A sentence in both languages; ToString returns that of the thread's language.</summary>
    public sealed class Sentence
    {
        // C functions that the library's advice names, and what they are called here.
        private static readonly string[,] OwnNames =
        {
            { "kassa_recover", "Device.Recover" }, { "kassa_rebuild_journal", "Device.RebuildJournal" },
            { "kassa_open", "Device.Open" }, { "kassa.h", "Device.Open" },
            { "kassa_registration_start", "Registrar.Start" }, { "kassa_registration_advance", "Registrar.Advance" },
        };

        internal Sentence(Json both) : this(both["ru"].AsText() ?? "", both["en"].AsText() ?? "")
        {
        }

        private Sentence(string ru, string en)
        {
            Ru = ru;
            En = en;
        }

        /// <summary>An advice of the library with the names of this assembly in the place of the C functions.</summary>
        internal static Sentence Advice(Json both)
        {
            var advice = new Sentence(both);
            return new Sentence(InCSharp(advice.Ru), InCSharp(advice.En));
        }

        private static string InCSharp(string advice)
        {
            for (var at = 0; at < OwnNames.GetLength(0); at++)
            {
                advice = advice.Replace(OwnNames[at, 0], OwnNames[at, 1]);
            }
            return advice;
        }

        /// <summary>In Russian.</summary>
        public string Ru { get; }

        /// <summary>In English.</summary>
        public string En { get; }

        /// <summary>In Russian if <see cref="CultureInfo.CurrentUICulture"/> is Russian, else in English.</summary>
        public override string ToString() => (CultureInfo.CurrentUICulture.Name + "-").StartsWith("ru-", StringComparison.OrdinalIgnoreCase) ? Ru : En;
    }

    /// <summary>One fault of a task or a configuration, or a note about something that was accepted nevertheless.</summary>
    public sealed class Fault
    {
        internal Fault(Json fault)
        {
            Path = fault["path"].AsText() ?? "";
            Rule = fault["rule"].AsText() ?? "";
            Value = fault["value"].AsText();
            Message = new Sentence(fault["message"]);
        }

        /// <summary>Path of the field: items[0].tax.type; empty for the document as a whole.</summary>
        public string Path { get; }

        /// <summary>Name of the rule, as the key rules of the configuration spells it.</summary>
        public string Rule { get; }

        /// <summary>The value as you gave it, shortened; null if it is missing.</summary>
        [MaybeNull]
        public string Value { get; }

        /// <summary>What is wrong.</summary>
        public Sentence Message { get; }

        internal static IReadOnlyList<Fault> All(Json list) => list.Items.Select(fault => new Fault(fault)).ToArray();

        /// <summary>Place, value and message in a line.</summary>
        public override string ToString() =>
            (Path.Length == 0 ? "" : Path + (Value == null ? "" : " (" + Value + ")") + ": ") + Message;
    }

    /// <summary>The answer of the register or server itself.</summary>
    public sealed class BackendAnswer
    {
        internal BackendAnswer(Json said)
        {
            Name = said["name"].AsText() ?? "";
            Code = said["code"].AsInt64();
            Text = said["text"].AsText();
            HttpStatus = said["httpStatus"].AsInt32();
        }

        /// <summary>Name of the backend.</summary>
        public string Name { get; }

        /// <summary>Its own error code.</summary>
        public long? Code { get; }

        /// <summary>Its own text.</summary>
        [MaybeNull]
        public string Text { get; }

        /// <summary>HTTP status of its answer.</summary>
        public int? HttpStatus { get; }
    }

    /// <summary>The answer of the register, if a server is between it and this program.</summary>
    public sealed class DeviceAnswer
    {
        internal DeviceAnswer(Json said)
        {
            Code = said["code"].AsInt64();
            Text = said["text"].AsText();
        }

        /// <summary>Its own error code.</summary>
        public long? Code { get; }

        /// <summary>Its own text.</summary>
        [MaybeNull]
        public string Text { get; }
    }

    /// <summary>
    /// A call that failed. Its class tells what happened; decide by <see cref="Outcome"/> and <see cref="Retry"/>.
    /// </summary>
    public class KassaException : Exception
    {
        internal KassaException(Status status, Json error) : base(Told(status, error))
        {
            Error = error;
            Status = status;
            Outcome = Words.Read<Outcome>(error["outcome"].AsText()) ?? Outcome.Unknown;
            Retry = Words.Read<Retry>(error["retry"].AsText()) ?? Retry.Service;
            What = new Sentence(error["message"]);
            Advice = Sentence.Advice(error["advice"]);
            Docs = error["docs"].AsText() ?? "";
            ExternalId = error["externalId"].AsText();
            Backend = error["backend"].Kind == JsonKind.Object ? new BackendAnswer(error["backend"]) : null;
            Device = error["device"].Kind == JsonKind.Object ? new DeviceAnswer(error["device"]) : null;
            Faults = Fault.All(error["faults"]);
            Candidates = error["candidates"].Items;
            Unsettled = error["unsettled"].AsText();
        }

        /// <summary>The status of the call.</summary>
        public Status Status { get; }

        /// <summary>Whether the document exists.</summary>
        public Outcome Outcome { get; }

        /// <summary>What may be done next.</summary>
        public Retry Retry { get; }

        /// <summary>What happened.</summary>
        public Sentence What { get; }

        /// <summary>What to do now.</summary>
        public Sentence Advice { get; }

        /// <summary>The page of the documentation about this error, errors/unknown#lost, below the folder of a language.</summary>
        public string Docs { get; }

        /// <summary>Id of the document concerned: yours, or the one that the library made; null if there is none.</summary>
        [MaybeNull]
        public string ExternalId { get; }

        /// <summary>The answer of the register, or of the server before it; null if there was none.</summary>
        [MaybeNull]
        public BackendAnswer Backend { get; }

        /// <summary>The answer of the register to the server before it; null if there was none.</summary>
        [MaybeNull]
        public DeviceAnswer Device { get; }

        /// <summary>All faults of the task or the configuration.</summary>
        public IReadOnlyList<Fault> Faults { get; }

        /// <summary>Documents on the register that may be this one.</summary>
        public IReadOnlyList<Json> Candidates { get; }

        /// <summary>Id of the earlier document that this call waits for: recover it first.</summary>
        [MaybeNull]
        public string Unsettled { get; }

        /// <summary>The whole error object as the library gave it.</summary>
        public Json Error { get; }

        /// <summary>Throws the error of a call without an answer. Call it on the same thread, right after the call.</summary>
        internal static void Check(Status status)
        {
            if (status == Status.Ok)
            {
                return;
            }
            Library.Functions.kassa_last_error_w(out var error);
            throw Exceptions.Of(status, Answers.Taken(error)["error"]);
        }

        private static string Told(Status status, Json error)
        {
            var head = new Sentence(error["message"]) + " [" + status + ", " + (error["outcome"].AsText() ?? "unknown") + "]";
            var lines = new List<string> { head, error["device"]["text"].AsText() ?? error["backend"]["text"].AsText() };
            lines.AddRange(Fault.All(error["faults"]).Select(fault => fault.ToString()));
            lines.Add(Sentence.Advice(error["advice"]).ToString());
            return string.Join(Environment.NewLine, lines.Where(line => !string.IsNullOrEmpty(line)));
        }
    }
}
