using System;
using System.Collections.Concurrent;
using System.Linq;
using Kassa.Interop;

namespace Kassa.Tests
{
    /// <summary>A register behind a queue: the result comes later, by a callback.</summary>
    public sealed class QueueTests : TestClass
    {
        private const string Shared = "shared*key*of*the*shop*1";

        internal static string Queue;

        private static JsonObject QueueConfig() => new JsonObject
        {
            { "backend", "itkassa" }, { "url", Queue + "/open/api/v1" }, { "apiKey", "KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k" },
            { "creItemId", "9366f6f6-cba1-7826-5d9f-59c176822a6c" }, { "callbackKey", Shared }, { "deadlineMs", 10000 },
            { "journal", Config().Single(member => member.Key == "journal").Value },
        };

        private static Receipt Queued(string id)
        {
            var receipt = new Receipt { ExternalId = id, Taxation = Taxation.Osn }
                .Add(new Item("Хлеб ржаной", 45.90m, 3, Vat.Vat10)).Pay(PaymentKind.Cash, 150);
            receipt.Other.Add("wait", false);
            return receipt;
        }

        public void A_result_comes_by_a_callback()
        {
            var device = Opened(QueueConfig());
            var results = new BlockingCollection<QueueResult>();
            var address = device.Listen("127.0.0.1:0");
            device.Result = results.Add;
            device.Call("organization/settings", new JsonObject
            {
                { "callbackApiKey", Shared }, { "errorEmail", "error@email.tt" }, { "testUrl", "http://" + address + "/test" },
                { "printResultUrl", "http://" + address + "/result" },
            });
            var id = "очередь-" + Guid.NewGuid();
            var pending = Check.Throws<PendingException>(() => device.PrintReceipt(Queued(id)));
            Check.Equal(Outcome.Unknown, pending.Outcome);
            Check.True(results.TryTake(out var result, TimeSpan.FromSeconds(300)), "the result came");
            Check.Equal(null, result.Error);
            Check.Equal(id, result.Document.ExternalId);
            Check.Equal(12.30m, result.Document.Change.Value);
            Check.Equal(result.Answer.ToString(), device.Recover(id).Answer.ToString());
            Check.Equal(null, device.Listen(null));
            device.Result = null;
        }

        public void Errors_of_the_register_and_of_its_server_are_distinguished()
        {
            var error = Check.Throws<RefusedException>(() => Opened(QueueConfig()).CashOut(1000000));
            Check.Equal("itkassa", error.Backend.Name);
            Check.Equal(134L, error.Device.Code.Value);
            Check.Holds(error.Message, error.Device.Text);
        }

        public void A_callback_to_the_host_itself_is_checked()
        {
            var device = Opened(QueueConfig());
            Check.True(device.ParseCallback(new JsonObject { { "X-API-Key", Shared } }, "").IsTrial, "a trial");
            Check.Throws<BadDocumentException>(() => device.ParseCallback(new JsonObject { { "X-API-Key", "another" } }, "{}"));
            const string Foreign = "{\"id\": \"x\", \"idempKey\": \"y\", \"commands\": [{\"type\": \"sale\"}], \"resultItem\": {\"creErrorId\": \"0\"}}";
            Check.Throws<NotFoundException>(() => device.ParseCallback(new JsonObject { { "X-API-Key", Shared } }, Foreign));
            var functions = Library.Functions;
            Check.Equal(Status.Ok, functions.kassa_parse_callback(device.Handle, Utf8.Of("{\"X-API-Key\": \"" + Shared + "\"}"), Utf8.Of(""), out var answer));
            functions.kassa_string_free(answer);
            Check.Equal(Status.Ok, functions.kassa_listen(device.Handle, null, out answer));
            functions.kassa_string_free(answer);
            Check.Throws<UnsupportedException>(() => Device.Listen("127.0.0.1:0"));
        }
    }
}
