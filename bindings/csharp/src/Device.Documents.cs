using System;
using System.Threading;
using System.Threading.Tasks;

namespace Kassa
{
    public sealed partial class Device
    {
        /// <summary>Makes a receipt or a correction, exactly once under its <see cref="Receipt.ExternalId"/>.</summary>
        public Document PrintReceipt(Receipt receipt) =>
            Asked(receipt.Task(), answer => new Document(answer));

        /// <summary>As <see cref="PrintReceipt"/>, without blocking.</summary>
        public Task<Document> PrintReceiptAsync(Receipt receipt, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(receipt.Task(), answer => new Document(answer), progress, cancel);

        /// <summary>Opens a shift.</summary>
        public Document OpenShift(Operator cashier = null, string externalId = null) =>
            Asked(Task("openShift", cashier, externalId), answer => new Document(answer));

        /// <summary>As <see cref="OpenShift"/>, without blocking.</summary>
        public Task<Document> OpenShiftAsync(Operator cashier = null, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Task("openShift", cashier, externalId), answer => new Document(answer), progress, cancel);

        /// <summary>Closes the shift (Z-отчёт).</summary>
        public Document CloseShift(Operator cashier = null, string externalId = null, bool? electronically = null, Image image = null) =>
            Asked(Task("closeShift", cashier, externalId).With(Printed(electronically, image)), answer => new Document(answer));

        /// <summary>As <see cref="CloseShift"/>, without blocking.</summary>
        public Task<Document> CloseShiftAsync(Operator cashier = null, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default, bool? electronically = null, Image image = null) =>
            AskedAsync(Task("closeShift", cashier, externalId).With(Printed(electronically, image)), answer => new Document(answer), progress, cancel);

        /// <summary>Prints a report of the shift so far (X-отчёт), which is not a fiscal document.</summary>
        public Report PrintXReport(Operator cashier = null, bool? electronically = null, Image image = null) =>
            Asked(Task("reportX", cashier, null).With(Printed(electronically, image)), answer => new Report(answer));

        /// <summary>As <see cref="PrintXReport"/>, without blocking.</summary>
        public Task<Report> PrintXReportAsync(Operator cashier = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default, bool? electronically = null, Image image = null) =>
            AskedAsync(Task("reportX", cashier, null).With(Printed(electronically, image)), answer => new Report(answer), progress, cancel);

        /// <summary>Records cash put into the drawer (внесение).</summary>
        public Document CashIn(decimal sum, Operator cashier = null, string externalId = null) =>
            Asked(Cash("cashIn", sum, cashier, externalId), answer => new Document(answer));

        /// <summary>As <see cref="CashIn"/>, without blocking.</summary>
        public Task<Document> CashInAsync(decimal sum, Operator cashier = null, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Cash("cashIn", sum, cashier, externalId), answer => new Document(answer), progress, cancel);

        /// <summary>Records cash taken out of the drawer (выплата).</summary>
        public Document CashOut(decimal sum, Operator cashier = null, string externalId = null) =>
            Asked(Cash("cashOut", sum, cashier, externalId), answer => new Document(answer));

        /// <summary>As <see cref="CashOut"/>, without blocking.</summary>
        public Task<Document> CashOutAsync(decimal sum, Operator cashier = null, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Cash("cashOut", sum, cashier, externalId), answer => new Document(answer), progress, cancel);

        /// <summary>Registers the register (регистрация ККТ). On a real fiscal drive this cannot be undone.</summary>
        public Document Register(Registration registration, string externalId = null) =>
            Asked(registration.Task("registration", null, externalId), answer => new Document(answer));

        /// <summary>As <see cref="Register"/>, without blocking.</summary>
        public Task<Document> RegisterAsync(Registration registration, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(registration.Task("registration", null, externalId), answer => new Document(answer), progress, cancel);

        /// <summary>Changes the registration (изменение параметров регистрации).</summary>
        public Document ChangeRegistration(Registration registration, RegistrationReason reason, string externalId = null) =>
            Asked(registration.Task("changeRegistrationParameters", reason, externalId), answer => new Document(answer));

        /// <summary>As <see cref="ChangeRegistration"/>, without blocking.</summary>
        public Task<Document> ChangeRegistrationAsync(Registration registration, RegistrationReason reason, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(registration.Task("changeRegistrationParameters", reason, externalId), answer => new Document(answer), progress, cancel);

        /// <summary>Registers the register again with a new fiscal drive (замена ФН).</summary>
        public Document ChangeFn(Registration registration, string externalId = null) =>
            Asked(registration.Task("fnChange", null, externalId), answer => new Document(answer));

        /// <summary>As <see cref="ChangeFn"/>, without blocking.</summary>
        public Task<Document> ChangeFnAsync(Registration registration, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(registration.Task("fnChange", null, externalId), answer => new Document(answer), progress, cancel);

        /// <summary>Closes the archive of the fiscal drive (закрытие архива ФН). This cannot be undone.</summary>
        public Document CloseArchive(Operator cashier = null, string externalId = null) =>
            Asked(Task("closeArchive", cashier, externalId), answer => new Document(answer));

        /// <summary>As <see cref="CloseArchive"/>, without blocking.</summary>
        public Task<Document> CloseArchiveAsync(Operator cashier = null, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Task("closeArchive", cashier, externalId), answer => new Document(answer), progress, cancel);

        /// <summary>A report of settlements (отчёт о текущем состоянии расчётов).</summary>
        public Document ReportOfdExchangeStatus(Operator cashier = null, string externalId = null) =>
            Asked(Task("reportOfdExchangeStatus", cashier, externalId), answer => new Document(answer));

        /// <summary>As <see cref="ReportOfdExchangeStatus"/>, without blocking.</summary>
        public Task<Document> ReportOfdExchangeStatusAsync(Operator cashier = null, string externalId = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Task("reportOfdExchangeStatus", cashier, externalId), answer => new Document(answer), progress, cancel);

        private static JsonObject Task(string type, Operator cashier, string externalId) =>
            new JsonObject { { "type", type }, { "operator", cashier?.Members() }, { "externalId", externalId } };

        private static JsonObject Printed(bool? electronically, Image image) =>
            new JsonObject { { "electronically", electronically }, { "image", image?.Members() } };

        private static Json Cash(string type, decimal sum, Operator cashier, string externalId) => new JsonObject
        {
            { "type", type }, { "cashSum", sum }, { "operator", cashier?.Members() }, { "externalId", externalId },
        };
    }
}
