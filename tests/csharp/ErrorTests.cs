using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Kassa.Tests
{
    /// <summary>Each failure is an exception of its class, with everything that is known about it.</summary>
    public sealed class ErrorTests : TestClass
    {
        public void All_faults_of_a_document_are_reported_at_once()
        {
            var wrong = new Receipt { Taxation = Taxation.Osn }.Add(new Item("Чай", 125.50m, 1, Vat.Vat22) { Amount = 125.53m }).Pay(PaymentKind.Cash, 1);
            var error = Check.Throws<BadDocumentException>(() => Device.PrintReceipt(wrong));
            Check.Equal(Status.BadDocument, error.Status);
            Check.Equal(Outcome.NotSent, error.Outcome);
            Check.Equal(Retry.FixInput, error.Retry);
            Check.Equal("errors/badDocument", error.Docs);
            Check.Equal(
                new[] { "items[0].amount", "items[0].tax.type", "payments" }, error.Faults.Select(fault => fault.Path).OrderBy(path => path).ToArray());
            Check.Equal("lineSum", error.Faults.Single(fault => fault.Path == "items[0].amount").Rule);
            Check.Equal("vat22", error.Faults.Single(fault => fault.Path == "items[0].tax.type").Value);
            Check.Holds(error.Message, "items[0].amount (125.53)");
            Check.True(error.Faults.All(fault => fault.Message.Ru != "" && fault.Message.En != ""), "in both languages");
        }

        public void Messages_come_in_the_language_of_the_thread()
        {
            var before = CultureInfo.CurrentUICulture;
            var error = Check.Throws<BadDocumentException>(() => Device.Execute(new JsonObject { { "type", "dance" } }));
            try
            {
                CultureInfo.CurrentUICulture = new CultureInfo("ru-RU");
                Check.Equal(error.What.Ru, error.What.ToString());
                CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
                Check.Equal(error.Advice.En, error.Advice.ToString());
            }
            finally
            {
                CultureInfo.CurrentUICulture = before;
            }
            Check.True(error.What.Ru.Any(letter => letter >= 'а' && letter <= 'я'), error.What.Ru);
        }

        public void A_shift_that_is_open_or_closed_already_is_an_exception_of_its_own()
        {
            foreach (var open in new[] { true, false })
            {
                Shift(open ? ShiftState.Opened : ShiftState.Closed);
                var error = Check.Throws<AlreadyDoneException>(() =>
                {
                    if (open)
                    {
                        Device.OpenShift(Cashier);
                    }
                    else
                    {
                        Device.CloseShift(Cashier);
                    }
                });
                Check.Equal(Status.AlreadyDone, error.Status);
                Check.Equal(Outcome.Rejected, error.Outcome);
                Check.Holds(error.What.Ru, open ? "уже открыта" : "уже закрыта");
            }
        }

        public void Advice_names_the_methods_of_this_assembly()
        {
            Shift(ShiftState.Opened);
            Device.PrintReceipt(Sale("named"));
            var error = Check.Throws<IdReusedException>(() => Device.PrintReceipt(Sale("named", new Item("Кофе", 10m, 1, Vat.Vat10))));
            foreach (var advice in new[] { error.Advice.Ru, error.Advice.En, error.Message })
            {
                Check.Holds(advice, "Device.Recover");
                Check.True(!advice.Contains("kassa_"), advice);
            }
        }

        public void A_refusal_keeps_the_code_and_text_of_the_device()
        {
            Shift(ShiftState.Closed);
            var error = Check.Throws<RefusedException>(() => Device.PrintReceipt(Sale("too early")));
            Check.Equal(Outcome.Rejected, error.Outcome);
            Check.Equal("too early", error.ExternalId);
            Check.Equal("icash", error.Backend.Name);
            Check.Equal(48L, error.Backend.Code.Value);
            Check.Equal("Смена не открыта", error.Backend.Text);
            Check.True(error.Advice.En != "", "an advice");
        }

        public void A_missing_connection_is_reported_as_such()
        {
            var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            var config = new JsonObject { { "backend", "icash" }, { "url", "http://127.0.0.1:" + port }, { "journal", Config().First(member => member.Key == "journal").Value } };
            var error = Check.Throws<NoLinkException>(() => Opened(config).PrintReceipt(Sale(null)));
            Check.Equal(Outcome.NotSent, error.Outcome);
            Check.Equal(Retry.Safe, error.Retry);
            Check.Equal(32, error.ExternalId.Length);
        }

        public void An_invalid_configuration_names_its_faults()
        {
            var config = Config();
            config.Add("colour", "red");
            config.Add("timeoutMs", "long");
            var error = Check.Throws<BadConfigException>(() => Opened(config));
            Check.Equal(new[] { "colour", "timeoutMs" }, error.Faults.Select(fault => fault.Path).OrderBy(path => path).ToArray());
            Check.Throws<BadConfigException>(() => Device.Open("not JSON"));
        }

        public void A_journal_that_cannot_be_created_is_reported()
        {
            var config = new JsonObject { { "backend", "icash" }, { "url", Register.Url }, { "journal", Scratch } };
            Check.Equal(Outcome.NotSent, Check.Throws<JournalException>(() => Opened(config)).Outcome);
        }

        public void A_closed_device_says_so_and_may_be_closed_again()
        {
            var device = Opened();
            device.Close();
            device.Close();
            Check.Throws<ObjectDisposedException>(() => device.GetStatus());
        }

        public void Text_that_the_library_could_not_read_completely_is_refused()
        {
            Check.Throws<ArgumentException>(() => Device.Execute("{}\0"));
            Check.Throws<ArgumentException>(() => Device.Recover("a\0b"));
            Check.Throws<BadArgumentException>(() => Device.Recover("\ud800"));
            Check.Throws<ArgumentNullException>(() => Device.Execute((string)null));
        }

        public void Every_status_has_an_exception_of_its_own()
        {
            var classes = Enum.GetValues(typeof(Status)).Cast<Status>().Where(status => status != Status.Ok)
                .Select(status => Exceptions.Of(status, Json.Null).GetType()).ToArray();
            Check.Equal(classes.Length, classes.Distinct().Count());
            Check.True(!classes.Contains(typeof(KassaException)), "each has one");
            Check.Equal(typeof(KassaException), Exceptions.Of((Status)77, Json.Null).GetType());
        }

        public void The_log_is_received_until_it_is_switched_off()
        {
            var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
            Library.Log = lines.Enqueue;
            Device.GetShiftStatus();
            Library.Log = null;
            var told = lines.Count;
            Device.GetShiftStatus();
            Check.True(told > 0 && told == lines.Count, "lines while it is on: " + told);
            Check.True(lines.Any(line => line.StartsWith("GET ", StringComparison.Ordinal)), string.Join("\n", lines));
        }

        public void Records_of_the_log_say_how_important_they_are_and_what_they_are_about()
        {
            Shift(ShiftState.Opened);
            var records = new System.Collections.Concurrent.ConcurrentQueue<LogRecord>();
            Library.LogRecords = records.Enqueue;
            var id = "log \"" + Guid.NewGuid() + "\"";
            Device.PrintReceipt(Sale(id));
            Check.Throws<UnsupportedException>(() => Device.PrintXReport());
            Library.LogRecords = null;
            var told = records.Count;
            Device.GetShiftStatus();
            Check.Equal(told, records.Count);
            // A slow machine has more to tell: of waiting, and of an answer that came late.
            var sold = records.Single(record => record.ExternalId == id && record.Text.StartsWith("sell: registered ", StringComparison.Ordinal));
            Check.Equal(Severity.Info, sold.Severity);
            Check.Equal(Device.ToString(), sold.Device);
            Check.True(records.Any(record => record.Severity == Severity.Debug && record.Text.StartsWith("POST ", StringComparison.Ordinal)), "an exchange");
            var refused = records.Single(record => record.Text.StartsWith("reportX: ", StringComparison.Ordinal));
            Check.Holds(refused.ToString(), "warning " + sold.Device + " - reportX: ");
        }

        public void A_call_that_has_ended_is_told_to_a_tracer_with_its_stages()
        {
            Shift(ShiftState.Opened);
            var spans = new System.Collections.Concurrent.ConcurrentQueue<Span>();
            Library.Spans = spans.Enqueue;
            var id = "span-" + Guid.NewGuid();
            var number = Device.PrintReceipt(Sale(id)).FiscalDocumentNumber;
            Check.Throws<UnsupportedException>(() => Device.PrintXReport());
            Library.Spans = null;
            var told = spans.Count;
            Device.GetShiftStatus();
            Check.Equal(told, spans.Count);
            var sold = spans.Single(span => span.ExternalId == id);
            Check.Equal("sell ok registered " + Device + " " + number, string.Join(" ", sold.Name, sold.Status, sold.Outcome, sold.Device, sold.FiscalDocumentNumber));
            Check.True(sold.Stages.Any(stage => stage.Name == "sending" && stage.Start >= sold.Start && stage.Duration <= sold.Duration), "its stages");
            Check.True(Math.Abs((DateTime.UtcNow - sold.Start).TotalMinutes) < 60, sold.Start.ToString("o"));
            Check.Equal("unsupported", spans.Single(span => span.Name == "reportX").Status);
        }

        public void Metrics_are_open_metrics_with_what_the_register_tells_if_it_is_asked()
        {
            Shift(ShiftState.Opened);
            Check.True(Device.Metrics().EndsWith("# EOF\n", StringComparison.Ordinal), Device.Metrics());
            Check.True(!Device.Metrics().Contains("kassa_device_up"), "the register is not asked");
            Check.Holds(Device.Metrics(true), "kassa_shift_open{device=\"" + Device);
        }

        public void What_the_register_can_do_is_told_before_it_is_asked()
        {
            Check.Equal("True True False False True", string.Join(" ", Device.Can("sell"), Device.Can("sell", "items[0].price"),
                Device.Can("reportX"), Device.Can("sell", "items[].barcode"), Device.Can("sell", "clientInfo")));
            Check.Equal("icash", Device.Capabilities()["backend"].AsText());
            var cashier = Device.Capabilities("sell")["fields"].Items.Single(field => field["path"].AsText() == "operator.name");
            Check.Equal("T1021", cashier["name"].AsText());
            Check.Throws<UnsupportedException>(() => Device.Capabilities("reportX"));
            Check.Throws<ArgumentNullException>(() => Device.Can(null));
            Check.Holds(Device.ToString(), "icash 127.0.0.1:");
            Device.Close();
            Check.Equal("closed", Device.ToString());
        }
    }
}
