using System;
using System.Linq;

namespace Kassa.Tests
{
    /// <summary>A register's day, with the typed methods.</summary>
    public sealed class DayTests : TestClass
    {
        public void A_whole_day_with_every_field_of_the_answers()
        {
            Shift(ShiftState.Closed);
            Check.Equal(ShiftState.Closed, Device.GetStatus().Shift.Value);
            Check.Equal(true, Device.GetStatus().Fiscal.Value);
            var opened = Device.OpenShift(Cashier);
            Check.Equal(opened.ShiftNumber, Device.GetShiftStatus().Number);

            var sale = new Receipt { ExternalId = "чек-" + Guid.NewGuid(), Taxation = Taxation.Osn, Operator = Cashier };
            sale.Add(new Item("Чай чёрный", 125.50m, 2, Vat.Vat10))
                .Add(new Item("Сыр", 820.00m, 0.355m, Vat.Vat10) { MeasurementUnit = "kilogram" })
                .Pay(PaymentKind.Cash, 600);
            var document = Device.PrintReceipt(sale);
            Check.Equal(sale.ExternalId, document.ExternalId);
            Check.Equal(542.10m, document.Total.Value);
            Check.Equal(57.90m, document.Change.Value);
            Check.Equal(Register.Receipts().Last()["number"].AsInt64(), document.FiscalDocumentNumber);
            Check.Equal(opened.ShiftNumber, document.ShiftNumber);
            Check.Equal(1L, document.FiscalReceiptNumber.Value);
            Check.True(document.FiscalDocumentDateTime > new DateTime(2020, 1, 1), "the time of the document");
            Check.True(document.FiscalDocumentSign.All(char.IsDigit), "the sign is digits");
            Check.Equal(16, document.FnNumber.Length);
            Check.Holds(document.Qr, "s=542.10");
            Check.Equal(false, document.Warnings.NotPrinted || document.Warnings.Recovered || document.Warnings.Notes.Any());
            Check.True(document.Native.Members.Count > 0, "what the register itself said");
            Check.Holds(Register.Tape(), "Сыр");

            var closed = Device.CloseShift(Cashier);
            Check.Equal(1L, closed.ReceiptsCount.Value);
            Check.Equal(ShiftState.Closed, Device.GetShiftStatus().State.Value);
        }

        public void A_document_is_drawn_as_text_and_as_a_picture()
        {
            Shift(ShiftState.Closed);
            var id = "смена-" + Guid.NewGuid();
            var task = new JsonObject { { "type", "openShift" }, { "externalId", id } };
            Device.Execute(task);
            Func<string, Json> request = format => new JsonObject { { "externalId", id }, { "task", task }, { "format", format } };
            Check.Holds(System.Text.Encoding.UTF8.GetString(Device.Render(request("text"))), "ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ");
            Check.Equal(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }, Device.RenderAsync(request("png")).Result.Take(4));
            var failure = Check.Throws<BadDocumentException>(() => Device.Render(request("gif")));
            Check.Equal("format", failure.Faults.Single().Path);
        }

        public void Each_kind_of_settlement_is_distinguished()
        {
            Shift(ShiftState.Opened);
            foreach (var kind in new[] { ReceiptKind.Sell, ReceiptKind.SellReturn, ReceiptKind.Buy, ReceiptKind.BuyReturn })
            {
                Device.PrintReceipt(new Receipt(kind) { Taxation = Taxation.Osn }.Add(Tea()).Pay(PaymentKind.Cash, 125.50m));
                Check.Equal((long)kind + 1, Register.Receipts().Last()["request"]["T1054"].AsInt64().Value);
            }
        }

        public void A_correction_names_its_basis()
        {
            Shift(ShiftState.Opened);
            var receipt = new Receipt(ReceiptKind.SellCorrection) { Taxation = Taxation.Osn }.Add(Tea()).Pay(PaymentKind.Cash, 125.50m);
            receipt.Correction = new Correction(CorrectionKind.Instruction, new DateTime(2026, 2, 17)) { BaseNumber = "17/03-А" };
            Check.True(Device.PrintReceipt(receipt).FiscalDocumentNumber > 0, "a document");
        }

        public void A_line_of_an_agent_has_its_supplier()
        {
            Shift(ShiftState.Opened);
            var tour = new Item("Билет на экскурсию", 500, 1, Vat.None)
            {
                Agent = new Agent(AgentKind.CommissionAgent),
                PaymentObject = PaymentObject.Service,
                Supplier = new Supplier { Vatin = "7707083893", Name = "ООО Тропа", Phones = { "+78120000002" } },
            };
            Device.PrintReceipt(Sale(null, tour));
            Check.Holds(Register.Receipts().Last()["request"].ToString(), "7707083893");
        }

        public void The_register_describes_itself_and_its_documents()
        {
            Shift(ShiftState.Opened);
            Check.Equal("iCASH-1F", Device.GetDeviceInfo().ModelName);
            Check.Equal(LivePhase.FiscalMode, Device.GetFnInfo().LivePhase.Value);
            Check.Equal(16, Device.GetFnInfo().Serial.Length);
            Check.Equal(new string[0], Device.GetFnStatus().Alerts.ToArray());
            Check.Holds(Device.GetRegistrationInfo().Organization["name"].AsText(), "Ромашка");
            Check.True(Device.GetRegistrationInfo().Warnings.Notes.Count == 1, "how old it may be");
            Check.True(Device.GetOfdExchangeStatus().NotSentCount >= 0, "what waits for the operator");
            var document = Device.PrintReceipt(Sale(null));
            var found = Device.GetFnDocument(document.FiscalDocumentNumber.Value);
            Check.Equal("receipt", found.Type);
            Check.Equal("125.50", found.Tags[1020].AsText());
            Check.True(Device.ReportOfdExchangeStatus().FiscalDocumentNumber > document.FiscalDocumentNumber, "a report");
        }

        public void What_is_printed_is_on_the_tape()
        {
            Shift(ShiftState.Opened);
            Device.PrintText("Спасибо за покупку!\r\n\r\nЖдём вас снова");
            Device.PrintNonFiscal(new Print[]
            {
                new TextLine("ПО ЦЕНТРУ") { Alignment = Alignment.Center }, new Barcode(BarcodeKind.QR, "https://shop.example/1"),
            });
            Check.Holds(Register.Tape(), "Ждём вас снова");
            Check.Holds(Register.Tape(), "ПО ЦЕНТРУ");
            var document = Device.PrintReceipt(Sale(null));
            Device.PrintFnDocument(document.FiscalDocumentNumber.Value);
            Device.PrintLastReceiptCopy();
        }

        public void The_clock_is_set()
        {
            Shift(ShiftState.Closed);
            Device.SetDateTime(Device.GetStatus().CurrentDateTime.Value.AddSeconds(2));
        }

        public void What_a_register_lacks_is_unsupported()
        {
            Check.Throws<UnsupportedException>(() => Device.CashIn(1000.00m, Cashier));
            Check.Throws<UnsupportedException>(() => Device.CashOut(1000.00m));
            Check.Throws<UnsupportedException>(() => Device.PrintXReport(Cashier));
            Check.Throws<UnsupportedException>(() => Device.GetReceiptImage(1, 1));
            Check.Throws<UnsupportedException>(() => Device.Call("dance"));
            Check.Throws<NoLinkException>(() => Device.RelayToOfd("127.0.0.1", 1, 10));
        }

        public void A_method_of_the_register_is_called_by_its_name()
        {
            Check.Equal(Device.GetShiftStatus().Number, Device.Call("shift/status")["shiftNo"].AsInt64());
            var number = Device.GetFnStatus().FiscalDocumentNumber.Value;
            Check.True(Device.Call("search", new JsonObject { { "document_number", number } }).Members.Count > 0, "a document");
        }

        public void A_registration_is_checked_without_being_sent()
        {
            var registration = new Registration
            {
                Organization = new Organization
                {
                    Name = "ООО \"Ромашка\"", Vatin = "7743013901", TaxationTypes = { Taxation.Osn },
                    Address = "125009, г. Москва, ул. Примерная, д. 1", Email = "shop@example.com",
                },
                Device = new Usage { RegistrationNumber = "0000000001045548", PaymentsAddress = "Магазин" },
                Ofd = new Ofd { Name = "ООО \"Пример ОФД\"", Vatin = "7704453017" },
                Operator = Cashier,
            };
            Device.Validate(registration.Task("registration"));
            Shift(ShiftState.Closed);
            var changed = Device.ChangeRegistration(registration, RegistrationReason.SettingsChange, "reg-" + Guid.NewGuid());
            Check.True(changed.FiscalDocumentNumber > 0, "a document");
        }
    }
}
