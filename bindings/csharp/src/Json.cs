using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;

namespace Kassa
{
    /// <summary>What a JSON value is.</summary>
    public enum JsonKind
    {
        /// <summary>Null, or a value that is missing.</summary>
        Null,
        /// <summary>True or false.</summary>
        Boolean,
        /// <summary>A number, kept as its digits.</summary>
        Number,
        /// <summary>A text.</summary>
        Text,
        /// <summary>A list.</summary>
        List,
        /// <summary>An object.</summary>
        Object,
    }

    /// <summary>
    /// An immutable JSON value. A number keeps its digits, so a sum never passes through a double: it cannot be made
    /// from a double or a float.
    /// </summary>
    public sealed class Json
    {
        private static readonly Json[] NoItems = new Json[0];
        private static readonly KeyValuePair<string, Json>[] NoMembers = new KeyValuePair<string, Json>[0];

        /// <summary>Null; also returned for a missing member or element.</summary>
        public static readonly Json Null = new Json(JsonKind.Null, "null");

        private readonly string _text;

        private Json(JsonKind kind, string text, IReadOnlyList<Json> items = null,
            IReadOnlyList<KeyValuePair<string, Json>> members = null)
        {
            Kind = kind;
            _text = text;
            Items = items ?? NoItems;
            Members = members ?? NoMembers;
        }

        /// <summary>What the value is.</summary>
        public JsonKind Kind { get; }

        /// <summary>Elements of a list; none of anything else.</summary>
        public IReadOnlyList<Json> Items { get; }

        /// <summary>Members of an object in their order; none of anything else.</summary>
        public IReadOnlyList<KeyValuePair<string, Json>> Members { get; }

        /// <summary>The member of this name; <see cref="Null"/> if there is none.</summary>
        public Json this[string name] => Members.FirstOrDefault(member => member.Key == name).Value ?? Null;

        /// <summary>The element at this place, counted from 0; <see cref="Null"/> if there is none.</summary>
        public Json this[int index] => index >= 0 && index < Items.Count ? Items[index] : Null;

        /// <summary>Reads a JSON text.</summary>
        /// <exception cref="FormatException">The text is not JSON; the message says where.</exception>
        public static Json Parse(string text) => new JsonReader(text ?? throw new ArgumentNullException(nameof(text))).Read();

        /// <summary>A list of values; a null among them is JSON's null.</summary>
        public static Json List(IEnumerable<Json> items) =>
            new Json(JsonKind.List, null, items.Select(item => item ?? Null).ToArray());

        internal static Json Number(string digits) => new Json(JsonKind.Number, digits);

        internal static Json Object(IEnumerable<KeyValuePair<string, Json>> members) =>
            new Json(JsonKind.Object, null, null, members.ToArray());

        /// <summary>The text; null of anything else.</summary>
        [return: MaybeNull]
        public string AsText() => Kind == JsonKind.Text ? _text : null;

        /// <summary>The number, if a decimal can hold all its digits; null of anything else.</summary>
        public decimal? AsDecimal()
        {
            // decimal rounds what is longer, and a rounded sum is another sum.
            const NumberStyles Form =
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            if (Kind != JsonKind.Number || _text.Count(char.IsDigit) > 28)
            {
                return null;
            }
            return decimal.TryParse(_text, Form, CultureInfo.InvariantCulture, out var value) ? value : (decimal?)null;
        }

        /// <summary>The whole number; null of anything else.</summary>
        public long? AsInt64() =>
            Kind == JsonKind.Number
            && long.TryParse(_text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? value
                : (long?)null;

        /// <summary>The whole number, if it is no longer than 32 bits; null of anything else.</summary>
        public int? AsInt32()
        {
            var value = AsInt64();
            return value >= int.MinValue && value <= int.MaxValue ? (int)value : (int?)null;
        }

        /// <summary>The flag; null of anything else.</summary>
        public bool? AsBoolean() => Kind == JsonKind.Boolean ? _text == "true" : (bool?)null;

        /// <summary>The time by the clock of the device, without a time zone; null of anything else.</summary>
        public DateTime? AsTime()
        {
            string[] forms = { "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm" };
            return DateTime.TryParseExact(AsText(), forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time
                : (DateTime?)null;
        }

        /// <summary>The value as JSON text; numbers keep their digits.</summary>
        public override string ToString() => JsonWriter.Written(this, _text);

        /// <summary>A text; null gives null, which leaves a member out.</summary>
        public static implicit operator Json(string value) => value == null ? null : new Json(JsonKind.Text, value);

        /// <summary>A sum or quantity, with all its digits; null gives null.</summary>
        public static implicit operator Json(decimal? value) =>
            value == null ? null : Number(value.Value.ToString(CultureInfo.InvariantCulture));

        /// <summary>A whole number; null gives null.</summary>
        public static implicit operator Json(long? value) =>
            value == null ? null : Number(value.Value.ToString(CultureInfo.InvariantCulture));

        /// <summary>A whole number; null stays null. Not left to the conversion of long?: the compiler of Mono would make 0 of null.</summary>
        public static implicit operator Json(int? value) =>
            value == null ? null : Number(value.Value.ToString(CultureInfo.InvariantCulture));

        /// <summary>A flag; null gives null.</summary>
        public static implicit operator Json(bool? value) =>
            value == null ? null : new Json(JsonKind.Boolean, value.Value ? "true" : "false");
    }

    /// <summary>
    /// Builds a JSON object: <c>new JsonObject { { "type", "sell" }, { "total", 137.70m } }</c>. A member whose
    /// value is null is left out.
    /// </summary>
    public sealed class JsonObject : IEnumerable<KeyValuePair<string, Json>>
    {
        private readonly List<KeyValuePair<string, Json>> _members = new List<KeyValuePair<string, Json>>();

        /// <summary>Adds a member, unless its value is null.</summary>
        /// <exception cref="ArgumentException">There is a member of this name.</exception>
        public void Add(string name, Json value)
        {
            if (value == null)
            {
                return;
            }
            if (_members.Any(member => member.Key == name))
            {
                throw new ArgumentException("There are two members with the name " + name, nameof(name));
            }
            _members.Add(new KeyValuePair<string, Json>(name, value));
        }

        internal JsonObject With(IEnumerable<KeyValuePair<string, Json>> others)
        {
            foreach (var member in others)
            {
                Add(member.Key, member.Value);
            }
            return this;
        }

        /// <summary>The members so far.</summary>
        public IEnumerator<KeyValuePair<string, Json>> GetEnumerator() => _members.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>The object as JSON text.</summary>
        public override string ToString() => Json.Object(_members).ToString();

        /// <summary>The object as a value.</summary>
        public static implicit operator Json(JsonObject value) => value == null ? null : Json.Object(value._members);
    }
}
