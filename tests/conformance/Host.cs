using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace Kassa.Conformance
{
    /// <summary>The conformance host in C#. See README.md.</summary>
    internal static class Host
    {
        private static readonly TextWriter Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" };
        private static Device _device;
        private static Receipt _receipt;
        private static CorrectionKind _kind;

        private static void Main()
        {
            var lines = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
            string line;
            while ((line = lines.ReadLine()) != null)
            {
                try
                {
                    Do(line.Split('\t'));
                }
                catch (KassaException error)
                {
                    Fail(error);
                }
                Out.WriteLine(".");
                Out.Flush();
            }
        }

        private static void Do(string[] word)
        {
            switch (word[0])
            {
                case "ping":
                    break;
                case "load":
                    Say("version", Library.Version);
                    break;
                case "open":
                    _device = Device.Open(word[1]);
                    break;
                case "close":
                    _device?.Close();
                    break;
                case "execute":
                    Say("answer", _device.Execute(word[1]));
                    break;
                case "validate":
                    Say("answer", _device.Validate(word[1]).Answer);
                    break;
                case "call":
                    Say("answer", _device.Call(word[1], word[2].Length == 0 ? null : Json.Parse(word[2])));
                    break;
                case "render":
                    foreach (var row in Encoding.UTF8.GetString(_device.Render(word[1])).TrimEnd('\n').Split('\n'))
                    {
                        Say("drawn", row);
                    }
                    break;
                case "status":
                    Say(_device.GetStatus());
                    break;
                case "openShift":
                    Say(_device.OpenShift(Cashier(word[1])));
                    break;
                case "closeShift":
                    Say(_device.CloseShift(Cashier(word[1])));
                    break;
                case "cashIn":
                    Say(_device.CashIn(Sum(word[1])));
                    break;
                case "cashOut":
                    // Each of these functions has a twin without blocking; some of the twins are called here.
                    Say(_device.CashOutAsync(Sum(word[1])).GetAwaiter().GetResult());
                    break;
                case "recover":
                    Say(_device.RecoverAsync(word[1]).GetAwaiter().GetResult());
                    break;
                case "printXReport":
                    _device.PrintXReport(Cashier(word[1]));
                    break;
                case "printText":
                    _device.PrintTextAsync(word[1]).GetAwaiter().GetResult();
                    break;
                case "receipt":
                    _receipt = new Receipt((ReceiptKind)Enum.Parse(typeof(ReceiptKind), word[1], true));
                    break;
                case "set":
                    Set(word[1], word[2]);
                    break;
                case "item":
                    _receipt.Add(new Item(word[1], Sum(word[2]), Sum(word[3]), (Vat)Enum.Parse(typeof(Vat), word[4], true)));
                    break;
                case "payment":
                    _receipt.Pay((PaymentKind)Enum.Parse(typeof(PaymentKind), word[1], true), Sum(word[2]));
                    break;
                case "print":
                    Say(_device.PrintReceipt(_receipt));
                    break;
                default:
                    throw new ArgumentException("no such command: " + word[0]);
            }
        }

        private static void Set(string path, string value)
        {
            switch (path)
            {
                case "externalId":
                    _receipt.ExternalId = value;
                    break;
                case "taxationType":
                    _receipt.Taxation = (Taxation)Enum.Parse(typeof(Taxation), value, true);
                    break;
                case "operator.name":
                    _receipt.Operator = new Operator(value);
                    break;
                case "clientInfo.emailOrPhone":
                    _receipt.Client = new Client { EmailOrPhone = value };
                    break;
                case "validateMarkingCodes":
                    _receipt.ValidateMarkingCodes = bool.Parse(value);
                    break;
                case "correctionType":
                    _kind = (CorrectionKind)Enum.Parse(typeof(CorrectionKind), value, true);
                    break;
                case "correctionBaseDate":
                    _receipt.Correction = new Correction(_kind, DateTime.ParseExact(value, "yyyy.MM.dd", CultureInfo.InvariantCulture));
                    break;
                case "correctionBaseNumber":
                    _receipt.Correction.BaseNumber = value;
                    break;
                default:
                    SetItem((Item)_receipt.Items[path["items[".Length] - '0'], path.Substring(path.IndexOf('.') + 1), value);
                    break;
            }
        }

        private static void SetItem(Item item, string field, string value)
        {
            switch (field)
            {
                case "measurementUnit":
                    item.MeasurementUnit = value;
                    break;
                case "paymentMethod":
                    item.PaymentMethod = (PaymentMethod)Enum.Parse(typeof(PaymentMethod), value, true);
                    break;
                case "paymentObject":
                    item.PaymentObject = (PaymentObject)Enum.Parse(typeof(PaymentObject), value, true);
                    break;
                case "imcParams.imc":
                    item.Mark = new Mark(value);
                    break;
                case "imcParams.itemEstimatedStatus":
                    item.Mark.ItemEstimatedStatus = (MarkStatus)Enum.Parse(typeof(MarkStatus), value, true);
                    break;
                case "productCodes.ean13":
                    item.ProductCodes = new ProductCodes().Add(ProductCodeKind.Ean13, value);
                    break;
                default:
                    throw new ArgumentException("no such field here: " + field);
            }
        }

        private static Operator Cashier(string name) => name.Length == 0 ? null : new Operator(name);

        private static decimal Sum(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

        private static void Say(string name, object value) => Out.WriteLine(name + "\t" + value);

        private static void Say(string name, bool value) => Say(name, value ? "yes" : "no");

        private static string Sum(decimal? sum) => (sum ?? 0).ToString("0.00", CultureInfo.InvariantCulture);

        private static void Say(Document document)
        {
            Say("number", document.FiscalDocumentNumber ?? 0);
            Say("receiptNumber", document.FiscalReceiptNumber ?? 0);
            Say("shiftNumber", document.ShiftNumber ?? 0);
            Say("total", Sum(document.Total));
            Say("change", Sum(document.Change));
            Say("recovered", document.Warnings.Recovered);
            Say("notPrinted", document.Warnings.NotPrinted);
            Say("nonFiscal", document.Warnings.NonFiscal);
            Say("offline", document.Warnings.Offline);
            Say("shiftClosed", document.Warnings.ShiftClosed);
            Say("notRecorded", document.Warnings.NotRecorded);
            Say("byContent", document.Warnings.ByContent);
            Say("numberingRestarted", document.Warnings.NumberingRestarted);
            Say("similar", document.Warnings.Similar.Count);
            Say("notes", document.Warnings.Notes.Count);
            Say("externalId", document.ExternalId);
        }

        private static void Say(DeviceStatus state)
        {
            var shift = _device.GetShiftStatus();
            Say("shift", shift.State.ToString().ToLowerInvariant());
            Say("shiftNumber", shift.Number);
            Say("fiscal", state.Fiscal == null ? "unknown" : state.Fiscal.Value ? "yes" : "no");
            try
            {
                Say("lastDocument", _device.GetFnStatus().FiscalDocumentNumber);
            }
            catch (UnsupportedException)
            {
                Say("lastDocument", -1);
            }
        }

        private static void Fail(KassaException error)
        {
            Say("status", (int)error.Status);
            Say("outcome", Word(error.Outcome.ToString()));
            Say("retry", Word(error.Retry.ToString()));
            Say("backendCode", error.Backend?.Code ?? -1);
            Say("externalId", error.ExternalId);
            Say("ru", error.What.Ru);
            foreach (var fault in error.Faults)
            {
                Say("fault", fault.Path);
            }
        }

        private static string Word(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
