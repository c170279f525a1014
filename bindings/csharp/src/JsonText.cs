using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Kassa
{
    /// <summary>Reads JSON strictly (RFC 8259), its numbers as digits.</summary>
    internal sealed class JsonReader
    {
        private const int Deepest = 512;

        private readonly string _text;
        private int _at;

        internal JsonReader(string text)
        {
            _text = text;
        }

        private char Next => _at < _text.Length ? _text[_at] : '\0';

        internal Json Read()
        {
            var value = Value(0);
            Blank();
            return _at == _text.Length ? value : throw Wrong("the end of the text");
        }

        private Json Value(int depth)
        {
            Blank();
            if (depth > Deepest)
            {
                throw Wrong("fewer nested levels");
            }
            switch (Next)
            {
                case '{':
                    return Object(depth);
                case '[':
                    return List(depth);
                case '"':
                    return Text();
                case 't':
                    return Word("true", (bool?)true);
                case 'f':
                    return Word("false", (bool?)false);
                case 'n':
                    return Word("null", Json.Null);
                default:
                    return Number();
            }
        }

        private Json Object(int depth)
        {
            var members = new JsonObject();
            _at++;
            Blank();
            if (Taken('}'))
            {
                return members;
            }
            do
            {
                Blank();
                var name = Text();
                Blank();
                Demand(':');
                var value = Value(depth + 1);
                try
                {
                    members.Add(name, value);
                }
                catch (ArgumentException)
                {
                    throw Wrong("each member name only once");
                }
                Blank();
            }
            while (Taken(','));
            Demand('}');
            return members;
        }

        private Json List(int depth)
        {
            var items = new List<Json>();
            _at++;
            Blank();
            if (Taken(']'))
            {
                return Json.List(items);
            }
            do
            {
                items.Add(Value(depth + 1));
                Blank();
            }
            while (Taken(','));
            Demand(']');
            return Json.List(items);
        }

        private string Text()
        {
            var text = new StringBuilder();
            Demand('"');
            while (!Taken('"'))
            {
                if (_at >= _text.Length || Next < ' ')
                {
                    throw Wrong("the end of a string");
                }
                text.Append(Taken('\\') ? Escaped() : _text[_at++]);
            }
            return text.ToString();
        }

        private char Escaped()
        {
            const string Short = "\"\\/bfnrt", Meant = "\"\\/\b\f\n\r\t";
            var letter = Next;
            _at++;
            if (letter == 'u' && _at + 4 <= _text.Length
                && ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                _at += 4;
                return (char)code;
            }
            var known = letter == '\0' ? -1 : Short.IndexOf(letter);
            return known >= 0 ? Meant[known] : throw Wrong("an escape of JSON");
        }

        private Json Number()
        {
            var from = _at;
            Taken('-');
            if (!Taken('0'))
            {
                Digits();
            }
            if (Taken('.'))
            {
                Digits();
            }
            if (Taken('e') || Taken('E'))
            {
                if (!Taken('+'))
                {
                    Taken('-');
                }
                Digits();
            }
            return Json.Number(_text.Substring(from, _at - from));
        }

        private void Digits()
        {
            var from = _at;
            while (Next >= '0' && Next <= '9')
            {
                _at++;
            }
            if (_at == from)
            {
                throw Wrong("a value");
            }
        }

        private Json Word(string word, Json value)
        {
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            {
                throw Wrong(word);
            }
            _at += word.Length;
            return value;
        }

        private void Blank()
        {
            while (Next == ' ' || Next == '\n' || Next == '\r' || Next == '\t')
            {
                _at++;
            }
        }

        private bool Taken(char letter)
        {
            var there = _at < _text.Length && _text[_at] == letter;
            _at += there ? 1 : 0;
            return there;
        }

        private void Demand(char letter)
        {
            if (!Taken(letter))
            {
                throw Wrong(letter.ToString());
            }
        }

        // What stands there may be secret or long, so only the place is told.
        private FormatException Wrong(string wanted) =>
            new FormatException("Invalid JSON at character " + _at.ToString(CultureInfo.InvariantCulture) + ": expected " + wanted);
    }

    /// <summary>Writes JSON, numbers by their digits.</summary>
    internal static class JsonWriter
    {
        /// <summary>`value` as text; `own` is what a value without parts is made of.</summary>
        internal static string Written(Json value, string own)
        {
            var text = new StringBuilder();
            switch (value.Kind)
            {
                case JsonKind.Object:
                    text.Append('{');
                    foreach (var member in value.Members)
                    {
                        text.Append(text.Length > 1 ? "," : "");
                        Quote(text, member.Key);
                        text.Append(':').Append(member.Value);
                    }
                    return text.Append('}').ToString();
                case JsonKind.List:
                    return text.Append('[').Append(string.Join(",", value.Items)).Append(']').ToString();
                case JsonKind.Text:
                    Quote(text, own);
                    return text.ToString();
                default:
                    return own;
            }
        }

        private static void Quote(StringBuilder text, string value)
        {
            text.Append('"');
            foreach (var letter in value)
            {
                if (letter == '"' || letter == '\\')
                {
                    text.Append('\\').Append(letter);
                }
                else if (letter < ' ')
                {
                    text.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
                }
                else
                {
                    text.Append(letter);
                }
            }
            text.Append('"');
        }
    }
}
