using System;
using System.Linq;

namespace Kassa.Tests
{
    /// <summary>Kazakhstan's software register: receipts in tenge with every attribute, and pictures.</summary>
    public sealed class CashCoreTests : TestClass
    {
        internal static Register Tenge;

        private Device Cash() => Opened(new JsonObject
        {
            { "backend", "cashcore" }, { "url", Tenge.Url }, { "kkmOfdId", 6923 }, { "pin", "3333" }, { "settleMs", 300 }, { "resend", 0 },
            { "journal", Config().Single(member => member.Key == "journal").Value },
        });

        private static Item Kymyz() => new Item("Қымыз 1 л", 1250.50m, 2, Vat.Vat16);

        private static Receipt Bought(Item item) => new Receipt().Add(item).Pay(PaymentKind.Cash, 5000);

        private static Json Sent() => Tenge.Ledger("ticket").Last()["request"];

        public void A_sale_in_tenge_has_its_discounts_change_and_link()
        {
            var item = Kymyz();
            item.Discount = new Modifier(125.05m, "Тұрақты клиент");
            item.MeasurementUnit = "liter";
            item.Barcode = "4870204391510";
            item.ProductId = "42";
            item.ExciseStamp = "KZ-1";
            item.PhysicalLabel = "AB 1";
            item.Section = "Сүт";
            var receipt = Bought(item);
            receipt.Discount = new Modifier(75.95m, "Акция");
            var document = Cash().PrintReceipt(receipt);
            Check.Equal(2300.00m, document.Total.Value);
            Check.Equal(2700.00m, document.Change.Value);
            Check.True(document.Qr.StartsWith("http"), "the link");
            var line = Sent()["items"][0];
            Check.Equal(
                new[] { "4870204391510", "42", "KZ-1", "AB 1", "Сүт", "112" },
                new[] { "barcode", "product_id", "excise_stamp", "physical_label", "section_code", "measure_unit_code" }
                    .Select(name => line["commodity"][name].AsText()));
            Check.Equal("Тұрақты клиент", line["discount"]["name"].AsText());
            Check.Equal(75.95m, Sent()["amounts"]["discount"]["sum"].AsDecimal().Value);
        }

        public void A_markup_and_taxes_of_the_whole_receipt()
        {
            var receipt = Bought(new Item("Қымыз 1 л", 1250.50m, 2) { Markup = new Modifier(99) });
            receipt.Markup = new Modifier(0.50m);
            receipt.Taxes.Add(new Tax(Vat.Vat12, 278.63m));
            Check.Equal(2600.50m, Cash().PrintReceipt(receipt).Total.Value);
            Check.Equal(12m, Sent()["taxes"][0]["percent"].AsDecimal().Value);
        }

        public void Every_kind_of_business_is_sent_with_its_attributes()
        {
            var device = Cash();
            var kinds = new[]
            {
                Industry.Trading(), Industry.Services("77"), Industry.Gasoil("1", 10.50m, "700"), Industry.Hotels("78"),
                Industry.Taxi("123ABC01", true, 1500.00m),
                Industry.Parking(new DateTime(2026, 11, 25, 10, 0, 0), new DateTime(2026, 11, 25, 12, 30, 0)),
            };
            for (var number = 0; number < kinds.Length; number++)
            {
                var receipt = Bought(Kymyz());
                receipt.Industry = kinds[number];
                device.PrintReceipt(receipt);
                Check.Equal((long)number, Sent()["domain"]["type"].AsInt64().Value);
            }
            Check.Holds(Sent()["domain"]["parking"]["end_time"].AsText(), "2026-11-25T12:30");
        }

        public void What_the_register_did_by_itself_is_in_the_warnings()
        {
            var device = Cash();
            device.PrintReceipt(Bought(Kymyz()));
            try
            {
                Tenge.Ofd(false);
                var offline = device.PrintReceipt(Bought(Kymyz())).Warnings;
                Check.True(offline.Offline && !offline.ShiftClosed && !offline.NonFiscal, "made without the operator");
                Check.Equal(true, device.GetStatus().Offline.Value);
                Tenge.Ofd(true);
                Tenge.Clock(24 * 3600 + 60);
                var later = device.PrintReceipt(Bought(Kymyz())).Warnings;
                Check.True(later.ShiftClosed && !later.Offline, "made in the next shift");
            }
            finally
            {
                Tenge.Ofd(true);
                Tenge.Clock(0);
            }
        }

        public void Cash_and_reports_return_the_cash_in_the_drawer()
        {
            var device = Cash();
            device.CashIn(500.50m);
            var before = device.PrintXReport(electronically: true, image: new Image { Width = 384 }).Counters.CashSum.Value;
            device.CashOut(500.50m);
            Check.Equal(before - 500.50m, device.CloseShift(electronically: true).Counters.CashSum.Value);
        }

        public void A_document_is_shown_and_drawn()
        {
            var device = Cash();
            var receipt = Bought(Kymyz());
            receipt.Electronically = true;
            var sold = device.PrintReceipt(receipt);
            var (number, shift) = (sold.FiscalDocumentNumber.Value, sold.ShiftNumber.Value);
            var shown = device.GetFnDocument(number, shift);
            Check.Equal("receipt", shown.Type);
            Check.Equal(2501L, shown.Fields["amounts"]["total"]["bills"].AsInt64().Value);
            var picture = device.GetReceiptImage(shift, number, new Image { Width = 384 }).Png;
            Check.Equal(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }, picture.Take(4));
        }
    }
}
