using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Kassa
{
    /// <summary>An element of the list of lines of a receipt.</summary>
    public abstract class ReceiptLine
    {
        internal ReceiptLine()
        {
        }

        internal abstract JsonObject Members();
    }

    /// <summary>A line (предмет расчёта).</summary>
    public sealed class Item : ReceiptLine
    {
        /// <summary>Name, price and quantity; without a rate, defaultVat of the configuration applies.</summary>
        public Item(string name, decimal price, decimal quantity = 1, Vat? vat = null)
        {
            Name = name;
            Price = price;
            Quantity = quantity;
            Vat = vat;
        }

        /// <summary>Name.</summary>
        public string Name { get; }

        /// <summary>Price of one unit, with discounts taken off unless <see cref="Discount"/> has them.</summary>
        public decimal Price { get; }

        /// <summary>Quantity.</summary>
        public decimal Quantity { get; }

        /// <summary>VAT rate.</summary>
        public Vat? Vat { get; }

        /// <summary>Sum of the line; by default price × quantity, rounded half up to the kopeck.</summary>
        public decimal? Amount { get; set; }

        /// <summary>VAT of the line; by default the library computes it.</summary>
        public decimal? VatSum { get; set; }

        /// <summary>Way of settlement; null leaves it out.</summary>
        public PaymentMethod? PaymentMethod { get; set; } = Kassa.PaymentMethod.FullPayment;

        /// <summary>Subject of settlement; null leaves it out.</summary>
        public PaymentObject? PaymentObject { get; set; } = Kassa.PaymentObject.Commodity;

        /// <summary>Unit: a word or a number of the vocabulary ("kilogram", "11"), or a text of your own.</summary>
        public string MeasurementUnit { get; set; }

        /// <summary>Agent of the line.</summary>
        public Agent Agent { get; set; }

        /// <summary>Supplier of the goods.</summary>
        public Supplier Supplier { get; set; }

        /// <summary>Marking code of the thing, for registers with FFD 1.2.</summary>
        public Mark Mark { get; set; }

        /// <summary>Codes of the product.</summary>
        public ProductCodes ProductCodes { get; set; }

        /// <summary>What federal authorities demand of the line.</summary>
        public IList<IndustryAttribute> IndustryInfo { get; } = new List<IndustryAttribute>();

        /// <summary>Discount on the line.</summary>
        public Modifier Discount { get; set; }

        /// <summary>Markup on the line.</summary>
        public Modifier Markup { get; set; }

        /// <summary>Section of the shop.</summary>
        public string Section { get; set; }

        /// <summary>GTIN.</summary>
        public string Barcode { get; set; }

        /// <summary>Identifier in the virtual warehouse.</summary>
        public string ProductId { get; set; }

        /// <summary>Marking code in Kazakhstan.</summary>
        public string ExciseStamp { get; set; }

        /// <summary>Series and number of the excise stamp.</summary>
        public string PhysicalLabel { get; set; }

        /// <summary>Any other members of the vocabulary, under its names: <c>Other = { { "countryCode", "643" } }</c>.</summary>
        public JsonObject Other { get; } = new JsonObject();

        /// <summary>Sum of the line, before its own discount or markup.</summary>
        /// <exception cref="OverflowException">Price × quantity has more digits than a decimal holds exactly.</exception>
        public decimal Sum => Amount ?? Exact.Kopecks(Price, Quantity);

        internal override JsonObject Members()
        {
            var tax = Vat == null ? null : new JsonObject { { "type", Words.Of(Vat) }, { "sum", VatSum } };
            return new JsonObject
            {
                { "type", "position" }, { "name", Name }, { "price", Price }, { "quantity", Quantity }, { "amount", Sum },
                { "tax", tax }, { "paymentMethod", Words.Of(PaymentMethod) }, { "paymentObject", Words.Of(PaymentObject) },
                { "measurementUnit", MeasurementUnit }, { "agentInfo", Agent?.Members() },
                { "supplierInfo", Supplier?.Members() }, { "discount", Discount?.Members() }, { "markup", Markup?.Members() },
                { "section", Section }, { "barcode", Barcode }, { "productId", ProductId }, { "exciseStamp", ExciseStamp },
                { "physicalLabel", PhysicalLabel }, { "imcParams", Mark?.Members() },
                { "productCodes", ProductCodes?.Members() }, { "industryInfo", IndustryAttribute.All(IndustryInfo) },
            }.With(Other);
        }
    }

    /// <summary>Additional attribute of the user (дополнительный реквизит пользователя).</summary>
    public sealed class UserAttribute : ReceiptLine
    {
        private readonly string _name;
        private readonly string _value;

        /// <summary>An attribute with its name and value.</summary>
        public UserAttribute(string name, string value)
        {
            _name = name;
            _value = value;
        }

        internal override JsonObject Members() =>
            new JsonObject { { "type", "userAttribute" }, { "name", _name }, { "value", _value } };
    }

    /// <summary>Additional attribute of the receipt (дополнительный реквизит чека).</summary>
    public sealed class AdditionalAttribute : ReceiptLine
    {
        private readonly string _value;

        /// <summary>An attribute with its value.</summary>
        public AdditionalAttribute(string value)
        {
            _value = value;
        }

        internal override JsonObject Members() =>
            new JsonObject { { "type", "additionalAttribute" }, { "value", _value } };
    }

    /// <summary>A payment.</summary>
    public sealed class Payment
    {
        private readonly string _kind;

        /// <summary>A payment type and its sum. Cash may exceed the total: the rest is the change.</summary>
        public Payment(PaymentKind kind, decimal sum)
        {
            _kind = Words.Of(kind);
            Sum = sum;
        }

        /// <summary>A payment type that is set up in the register, 5 to 9.</summary>
        public Payment(int kind, decimal sum)
        {
            _kind = kind.ToString(CultureInfo.InvariantCulture);
            Sum = sum;
        }

        /// <summary>The sum.</summary>
        public decimal Sum { get; }

        internal JsonObject Members() => new JsonObject { { "type", _kind }, { "sum", Sum } };
    }

    /// <summary>Basis of a correction (основание для коррекции).</summary>
    public sealed class Correction
    {
        /// <summary>A basis: who ordered it, and the date of the settlement that is corrected.</summary>
        public Correction(CorrectionKind kind, DateTime baseDate)
        {
            Kind = kind;
            BaseDate = baseDate;
        }

        /// <summary>Who ordered it.</summary>
        public CorrectionKind Kind { get; }

        /// <summary>Date of the settlement that is corrected.</summary>
        public DateTime BaseDate { get; }

        /// <summary>Number of the document that it rests on.</summary>
        public string BaseNumber { get; set; }

        /// <summary>Name of that document.</summary>
        public string BaseName { get; set; }
    }

    /// <summary>A receipt (кассовый чек) or its correction, for <see cref="Device.PrintReceipt"/>.</summary>
    public sealed class Receipt
    {
        /// <summary>A receipt of a kind.</summary>
        public Receipt(ReceiptKind kind = ReceiptKind.Sell)
        {
            Kind = kind;
        }

        /// <summary>Kind of settlement.</summary>
        public ReceiptKind Kind { get; }

        /// <summary>
        /// Your own id of the document: the same id again returns the recorded answer and sends nothing, also after a
        /// restart. Store it before you print: with it a lost answer can be recovered.
        /// </summary>
        public string ExternalId { get; set; }

        /// <summary>Lines: <see cref="Item"/>, and attributes of the receipt.</summary>
        public IList<ReceiptLine> Items { get; } = new List<ReceiptLine>();

        /// <summary>Payments.</summary>
        public IList<Payment> Payments { get; } = new List<Payment>();

        /// <summary>The cashier.</summary>
        public Operator Operator { get; set; }

        /// <summary>The buyer.</summary>
        public Client Client { get; set; }

        /// <summary>Taxation system; if null, defaultTaxation of the configuration applies.</summary>
        public Taxation? Taxation { get; set; }

        /// <summary>Total; by default the sum of the lines. It may be rounded down to the ruble.</summary>
        public decimal? Total { get; set; }

        /// <summary>Agent of the whole receipt.</summary>
        public Agent Agent { get; set; }

        /// <summary>Supplier of the goods.</summary>
        public Supplier Supplier { get; set; }

        /// <summary>Discount on the whole receipt.</summary>
        public Modifier Discount { get; set; }

        /// <summary>Markup on the whole receipt.</summary>
        public Modifier Markup { get; set; }

        /// <summary>Taxes of the whole receipt, if no line has one.</summary>
        public IList<Tax> Taxes { get; } = new List<Tax>();

        /// <summary>Kind of business, with its attributes.</summary>
        public Industry Industry { get; set; }

        /// <summary>What federal authorities demand of the whole receipt.</summary>
        public IList<IndustryAttribute> IndustryInfo { get; } = new List<IndustryAttribute>();

        /// <summary>Whether the register checks the marking codes of the lines first, and refuses the receipt if a check fails.</summary>
        public bool? ValidateMarkingCodes { get; set; }

        /// <summary>Whether it is made without paper.</summary>
        public bool? Electronically { get; set; }

        /// <summary>How the register draws what it prints.</summary>
        public Image Image { get; set; }

        /// <summary>Basis of the correction; corrections only.</summary>
        public Correction Correction { get; set; }

        /// <summary>Any other members of the vocabulary, under its names: <c>Other = { { "machineNumber", "A-17" } }</c>.</summary>
        public JsonObject Other { get; } = new JsonObject();

        /// <summary>Adds a line.</summary>
        public Receipt Add(ReceiptLine line)
        {
            Items.Add(line);
            return this;
        }

        /// <summary>Adds a payment.</summary>
        public Receipt Pay(PaymentKind kind, decimal sum)
        {
            Payments.Add(new Payment(kind, sum));
            return this;
        }

        /// <summary>The task that makes this receipt, for <see cref="Device.Execute(Json)"/> and <see cref="Device.Validate(Json)"/>.</summary>
        public Json Task() => new JsonObject
        {
            { "type", Words.Of(Kind) }, { "externalId", ExternalId }, { "taxationType", Words.Of(Taxation) },
            { "operator", Operator?.Members() }, { "clientInfo", Client?.Members() }, { "agentInfo", Agent?.Members() },
            { "supplierInfo", Supplier?.Members() },
            { "correctionType", Correction == null ? null : Words.Of(Correction.Kind) },
            { "correctionBaseDate", Correction?.BaseDate.ToString("yyyy.MM.dd", CultureInfo.InvariantCulture) },
            { "correctionBaseNumber", Correction?.BaseNumber }, { "correctionBaseName", Correction?.BaseName },
            { "items", Json.List(Items.Select(line => (Json)line.Members())) },
            { "payments", Json.List(Payments.Select(payment => (Json)payment.Members())) }, { "total", Total },
            { "discount", Discount?.Members() }, { "markup", Markup?.Members() },
            { "taxes", Taxes.Count == 0 ? null : Json.List(Taxes.Select(tax => (Json)tax.Members())) },
            { "industry", Industry?.Members() }, { "electronically", Electronically }, { "image", Image?.Members() },
            { "industryInfo", IndustryAttribute.All(IndustryInfo) }, { "validateMarkingCodes", ValidateMarkingCodes },
        }.With(Other);
    }
}
