using Kassa;

// Compiled with nullable references switched on: the compiler warns where `warned` stands, and nowhere else.
internal static class Program
{
    private static int Unchecked(Document document) => document.Qr.Length; // warned

    private static int Checked(Document document) => document.Qr == null ? 0 : document.Qr.Length;

    private static string Where(KassaException error) => error.Backend.Name; // warned

    private static int Text(Json json) => json.AsText().Length; // warned

    private static int Always(Fault fault) => fault.Path.Length + fault.Message.Ru.Length;

    private static void Main()
    {
        var receipt = new Receipt { ExternalId = null, Operator = null };
        System.Console.WriteLine(receipt.Items.Count);
    }
}
