namespace Kassa
{
    /// <summary>Text and codes that are printed outside a fiscal document.</summary>
    public abstract class Print : ReceiptLine
    {
        internal Print()
        {
        }

        /// <summary>Place on the line.</summary>
        public Alignment? Alignment { get; set; }
    }

    /// <summary>A text; an empty one is an empty line.</summary>
    public sealed class TextLine : Print
    {
        /// <summary>A line of text.</summary>
        public TextLine(string text = "")
        {
            Text = text;
        }

        /// <summary>The text.</summary>
        public string Text { get; }

        /// <summary>How a text longer than the line is broken.</summary>
        public Wrap? Wrap { get; set; }

        /// <summary>Letters of double width.</summary>
        public bool? DoubleWidth { get; set; }

        /// <summary>Letters of double height.</summary>
        public bool? DoubleHeight { get; set; }

        internal override JsonObject Members() => new JsonObject
        {
            { "type", "text" }, { "text", Text }, { "alignment", Words.Of(Alignment) }, { "wrap", Words.Of(Wrap) },
            { "doubleWidth", DoubleWidth }, { "doubleHeight", DoubleHeight },
        };
    }

    /// <summary>A code to be scanned.</summary>
    public sealed class Barcode : Print
    {
        /// <summary>A code with its content.</summary>
        public Barcode(BarcodeKind kind, string content)
        {
            Kind = kind;
            Content = content;
        }

        /// <summary>Kind of the code.</summary>
        public BarcodeKind Kind { get; }

        /// <summary>Content of the code.</summary>
        public string Content { get; }

        /// <summary>Dots to a module.</summary>
        public int? Scale { get; set; }

        /// <summary>Height in dots.</summary>
        public int? Height { get; set; }

        /// <summary>Whether its content is printed below it.</summary>
        public bool? PrintText { get; set; }

        internal override JsonObject Members() => new JsonObject
        {
            { "type", "barcode" }, { "barcode", Content }, { "barcodeType", Words.Of(Kind) },
            { "alignment", Words.Of(Alignment) }, { "scale", Scale }, { "height", Height }, { "printText", PrintText },
        };
    }
}
