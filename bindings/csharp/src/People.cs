using System.Collections.Generic;
using System.Linq;

namespace Kassa
{
    /// <summary>The cashier (кассир).</summary>
    public sealed class Operator
    {
        /// <summary>A cashier by name and tax number (ИНН).</summary>
        public Operator(string name, string vatin = null)
        {
            Name = name;
            Vatin = vatin;
        }

        /// <summary>Name.</summary>
        public string Name { get; }

        /// <summary>Tax number (ИНН).</summary>
        public string Vatin { get; }

        internal JsonObject Members() => new JsonObject { { "name", Name }, { "vatin", Vatin } };
    }

    /// <summary>The buyer (покупатель).</summary>
    public sealed class Client
    {
        /// <summary>Where the electronic receipt goes.</summary>
        public string EmailOrPhone { get; set; }

        /// <summary>Name.</summary>
        public string Name { get; set; }

        /// <summary>Tax number (ИНН).</summary>
        public string Vatin { get; set; }

        internal JsonObject Members() =>
            new JsonObject { { "emailOrPhone", EmailOrPhone }, { "name", Name }, { "vatin", Vatin } };
    }

    /// <summary>The supplier whose goods an agent sells (поставщик).</summary>
    public sealed class Supplier
    {
        /// <summary>Tax number (ИНН).</summary>
        public string Vatin { get; set; }

        /// <summary>Name.</summary>
        public string Name { get; set; }

        /// <summary>Phones.</summary>
        public IList<string> Phones { get; } = new List<string>();

        internal JsonObject Members() =>
            new JsonObject { { "vatin", Vatin }, { "name", Name }, { "phones", Lists.Texts(Phones) } };
    }

    /// <summary>Money transfer operator (оператор перевода).</summary>
    public sealed class MoneyTransferOperator
    {
        /// <summary>Name.</summary>
        public string Name { get; set; }

        /// <summary>Address.</summary>
        public string Address { get; set; }

        /// <summary>Tax number (ИНН).</summary>
        public string Vatin { get; set; }

        /// <summary>Phones.</summary>
        public IList<string> Phones { get; } = new List<string>();

        internal JsonObject Members() => new JsonObject
        {
            { "name", Name }, { "address", Address }, { "vatin", Vatin }, { "phones", Lists.Texts(Phones) },
        };
    }

    /// <summary>Agent: the shop takes the money for another company (признак и данные агента).</summary>
    public sealed class Agent
    {
        /// <summary>An agent of these kinds.</summary>
        public Agent(params AgentKind[] kinds)
        {
            Kinds = kinds;
        }

        /// <summary>Kinds of agent.</summary>
        public IReadOnlyList<AgentKind> Kinds { get; }

        /// <summary>What a paying agent does.</summary>
        public string Operation { get; set; }

        /// <summary>Phones of the paying agent.</summary>
        public IList<string> PayingPhones { get; } = new List<string>();

        /// <summary>Phones of the operator who receives payments.</summary>
        public IList<string> ReceivingPhones { get; } = new List<string>();

        /// <summary>Money transfer operator.</summary>
        public MoneyTransferOperator Transfer { get; set; }

        internal JsonObject Members()
        {
            var paying = new JsonObject { { "operation", Operation }, { "phones", Lists.Texts(PayingPhones) } };
            var receiving = new JsonObject { { "phones", Lists.Texts(ReceivingPhones) } };
            return new JsonObject
            {
                { "agents", Json.List(Words.AllOf(Kinds)) },
                { "payingAgent", paying.Any() ? paying : null },
                { "receivePaymentsOperator", receiving.Any() ? receiving : null },
                { "moneyTransferOperator", Transfer?.Members() },
            };
        }
    }

    /// <summary>Lists as members of a task.</summary>
    internal static class Lists
    {
        /// <summary>A list of texts; null, which leaves it out, if there are none.</summary>
        internal static Json Texts(ICollection<string> texts) =>
            texts.Count == 0 ? null : Json.List(texts.Select(text => (Json)text));
    }
}
