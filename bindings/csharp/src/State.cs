using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;

namespace Kassa
{
    /// <summary>State of the register. What the device did not report is null.</summary>
    public sealed class DeviceStatus : Answers
    {
        internal DeviceStatus(Json answer) : base(answer)
        {
            var told = answer["deviceStatus"];
            Shift = Words.Read<ShiftState>(told["shift"].AsText());
            CurrentDateTime = told["currentDateTime"].AsTime();
            Blocked = told["blocked"].AsBoolean();
            CoverOpened = told["coverOpened"].AsBoolean();
            PaperPresent = told["paperPresent"].AsBoolean();
            CashDrawerOpened = told["cashDrawerOpened"].AsBoolean();
            Fiscal = told["fiscal"].AsBoolean();
            FnPresent = told["fnPresent"].AsBoolean();
            FnFiscal = told["fnFiscal"].AsBoolean();
            Offline = told["offline"].AsBoolean();
            BlockedInfo = told["blockedInfo"].AsText();
        }

        /// <summary>State of the shift.</summary>
        public ShiftState? Shift { get; }

        /// <summary>Date and time by the clock of the device.</summary>
        public DateTime? CurrentDateTime { get; }

        /// <summary>Whether the register is blocked.</summary>
        public bool? Blocked { get; }

        /// <summary>Whether the cover is open.</summary>
        public bool? CoverOpened { get; }

        /// <summary>Whether there is paper.</summary>
        public bool? PaperPresent { get; }

        /// <summary>Whether the cash drawer is open.</summary>
        public bool? CashDrawerOpened { get; }

        /// <summary>Whether the register is registered.</summary>
        public bool? Fiscal { get; }

        /// <summary>Whether there is a fiscal drive.</summary>
        public bool? FnPresent { get; }

        /// <summary>Whether the drive is in its fiscal mode.</summary>
        public bool? FnFiscal { get; }

        /// <summary>Whether the connection to the OFD is lost.</summary>
        public bool? Offline { get; }

        /// <summary>Why it is blocked.</summary>
        [MaybeNull]
        public string BlockedInfo { get; }
    }

    /// <summary>State of the shift. What the device did not report is null.</summary>
    public sealed class ShiftStatus : Answers
    {
        internal ShiftStatus(Json answer) : base(answer)
        {
            var told = answer["shiftStatus"];
            State = Words.Read<ShiftState>(told["state"].AsText());
            Number = told["number"].AsInt64();
            FiscalReceiptNumber = told["fiscalReceiptNumber"].AsInt64();
            DocumentsCount = told["documentsCount"].AsInt64();
            ExpiredTime = told["expiredTime"].AsTime();
        }

        /// <summary>State of the shift.</summary>
        public ShiftState? State { get; }

        /// <summary>Number of the open shift, or of the last one.</summary>
        public long? Number { get; }

        /// <summary>Number of the last receipt of an open shift.</summary>
        public long? FiscalReceiptNumber { get; }

        /// <summary>Documents of a closed shift.</summary>
        public long? DocumentsCount { get; }

        /// <summary>When the shift becomes too long.</summary>
        public DateTime? ExpiredTime { get; }
    }

    /// <summary>Numbering and warnings of the fiscal drive (ФН).</summary>
    public sealed class FnStatus : Answers
    {
        internal FnStatus(Json answer) : base(answer)
        {
            var told = answer["fnStatus"];
            FiscalDocumentNumber = told["fiscalDocumentNumber"].AsInt64();
            FiscalReceiptNumber = told["fiscalReceiptNumber"].AsInt64();
            Alerts = Raised(told["warnings"]);
        }

        /// <summary>Number of the last document.</summary>
        public long? FiscalDocumentNumber { get; }

        /// <summary>Number of the last receipt of an open shift.</summary>
        public long? FiscalReceiptNumber { get; }

        /// <summary>Warnings of the drive: needReplacement, memoryOverflow, ofdTimeout and so on.</summary>
        public IReadOnlyList<string> Alerts { get; }
    }

    /// <summary>Serial number and phase of the fiscal drive.</summary>
    public sealed class FnInfo : Answers
    {
        internal FnInfo(Json answer) : base(answer)
        {
            var told = answer["fnInfo"];
            Serial = told["serial"].AsText();
            LivePhase = Words.Read<LivePhase>(told["livePhase"].AsText());
            Alerts = Raised(told["warnings"]);
        }

        /// <summary>Its number.</summary>
        [MaybeNull]
        public string Serial { get; }

        /// <summary>Phase of its life.</summary>
        public LivePhase? LivePhase { get; }

        /// <summary>Its warnings.</summary>
        public IReadOnlyList<string> Alerts { get; }
    }

    /// <summary>Model, serial number and firmware of the register.</summary>
    public sealed class DeviceInfo : Answers
    {
        internal DeviceInfo(Json answer) : base(answer)
        {
            var told = answer["deviceInfo"];
            ModelName = told["modelName"].AsText();
            Serial = told["serial"].AsText();
            FirmwareVersion = told["firmwareVersion"].AsText();
            FfdVersion = told["ffdVersion"].AsText();
            FnFfdVersion = told["fnFfdVersion"].AsText();
        }

        /// <summary>Name of the model.</summary>
        [MaybeNull]
        public string ModelName { get; }

        /// <summary>Its number.</summary>
        [MaybeNull]
        public string Serial { get; }

        /// <summary>Version of its firmware.</summary>
        [MaybeNull]
        public string FirmwareVersion { get; }

        /// <summary>Version of the fiscal data format (ФФД).</summary>
        [MaybeNull]
        public string FfdVersion { get; }

        /// <summary>FFD version of the fiscal drive.</summary>
        [MaybeNull]
        public string FnFfdVersion { get; }
    }

    /// <summary>Registration data of the register, with the names of a registration task; notes say how old they may be.</summary>
    public sealed class RegistrationInfo : Answers
    {
        internal RegistrationInfo(Json answer) : base(answer)
        {
        }

        /// <summary>The user of the register.</summary>
        public Json Organization => Answer["organization"];

        /// <summary>The register and how it is used.</summary>
        public Json Device => Answer["device"];

        /// <summary>The OFD.</summary>
        public Json Ofd => Answer["ofd"];
    }

    /// <summary>A document as the fiscal drive keeps it.</summary>
    public sealed class FnDocument : Answers
    {
        internal FnDocument(Json answer) : base(answer)
        {
            var told = answer["documentTLV"];
            Type = told["fiscalDocumentType"].AsText() ?? answer["fiscalDocumentType"].AsText();
            Qr = told["qr"].AsText() ?? answer["fiscalParams"]["qr"].AsText();
            Tags = told.Members.Where(member => member.Key.All(char.IsDigit))
                .ToDictionary(member => int.Parse(member.Key, CultureInfo.InvariantCulture), member => member.Value);
        }

        /// <summary>Type: receipt, openShift, registration and so on.</summary>
        [MaybeNull]
        public string Type { get; }

        /// <summary>Text of the QR code.</summary>
        [MaybeNull]
        public string Qr { get; }

        /// <summary>Its fields by tag, if it has tags: Tags[1020] is the total.</summary>
        public IReadOnlyDictionary<int, Json> Tags { get; }

        /// <summary>Its fields by the names of the register, if it has no tags.</summary>
        public Json Fields => Answer["document"];
    }

    /// <summary>Documents that wait for the OFD (ОФД).</summary>
    public sealed class OfdExchangeStatus : Answers
    {
        internal OfdExchangeStatus(Json answer) : base(answer)
        {
            var told = answer["status"];
            NotSentCount = told["notSentCount"].AsInt64();
            NotSentFirstDocNumber = told["notSentFirstDocNumber"].AsInt64();
            NotSentFirstDocDateTime = told["notSentFirstDocDateTime"].AsTime();
            Exchange = Raised(told["exchange"]);
        }

        /// <summary>Documents that wait.</summary>
        public long? NotSentCount { get; }

        /// <summary>Number of the first of them.</summary>
        public long? NotSentFirstDocNumber { get; }

        /// <summary>Its time.</summary>
        public DateTime? NotSentFirstDocDateTime { get; }

        /// <summary>State of the exchange: connected, messageToSend, waitingForReceipt and so on.</summary>
        public IReadOnlyList<string> Exchange { get; }
    }

    /// <summary>Result of relaying documents to the OFD.</summary>
    public sealed class Relayed : Answers
    {
        internal Relayed(Json answer) : base(answer)
        {
            Count = answer["relayed"].AsInt64() ?? 0;
            NotSentCount = answer["status"]["notSentCount"].AsInt64();
        }

        /// <summary>Number of documents that the OFD acknowledged in this call.</summary>
        public long Count { get; }

        /// <summary>Documents that still wait.</summary>
        public long? NotSentCount { get; }
    }

    /// <summary>The picture of a receipt.</summary>
    public sealed class ReceiptImage : Answers
    {
        internal ReceiptImage(Json answer) : base(answer)
        {
            var image = answer["image"].AsText();
            Png = image == null ? null : Convert.FromBase64String(image);
        }

        /// <summary>The picture as a file of PNG; null if the register gave none.</summary>
        [MaybeNull]
        public byte[] Png { get; }
    }
}
