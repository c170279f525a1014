using System.Collections.Generic;

namespace Kassa
{
    /// <summary>The user of the register (пользователь).</summary>
    public sealed class Organization
    {
        /// <summary>Name.</summary>
        public string Name { get; set; }

        /// <summary>Tax number (ИНН).</summary>
        public string Vatin { get; set; }

        /// <summary>Taxation systems.</summary>
        public IList<Taxation> TaxationTypes { get; } = new List<Taxation>();

        /// <summary>Address of settlements.</summary>
        public string Address { get; set; }

        /// <summary>Sender of electronic receipts.</summary>
        public string Email { get; set; }

        /// <summary>Kinds of agent that the user may be.</summary>
        public IList<AgentKind> Agents { get; } = new List<AgentKind>();

        internal JsonObject Members() => new JsonObject
        {
            { "name", Name }, { "vatin", Vatin }, { "taxationTypes", Json.List(Words.AllOf(TaxationTypes)) },
            { "address", Address }, { "email", Email },
            { "agents", Agents.Count == 0 ? null : Json.List(Words.AllOf(Agents)) },
        };
    }

    /// <summary>The register and how it is used; null leaves a flag at false.</summary>
    public sealed class Usage
    {
        /// <summary>Registration number (РНМ), as the tax service gave it.</summary>
        public string RegistrationNumber { get; set; }

        /// <summary>Version of the fiscal data format (ФФД): 1.05, 1.1, 1.2.</summary>
        public string FfdVersion { get; set; } = "1.05";

        /// <summary>Place of settlements.</summary>
        public string PaymentsAddress { get; set; }

        /// <summary>Number of the vending machine.</summary>
        public string MachineNumber { get; set; }

        /// <summary>Offline mode: without an OFD.</summary>
        public bool? OfflineMode { get; set; }

        /// <summary>Encrypted.</summary>
        public bool? Encryption { get; set; }

        /// <summary>In a vending machine.</summary>
        public bool? AutoMode { get; set; }

        /// <summary>The printer is in the vending machine.</summary>
        public bool? MachineInstallation { get; set; }

        /// <summary>Forms of strict account.</summary>
        public bool? Bso { get; set; }

        /// <summary>Only on the internet.</summary>
        public bool? Internet { get; set; }

        /// <summary>Services.</summary>
        public bool? Service { get; set; }

        /// <summary>Excise goods.</summary>
        public bool? Excise { get; set; }

        /// <summary>Gambling.</summary>
        public bool? Gambling { get; set; }

        /// <summary>Lottery.</summary>
        public bool? Lottery { get; set; }

        internal JsonObject Members() => new JsonObject
        {
            { "registrationNumber", RegistrationNumber }, { "ffdVersion", FfdVersion },
            { "paymentsAddress", PaymentsAddress }, { "machineNumber", MachineNumber }, { "offlineMode", OfflineMode },
            { "encryption", Encryption }, { "autoMode", AutoMode }, { "machineInstallation", MachineInstallation },
            { "bso", Bso }, { "internet", Internet }, { "service", Service }, { "excise", Excise },
            { "gambling", Gambling }, { "lottery", Lottery },
        };
    }

    /// <summary>The OFD (оператор фискальных данных).</summary>
    public sealed class Ofd
    {
        /// <summary>Name.</summary>
        public string Name { get; set; }

        /// <summary>Tax number (ИНН).</summary>
        public string Vatin { get; set; }

        /// <summary>Address of its server.</summary>
        public string Host { get; set; }

        /// <summary>Port of its server.</summary>
        public int? Port { get; set; }

        /// <summary>DNS server.</summary>
        public string Dns { get; set; }

        internal JsonObject Members() =>
            new JsonObject { { "name", Name }, { "vatin", Vatin }, { "host", Host }, { "port", Port }, { "dns", Dns } };
    }

    /// <summary>A registration of a register (регистрация ККТ), or a change of one.</summary>
    public sealed class Registration
    {
        /// <summary>The user of the register.</summary>
        public Organization Organization { get; set; } = new Organization();

        /// <summary>The register and how it is used.</summary>
        public Usage Device { get; set; } = new Usage();

        /// <summary>The OFD.</summary>
        public Ofd Ofd { get; set; } = new Ofd();

        /// <summary>Who registers.</summary>
        public Operator Operator { get; set; }

        /// <summary>Any other members of the vocabulary, under its names.</summary>
        public JsonObject Other { get; } = new JsonObject();

        /// <summary>The task of this type that registers, for <see cref="Kassa.Device.Validate(Json)"/>.</summary>
        public Json Task(string type, RegistrationReason? reason = null, string externalId = null) => new JsonObject
        {
            { "type", type }, { "externalId", externalId }, { "reason", Words.Of(reason) },
            { "operator", Operator?.Members() }, { "organization", Organization.Members() }, { "device", Device.Members() },
            { "ofd", Ofd.Members() },
        }.With(Other);
    }
}
