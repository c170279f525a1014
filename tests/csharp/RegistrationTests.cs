using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Kassa.Interop;

namespace Kassa.Tests
{
    /// <summary>The registration workflow of a new register up to its card, with the simulator's test
    /// signatures.</summary>
    public sealed class RegistrationTests : TestClass
    {
        internal static string Service;
        internal static string Fresh;

        private static Json Request(string card) => Json.Parse(@"{
            ""id"": ""дорога-1"", ""purpose"": ""InitialRegistration"", ""card"": " + (Json)card + @",
            ""KktDetails"": {""FnName"": ""Накопитель ФН-1.1"", ""FnNumber"": ""9999078900012345"", ""Model"": ""iCASH-1F"",
                ""SerialNumber"": ""00000000000000012345"", ""FnsBranchCode"": ""7743"", ""InstallmentPlace"": ""Магазин"",
                ""InstallmentAddress"": {""RegionCode"": ""77"", ""FiasCode"": ""0c5b2444-70a0-4932-980c-b4dc0d3f02b5"", ""Street"": ""ул. Примерная""}},
            ""CompanyDetails"": {""CompanyType"": ""LegalEntity"", ""FnsBranchCode"": ""7743"", ""Inn"": ""7743013901"", ""Kpp"": ""774301001"",
                ""Ogrn"": ""1027739019208"", ""CompanyName"": ""ООО Ромашка"", ""LegalAddress"": {""RegionCode"": ""77""},
                ""Signatory"": {""FirstName"": ""Анна"", ""LastName"": ""Лунина"", ""MiddleName"": ""Павловна"", ""Email"": ""lunina@example.com"",
                    ""Phone"": ""+79000000000"", ""Position"": ""директор""}},
            ""registration"": {""operator"": {""name"": ""Инженер Седов""}, ""organization"": {""email"": ""shop@example.com"", ""taxationTypes"": [""osn""]},
                ""device"": {""ffdVersion"": ""1.05""}, ""ofd"": {""name"": ""ООО Пример ОФД"", ""vatin"": ""7704453017""}}}");

        /// <summary>The simulator's test signature: FNV-1a of the bytes.</summary>
        private static string Signature(Unsigned document)
        {
            var hash = 0xcbf29ce484222325;
            foreach (var each in document.Content)
            {
                hash = unchecked((hash ^ each) * 0x100000001b3);
            }
            return Convert.ToBase64String(Encoding.ASCII.GetBytes("TEST SIGNATURE " + hash.ToString("x16")));
        }

        public async Task A_new_register_gets_its_card()
        {
            var journal = Path.Combine(Scratch, "дорога.db");
            var card = Path.Combine(Scratch, "карточка.xml");
            var config = new JsonObject
            {
                { "backend", "ofdru" }, { "url", Service }, { "journal", journal }, { "login", "partner@example.com" },
                { "password", "partner-password" }, { "ofdAgreementId", "555b55e5-a555-5e55-55d5-5fcbafd5fe55" },
            };
            var register = Opened(new JsonObject { { "backend", "icash" }, { "url", Fresh }, { "journal", journal } });
            using (var registrar = Registrar.Open(config))
            {
                var state = registrar.Start(register, Request(card));
                Check.Equal("дорога-1 application", state.Id + " " + state.Step);
                Check.Equal(Awaited.Program, state.Awaited.Value);

                state = registrar.Advance(register, "дорога-1");
                Check.Equal(Awaited.Signer, state.Awaited.Value);
                Check.Holds(state.Advice.En, "Registrar.Advance");
                Check.True(state.Documents.Count > 0 && state.Message.Ru != "" && state.Advice.En != "", "what waits");
                Check.Throws<InvalidOperationException>(() =>
                    registrar.Advance(register, "дорога-1", document => throw new InvalidOperationException("no key")));
                Check.Equal(Awaited.Signer, registrar.Advance(register, "дорога-1", document => null).Awaited.Value);

                string signed = null;
                state = await registrar.AdvanceAsync(register, "дорога-1", document =>
                {
                    signed = document.Name + document.Id;
                    return Signature(document);
                });
                Check.True(state.Done && state.Awaited == Awaited.Nobody && !string.IsNullOrEmpty(signed), state.Answer.ToString());
                Check.Equal(16, state.RegistrationNumber.Length);
                Check.True(File.Exists(card) && state.Card.Kind == JsonKind.Object, "the card");
                Check.Equal("done", registrar.State("дорога-1").Step);
                Check.Equal(true, register.GetStatus().Fiscal.Value);

                var application = state.Answer["application"]["id"].AsText();
                Check.Holds(registrar.ListApplications(new JsonObject()).ToString(), application);
                Check.Holds(registrar.GetApplication(new JsonObject { { "id", application } }).ToString(), "7743013901");
                Check.Throws<NotFoundException>(() => registrar.State("другая"));
            }
        }

        public void Its_functions_in_utf8_answer_as_those_in_utf16()
        {
            var functions = Library.Functions;
            var twins = typeof(Functions).GetFields().Where(field =>
                field.FieldType == typeof(Ask) && !new[] { "kassa_execute", "kassa_validate", "kassa_recover" }.Contains(field.Name)).ToArray();
            Check.True(twins.Length >= 8, "the functions");
            foreach (var field in twins)
            {
                var wide = (AskWide)typeof(Functions).GetField(field.Name + "_w").GetValue(functions);
                var status = ((Ask)field.GetValue(functions))(Device.Handle, Utf8.Of("{\"id\": \"ё\"}"), out var narrow);
                Check.True(status != Status.Ok, field.Name + " on a register");
                Check.Equal(status, wide(Device.Handle, "{\"id\": \"ё\"}", out var answer));
                var told = Utf8.Text(narrow);
                functions.kassa_string_free(narrow);
                Check.Equal(told, Answers.Taken(answer).ToString());
            }
            Check.Equal(Status.BadHandle, functions.kassa_signature_set(IntPtr.Zero, Utf8.Of("YQ==")));
            Check.Equal(Status.BadHandle, functions.kassa_signature_set_w(IntPtr.Zero, "YQ=="));
        }
    }
}
