using System;
using System.Globalization;
using System.Linq;

namespace Kassa.Tests
{
    /// <summary>JSON is read strictly and written exactly.</summary>
    public sealed class JsonTests : TestClass
    {
        public void Numbers_keep_their_digits()
        {
            foreach (var digits in new[] { "0", "-0", "1.50", "100.00", "0.1", "1e2", "12345678901234567890.123456789", "-7E-3" })
            {
                Check.Equal("[" + digits + "]", Json.Parse("[" + digits + "]").ToString());
            }
            Check.Equal("100.00", ((Json)100.00m).ToString());
            Check.Equal("79228162514264337593543950335", ((Json)decimal.MaxValue).ToString());
            Check.Equal(0.1m, Json.Parse("0.1").AsDecimal().Value);
            Check.Equal(100m, Json.Parse("1e2").AsDecimal().Value);
            Check.Equal(null, Json.Parse("0.12345678901234567890123456789").AsDecimal());
            Check.Equal(null, Json.Parse("1e400").AsDecimal());
            Check.Equal(null, Json.Parse("1.0").AsInt64());
            Check.Equal(9007199254740993L, Json.Parse("9007199254740993").AsInt64().Value);
        }

        public void The_language_of_the_thread_changes_no_number()
        {
            var before = CultureInfo.CurrentCulture;
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            try
            {
                CultureInfo.CurrentCulture = comma;
                Check.Equal("12.50", ((Json)12.50m).ToString());
                Check.Equal(12.50m, Json.Parse("12.50").AsDecimal().Value);
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }

        public void Texts_are_read_back_as_they_were_written()
        {
            foreach (var text in new[] { "", "Чай «Ёлка»", "\"\\/\b\f\n\r\t\u0001", "🧾", "a\u2028b" })
            {
                Check.Equal(text, Json.Parse(((Json)text).ToString()).AsText());
            }
            Check.Equal("Ё🧾/", Json.Parse("\"\\u0401\\ud83e\\uddfe\\/\"").AsText());
        }

        public void Invalid_JSON_is_refused()
        {
            string[] wrong =
            {
                "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "1e", "--1", "tru", "nul", "'a'", "\"", "\"\\x\"", "\"\\u12\"",
                "\"a\nb\"", "[1 2]", "1 2", "{\"a\":1,\"a\":2}", "NaN", "\u00a01", "[1]\0", "\"\\u-123\"",
            };
            foreach (var text in wrong)
            {
                Check.Throws<FormatException>(() => Json.Parse(text));
            }
            Check.Throws<FormatException>(() => Json.Parse(new string('[', 100000)));
        }

        public void Members_keep_their_order_and_absent_ones_are_null()
        {
            var value = Json.Parse("{\"b\":1,\"a\":[true,null,{\"c\":\"d\"}]}");
            Check.Equal("b a", string.Join(" ", value.Members.Select(member => member.Key)));
            Check.Equal("d", value["a"][2]["c"].AsText());
            Check.Equal(JsonKind.Null, value["x"][7]["y"].Kind);
            Check.Equal("{\"n\":null}", new JsonObject { { "n", Json.Null }, { "left out", (string)null } }.ToString());
            Check.Throws<ArgumentException>(() => new JsonObject { { "a", 1 }, { "a", 2 } });
        }

        public void A_line_is_rounded_half_up_to_the_kopeck()
        {
            Check.Equal(291.10m, new Item("Сыр", 820.00m, 0.355m).Sum);
            Check.Equal(0.02m, new Item("Гвоздь", 0.01m, 1.5m).Sum);
            Check.Equal(1.01m, new Item("Гвоздь", 0.67m, 1.5m).Sum);
            Check.Throws<OverflowException>(() => new Item("Песок", 12345678901234.56m, 1.2345678901234567m).Sum.ToString());
        }

        public void A_member_given_twice_is_an_error()
        {
            var item = new Item("Чай", 1);
            item.Other.Add("price", 2);
            Check.Throws<ArgumentException>(() => new Receipt().Add(item).Task());
        }
    }
}
