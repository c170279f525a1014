using System;
using Kassa;

/// <summary>
/// Opens the shift if need be, sells once whatever happens to the link, and prints what came of it:
/// Sale http://127.0.0.1:8080 kassa.db order-1001. Run again with the same order, it sells nothing twice.
/// </summary>
internal static class Sale
{
    private static readonly Operator Cashier = new Operator("Кассир Лунина");

    private static int Main(string[] words)
    {
        if (words.Length != 3)
        {
            Console.Error.WriteLine("usage: Sale address-of-the-register file-of-the-journal order");
            return 2;
        }
        var config = new JsonObject { { "backend", "icash" }, { "url", words[0] }, { "journal", words[1] } };
        try
        {
            using (var device = Device.Open(config))
            {
                if (device.GetShiftStatus().State != ShiftState.Opened)
                {
                    Console.WriteLine("shift " + device.OpenShift(Cashier).ShiftNumber);
                }
                var document = Sell(device, words[2]);
                Console.WriteLine("document " + document.FiscalDocumentNumber + ", sign " + document.FiscalDocumentSign);
                Console.WriteLine("total " + document.Total + ", change " + document.Change);
                Console.WriteLine(document.Qr);
                if (document.Warnings.NotPrinted)
                {
                    Console.WriteLine("registered, but not printed: give the buyer a copy");
                }
            }
            return 0;
        }
        catch (KassaException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    /// <summary>Bread and cheese for 428.80, paid with a note of 500.</summary>
    private static Document Sell(Device device, string order)
    {
        var receipt = new Receipt { ExternalId = order, Taxation = Taxation.Osn, Operator = Cashier }
            .Add(new Item("Хлеб ржаной", 45.90m, 3, Vat.Vat10))
            .Add(new Item("Сыр весовой", 820.00m, 0.355m, Vat.Vat10) { MeasurementUnit = "kilogram" })
            .Pay(PaymentKind.Cash, 500);
        try
        {
            return device.PrintReceipt(receipt);
        }
        catch (UnknownOutcomeException error)
        {
            Console.WriteLine(error.Advice);
            return device.Recover(order);
        }
    }
}
