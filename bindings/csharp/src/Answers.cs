using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.InteropServices;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>Base of all answers. Each keeps the whole answer, so nothing that the device said is lost.</summary>
    public abstract class Answers
    {
        internal Answers(Json answer)
        {
            Answer = answer;
            Warnings = new Warnings(answer["warnings"]);
        }

        /// <summary>The whole answer.</summary>
        public Json Answer { get; }

        /// <summary>What the caller should know although the call succeeded.</summary>
        public Warnings Warnings { get; }

        /// <summary>What the device itself answered, by its own names.</summary>
        public Json Native => Answer["native"];

        /// <summary>Reads a text of the library and frees it. An answer reports what is done already, so reading it never throws.</summary>
        internal static Json Taken(IntPtr text)
        {
            if (text == IntPtr.Zero)
            {
                return Json.Null;
            }
            try
            {
                return Json.Parse(Marshal.PtrToStringUni(text));
            }
            finally
            {
                Library.Functions.kassa_string_free_w(text);
            }
        }

        /// <summary>Names of the flags of an object that are true.</summary>
        internal static IReadOnlyList<string> Raised(Json flags) =>
            flags.Members.Where(flag => flag.Value.AsBoolean() == true).Select(flag => flag.Key).ToArray();
    }

    /// <summary>What the caller should know although the call succeeded.</summary>
    public sealed class Warnings
    {
        internal Warnings(Json told)
        {
            NonFiscal = told["nonFiscal"].AsBoolean() == true;
            NotPrinted = told["notPrinted"].AsBoolean() == true;
            Recovered = told["recovered"].AsBoolean() == true;
            NotRecorded = told["notRecorded"].AsBoolean() == true;
            Offline = told["offline"].AsBoolean() == true;
            ShiftClosed = told["shiftClosed"].AsBoolean() == true;
            ByContent = told["byContent"].AsBoolean() == true;
            NumberingRestarted = told["numberingRestarted"].AsBoolean() == true;
            Similar = told["similar"].Items;
            Notes = Fault.All(told["notes"]);
        }

        /// <summary>A test register made the document: it is not a fiscal document.</summary>
        public bool NonFiscal { get; }

        /// <summary>The document is registered but not printed completely: print a copy.</summary>
        public bool NotPrinted { get; }

        /// <summary>The answer was lost; the document was found on the register afterwards.</summary>
        public bool Recovered { get; }

        /// <summary>
        /// The document is registered but could not be written to the journal: check the disk. The next call on the device
        /// finds the document on the register again.
        /// </summary>
        public bool NotRecorded { get; }

        /// <summary>Made without the OFD, under an autonomous sign.</summary>
        public bool Offline { get; }

        /// <summary>The register closed the shift by itself and made the document in the next one.</summary>
        public bool ShiftClosed { get; }

        /// <summary>
        /// The document was recognised by its content alone, on a register that another program uses too: compare it with
        /// the paper.
        /// </summary>
        public bool ByContent { get; }

        /// <summary>The document numbers of the register went back: a restored memory, or a different register.</summary>
        public bool NumberingRestarted { get; }

        /// <summary>
        /// Equal documents that other programs made on the register since the last document of this journal: one of them may
        /// be this very sale. Each has fiscalParams.
        /// </summary>
        public IReadOnlyList<Json> Similar { get; }

        /// <summary>Fields of the document that were adjusted, left out or are unusual.</summary>
        public IReadOnlyList<Fault> Notes { get; }
    }

    /// <summary>The answer to a call that makes no document and returns nothing else.</summary>
    public sealed class Done : Answers
    {
        internal Done(Json answer) : base(answer)
        {
        }
    }

    /// <summary>A report that is not a fiscal document (X-отчёт).</summary>
    public sealed class Report : Answers
    {
        internal Report(Json answer) : base(answer)
        {
            Counters = new Counters(answer["counters"]);
        }

        /// <summary>Totals of the shift.</summary>
        public Counters Counters { get; }
    }

    /// <summary>A fiscal document that exists. What the device did not report is null.</summary>
    public sealed class Document : Answers
    {
        internal Document(Json answer) : base(answer)
        {
            var told = answer["fiscalParams"];
            ExternalId = answer["externalId"].AsText();
            Change = answer["change"].AsDecimal();
            Total = told["total"].AsDecimal();
            FiscalDocumentNumber = told["fiscalDocumentNumber"].AsInt64();
            FiscalDocumentDateTime = told["fiscalDocumentDateTime"].AsTime();
            FiscalDocumentSign = told["fiscalDocumentSign"].AsText();
            FiscalReceiptNumber = told["fiscalReceiptNumber"].AsInt64();
            ShiftNumber = told["shiftNumber"].AsInt64();
            ReceiptsCount = told["receiptsCount"].AsInt64();
            FnNumber = told["fnNumber"].AsText();
            RegistrationNumber = told["registrationNumber"].AsText();
            FnsUrl = told["fnsUrl"].AsText();
            Qr = told["qr"].AsText();
            Counters = new Counters(answer["counters"]);
        }

        /// <summary>Your id of the document, or the one that the library made.</summary>
        [MaybeNull]
        public string ExternalId { get; }

        /// <summary>Sum of the receipt.</summary>
        public decimal? Total { get; }

        /// <summary>Change for the buyer; receipts only.</summary>
        public decimal? Change { get; }

        /// <summary>Number of the fiscal document (ФД).</summary>
        public long? FiscalDocumentNumber { get; }

        /// <summary>Date and time by the clock of the device.</summary>
        public DateTime? FiscalDocumentDateTime { get; }

        /// <summary>Fiscal sign (ФПД).</summary>
        [MaybeNull]
        public string FiscalDocumentSign { get; }

        /// <summary>Number of the receipt within its shift.</summary>
        public long? FiscalReceiptNumber { get; }

        /// <summary>Number of the shift.</summary>
        public long? ShiftNumber { get; }

        /// <summary>Receipts of the shift; its closing only.</summary>
        public long? ReceiptsCount { get; }

        /// <summary>Number of the fiscal drive (ФН).</summary>
        [MaybeNull]
        public string FnNumber { get; }

        /// <summary>Registration number of the register (РНМ).</summary>
        [MaybeNull]
        public string RegistrationNumber { get; }

        /// <summary>Site of the tax service.</summary>
        [MaybeNull]
        public string FnsUrl { get; }

        /// <summary>Text of the QR code; in Kazakhstan the address of the receipt.</summary>
        [MaybeNull]
        public string Qr { get; }

        /// <summary>Totals of the shift; its closing only.</summary>
        public Counters Counters { get; }
    }
}
