using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Kassa
{
    public sealed partial class Device
    {
        /// <summary>State of the register.</summary>
        public DeviceStatus GetStatus() =>
            Asked(Question("getDeviceStatus"), answer => new DeviceStatus(answer));

        /// <summary>As <see cref="GetStatus"/>, without blocking.</summary>
        public Task<DeviceStatus> GetStatusAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("getDeviceStatus"), answer => new DeviceStatus(answer), progress, cancel);

        /// <summary>State of the shift.</summary>
        public ShiftStatus GetShiftStatus() =>
            Asked(Question("getShiftStatus"), answer => new ShiftStatus(answer));

        /// <summary>As <see cref="GetShiftStatus"/>, without blocking.</summary>
        public Task<ShiftStatus> GetShiftStatusAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("getShiftStatus"), answer => new ShiftStatus(answer), progress, cancel);

        /// <summary>Numbering and warnings of the fiscal drive.</summary>
        public FnStatus GetFnStatus() =>
            Asked(Question("getFnStatus"), answer => new FnStatus(answer));

        /// <summary>As <see cref="GetFnStatus"/>, without blocking.</summary>
        public Task<FnStatus> GetFnStatusAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("getFnStatus"), answer => new FnStatus(answer), progress, cancel);

        /// <summary>Serial number and phase of the fiscal drive.</summary>
        public FnInfo GetFnInfo() =>
            Asked(Question("getFnInfo"), answer => new FnInfo(answer));

        /// <summary>As <see cref="GetFnInfo"/>, without blocking.</summary>
        public Task<FnInfo> GetFnInfoAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("getFnInfo"), answer => new FnInfo(answer), progress, cancel);

        /// <summary>Model, serial number and firmware of the register.</summary>
        public DeviceInfo GetDeviceInfo() =>
            Asked(Question("getDeviceInfo"), answer => new DeviceInfo(answer));

        /// <summary>As <see cref="GetDeviceInfo"/>, without blocking.</summary>
        public Task<DeviceInfo> GetDeviceInfoAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("getDeviceInfo"), answer => new DeviceInfo(answer), progress, cancel);

        /// <summary>Registration data of the register.</summary>
        public RegistrationInfo GetRegistrationInfo() =>
            Asked(Question("getRegistrationInfo"), answer => new RegistrationInfo(answer));

        /// <summary>As <see cref="GetRegistrationInfo"/>, without blocking.</summary>
        public Task<RegistrationInfo> GetRegistrationInfoAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("getRegistrationInfo"), answer => new RegistrationInfo(answer), progress, cancel);

        /// <summary>Documents that wait for the OFD.</summary>
        public OfdExchangeStatus GetOfdExchangeStatus() =>
            Asked(Question("ofdExchangeStatus"), answer => new OfdExchangeStatus(answer));

        /// <summary>As <see cref="GetOfdExchangeStatus"/>, without blocking.</summary>
        public Task<OfdExchangeStatus> GetOfdExchangeStatusAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("ofdExchangeStatus"), answer => new OfdExchangeStatus(answer), progress, cancel);

        /// <summary>A document by its number; where documents are numbered by shift, within this shift.</summary>
        public FnDocument GetFnDocument(long number, long? shift = null) =>
            Asked(ByNumber("getFnDocument", number, shift), answer => new FnDocument(answer));

        /// <summary>As <see cref="GetFnDocument"/>, without blocking.</summary>
        public Task<FnDocument> GetFnDocumentAsync(long number, IProgress<CallProgress> progress = null, CancellationToken cancel = default, long? shift = null) =>
            AskedAsync(ByNumber("getFnDocument", number, shift), answer => new FnDocument(answer), progress, cancel);

        /// <summary>The picture of a receipt (PNG), where the register draws one.</summary>
        public ReceiptImage GetReceiptImage(long shiftNumber, long number, Image image = null) =>
            Asked(Picture(shiftNumber, number, image), answer => new ReceiptImage(answer));

        /// <summary>As <see cref="GetReceiptImage"/>, without blocking.</summary>
        public Task<ReceiptImage> GetReceiptImageAsync(long shiftNumber, long number, IProgress<CallProgress> progress = null, CancellationToken cancel = default, Image image = null) =>
            AskedAsync(Picture(shiftNumber, number, image), answer => new ReceiptImage(answer), progress, cancel);

        /// <summary>Prints lines of plain text, which is not a fiscal document.</summary>
        public Done PrintText(string text) =>
            Asked(Printing(Lines(text), null), answer => new Done(answer));

        /// <summary>As <see cref="PrintText"/>, without blocking.</summary>
        public Task<Done> PrintTextAsync(string text, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Printing(Lines(text), null), answer => new Done(answer), progress, cancel);

        /// <summary>Prints texts and codes that are not a fiscal document.</summary>
        public Done PrintNonFiscal(IEnumerable<Print> items, bool? footer = null) =>
            Asked(Printing(items, footer), answer => new Done(answer));

        /// <summary>As <see cref="PrintNonFiscal"/>, without blocking.</summary>
        public Task<Done> PrintNonFiscalAsync(IEnumerable<Print> items, bool? footer = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Printing(items, footer), answer => new Done(answer), progress, cancel);

        /// <summary>Prints a document of the fiscal drive again, by its number.</summary>
        public Done PrintFnDocument(long number) =>
            Asked(ByNumber("printFnDocument", number), answer => new Done(answer));

        /// <summary>As <see cref="PrintFnDocument"/>, without blocking.</summary>
        public Task<Done> PrintFnDocumentAsync(long number, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(ByNumber("printFnDocument", number), answer => new Done(answer), progress, cancel);

        /// <summary>Prints the last receipt again.</summary>
        public Done PrintLastReceiptCopy() =>
            Asked(Question("printLastReceiptCopy"), answer => new Done(answer));

        /// <summary>As <see cref="PrintLastReceiptCopy"/>, without blocking.</summary>
        public Task<Done> PrintLastReceiptCopyAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("printLastReceiptCopy"), answer => new Done(answer), progress, cancel);

        /// <summary>Sets the clock of the register, to the second. The clock has no time zone: pass the local time of the place where the register stands.</summary>
        public Done SetDateTime(DateTime time) =>
            Asked(Clock(time), answer => new Done(answer));

        /// <summary>As <see cref="SetDateTime"/>, without blocking.</summary>
        public Task<Done> SetDateTimeAsync(DateTime time, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Clock(time), answer => new Done(answer), progress, cancel);

        /// <summary>Relays waiting documents to the OFD, for a register without its own network. Without host and port the settings of the register say where to. Nothing is lost if it stops at any point.</summary>
        public Relayed RelayToOfd(string host = null, int? port = null, int? limit = null) =>
            Asked(Relay(host, port, limit), answer => new Relayed(answer));

        /// <summary>As <see cref="RelayToOfd"/>, without blocking.</summary>
        public Task<Relayed> RelayToOfdAsync(string host = null, int? port = null, int? limit = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Relay(host, port, limit), answer => new Relayed(answer), progress, cancel);

        private static Json Question(string type) => new JsonObject { { "type", type } };

        private static Json ByNumber(string type, long number, long? shift = null) =>
            new JsonObject { { "type", type }, { "fiscalDocumentNumber", number }, { "shiftNumber", shift } };

        private static Json Picture(long shiftNumber, long number, Image image) => new JsonObject
        {
            { "type", "getReceiptImage" }, { "shiftNumber", shiftNumber }, { "fiscalDocumentNumber", number },
            { "image", image?.Members() },
        };

        private static IEnumerable<Print> Lines(string text) =>
            text.Replace("\r\n", "\n").Split('\n').Select(line => new TextLine(line));

        private static Json Printing(IEnumerable<Print> items, bool? footer) => new JsonObject
        {
            { "type", "nonFiscal" }, { "items", Json.List(items.Select(item => (Json)item.Members())) },
            { "printFooter", footer },
        };

        private static Json Clock(DateTime time) => new JsonObject
        {
            { "type", "setDateTime" },
            { "dateTime", time.ToString("yyyy.MM.dd HH:mm:ss", CultureInfo.InvariantCulture) },
        };

        private static Json Relay(string host, int? port, int? limit) =>
            new JsonObject { { "type", "ofdRelay" }, { "host", host }, { "port", port }, { "limit", limit } };
    }
}
