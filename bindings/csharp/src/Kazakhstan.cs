using System;
using System.Globalization;

namespace Kassa
{
    /// <summary>A discount or a markup, if the register keeps it apart from prices (скидка, наценка).</summary>
    public sealed class Modifier
    {
        /// <summary>A sum and its name.</summary>
        public Modifier(decimal sum, string name = null)
        {
            Sum = sum;
            Name = name;
        }

        /// <summary>The sum.</summary>
        public decimal Sum { get; }

        /// <summary>What it is given for.</summary>
        public string Name { get; }

        internal JsonObject Members() => new JsonObject { { "name", Name }, { "sum", Sum } };
    }

    /// <summary>A tax of the whole receipt, if no line has its own.</summary>
    public sealed class Tax
    {
        /// <summary>A rate and its sum.</summary>
        public Tax(Vat rate, decimal sum)
        {
            Rate = rate;
            Sum = sum;
        }

        /// <summary>The rate.</summary>
        public Vat Rate { get; }

        /// <summary>The sum.</summary>
        public decimal Sum { get; }

        internal JsonObject Members() => new JsonObject { { "type", Words.Of(Rate) }, { "sum", Sum } };
    }

    /// <summary>Kind of business of a receipt in Kazakhstan (вид отрасли), with its attributes.</summary>
    public sealed class Industry
    {
        private readonly JsonObject _members;

        private Industry(JsonObject members)
        {
            _members = members;
        }

        /// <summary>Trade; the default.</summary>
        public static Industry Trading() => new Industry(new JsonObject { { "type", "trading" } });

        /// <summary>Services, under an account.</summary>
        public static Industry Services(string account) =>
            new Industry(new JsonObject { { "type", "services" }, { "accountNumber", account } });

        /// <summary>Hotels and restaurants, under an account.</summary>
        public static Industry Hotels(string account) =>
            new Industry(new JsonObject { { "type", "hotels" }, { "accountNumber", account } });

        /// <summary>A filling station.</summary>
        public static Industry Gasoil(string correctionNumber = null, decimal? correctionSum = null, string card = null) =>
            new Industry(new JsonObject
            {
                { "type", "gasoil" }, { "correctionNumber", correctionNumber }, { "correctionSum", correctionSum },
                { "cardNumber", card },
            });

        /// <summary>A taxi, by order or from the street.</summary>
        public static Industry Taxi(string car, bool byOrder, decimal fare) => new Industry(new JsonObject
        {
            { "type", "taxi" }, { "carNumber", car }, { "isOrder", byOrder }, { "fare", fare },
        });

        /// <summary>Parking, by the clock of the place.</summary>
        public static Industry Parking(DateTime begin, DateTime end) => new Industry(new JsonObject
        {
            { "type", "parking" }, { "parkingBegin", Time(begin) }, { "parkingEnd", Time(end) },
        });

        internal Json Members() => _members;

        private static string Time(DateTime moment) => moment.ToString("yyyy.MM.dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>How a register draws what it prints.</summary>
    public sealed class Image
    {
        /// <summary>Width in points.</summary>
        public int? Width { get; set; }

        /// <summary>Scale.</summary>
        public decimal? Scale { get; set; }

        /// <summary>Threshold of darkness from which a point is drawn, 0 to 255.</summary>
        public int? Threshold { get; set; }

        internal JsonObject Members() =>
            new JsonObject { { "width", Width }, { "scale", Scale }, { "threshold", Threshold } };
    }

    /// <summary>Cash in the drawer and revenue of the shift, from a report; null if it does not report them.</summary>
    public sealed class Counters
    {
        internal Counters(Json told)
        {
            CashSum = told["cashSum"].AsDecimal();
            Revenue = told["revenue"].AsDecimal();
        }

        /// <summary>Cash in the drawer.</summary>
        public decimal? CashSum { get; }

        /// <summary>Revenue of the shift.</summary>
        public decimal? Revenue { get; }
    }
}
