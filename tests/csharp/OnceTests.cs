using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Kassa.Tests
{
    /// <summary>A document is made once: over a connection that breaks, called twice, from many threads,
    /// cancelled.</summary>
    public sealed class OnceTests : TestClass
    {
        private readonly string _id = "order-" + Guid.NewGuid();
        private readonly int _before;

        public OnceTests()
        {
            Shift(ShiftState.Opened);
            _before = Register.Receipts().Count;
        }

        private int Made() => Register.Receipts().Count - _before;

        private void UntilMade()
        {
            while (Made() == 0)
            {
                Thread.Sleep(10);
            }
        }

        private static JsonObject Fault(string path, string point, string action, long times = 1, long skip = 0, long? delay = null) =>
            new JsonObject
            {
                { "path", path }, { "point", point }, { "action", action }, { "times", times }, { "skip", skip }, { "delayMs", delay },
            };

        public void The_same_id_again_gives_the_recorded_answer_and_sends_nothing()
        {
            var first = Device.PrintReceipt(Sale(_id));
            var asked = Register.Requests();
            Check.Equal(first.Answer.ToString(), Device.PrintReceipt(Sale(_id)).Answer.ToString());
            Check.Equal(first.FiscalDocumentNumber, Device.Recover(_id).FiscalDocumentNumber);
            Check.Equal(asked, Register.Requests());
            Check.Equal(1, Made());
        }

        public void The_same_id_with_another_content_is_an_error()
        {
            Device.PrintReceipt(Sale(_id));
            var error = Check.Throws<IdReusedException>(() => Device.PrintReceipt(Sale(_id, Tea(99))));
            Check.Equal(Outcome.Registered, error.Outcome);
            Check.True(error.Recorded["fiscalDocumentNumber"].Kind == JsonKind.Number, "the document that is there");
            Check.Equal("99.00", error.Differences[0]["is"].AsText());
            Check.Equal(1, Made());
        }

        public void An_answer_lost_after_processing_makes_one_document()
        {
            Register.Faults(Fault("/receipt", "processed", "close"));
            var document = Device.PrintReceipt(Sale(_id));
            Check.True(document.Warnings.Recovered, "it was found");
            Check.Equal(125.50m, document.Total.Value);
            Check.Equal(1, Made());
        }

        public void An_outcome_unknown_while_the_register_is_dead_is_known_later()
        {
            var config = Config();
            config.Add("deadlineMs", 6000);
            config.Add("timeoutMs", 4000);
            config.Add("connectTimeoutMs", 4000);
            var device = Opened(config);
            Register.Faults(
                Fault("/receipt", "processed", "close"), Fault("/status", "received", "close", 0, 1), Fault("/search", "received", "close", 0));
            var error = Check.Throws<UnknownOutcomeException>(() => device.PrintReceipt(Sale(_id)));
            Check.Equal(Outcome.Unknown, error.Outcome);
            Check.Equal(Retry.RecoverFirst, error.Retry);
            Check.Equal(_id, error.ExternalId);
            Register.Faults();
            Check.True(device.Recover(_id).Warnings.Recovered, "it was found");
            Check.Equal(1, Made());
        }

        public void An_id_never_asked_for_is_not_found() => Check.Throws<NotFoundException>(() => Device.Recover(_id));

        public void Ten_tasks_on_one_device_make_ten_documents()
        {
            var sales = Enumerable.Range(0, 10).Select(number => Device.PrintReceiptAsync(Sale(_id + number, Tea(100 + number)))).ToArray();
            Task.WaitAll(sales);
            Check.Equal(Enumerable.Range(100, 10).Select(sum => (decimal)sum), sales.Select(sale => sale.Result.Total.Value).OrderBy(sum => sum));
            Check.Equal(10, sales.Select(sale => sale.Result.FiscalDocumentNumber).Distinct().Count());
            Check.Equal(10, Made());
        }

        public async Task Progress_is_told_stage_by_stage()
        {
            var heard = new Heard();
            await Device.PrintReceiptAsync(Sale(_id), heard);
            Check.Equal("waiting looking sending", string.Join(" ", heard.Stages));
        }

        public void A_listener_that_throws_does_no_harm()
        {
            Device.Progress = new Heard { Then = () => throw new InvalidOperationException("the listener's own") };
            Device.PrintReceipt(Sale(_id));
            Check.Equal(1, Made());
        }

        public void A_token_cancels_a_call_before_it_is_sent()
        {
            Register.Faults(Fault("/status", "received", "hang", 1, 0, 60000));
            using (var source = new CancellationTokenSource())
            {
                var sale = Device.PrintReceiptAsync(Sale(_id), new Heard { Then = source.Cancel }, source.Token);
                Check.Throws<OperationCanceledException>(sale.Wait);
                Check.True(sale.IsCanceled, "the task is cancelled");
            }
            Register.Faults();
            Check.Equal(0, Made());
            Device.PrintReceipt(Sale(_id));
            Check.Equal(1, Made());
        }

        public void A_token_cancelled_after_sending_leaves_the_outcome_unknown()
        {
            Register.Faults(Fault("/receipt", "processed", "hang", 1, 0, 60000));
            using (var source = new CancellationTokenSource())
            {
                var sale = Device.PrintReceiptAsync(Sale(_id), null, source.Token);
                UntilMade();
                source.Cancel();
                Check.Equal(Outcome.Unknown, Check.Throws<UnknownOutcomeException>(sale.Wait).Outcome);
            }
            Register.Faults();
            Check.True(Device.Recover(_id).FiscalDocumentNumber > 0, "it is there");
            Check.Equal(1, Made());
        }

        public void A_token_cancels_its_own_call_and_no_other()
        {
            Register.Faults(Fault("/receipt", "answer", "delay", 1, 0, 5000));
            using (var source = new CancellationTokenSource())
            {
                var first = Device.PrintReceiptAsync(Sale(_id));
                UntilMade();
                var second = Device.PrintReceiptAsync(Sale(_id + "-2"), null, source.Token);
                source.Cancel();
                Check.Throws<OperationCanceledException>(second.Wait);
                Check.True(first.Result.FiscalDocumentNumber > 0, "the first is made");
            }
            Check.Equal(1, Made());
        }

        public void Cancel_ends_the_calls_of_other_threads()
        {
            Register.Faults(Fault("/status", "received", "hang", 1, 0, 60000));
            Device.Progress = new Heard { Then = Device.Cancel };
            var waiting = Device.PrintReceiptAsync(Sale(_id));
            Check.Equal(Outcome.NotSent, Check.Throws<CancelledException>(waiting.Wait).Outcome);
            Check.Equal(0, Made());
        }

        private sealed class Heard : IProgress<CallProgress>
        {
            internal readonly System.Collections.Generic.List<string> Stages = new System.Collections.Generic.List<string>();

            internal Action Then { get; set; }

            public void Report(CallProgress value)
            {
                Stages.Add(value.Stage);
                Then?.Invoke();
            }
        }
    }
}
