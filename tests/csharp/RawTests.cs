using System;
using System.Linq;
using System.Runtime.InteropServices;
using Kassa.Interop;

namespace Kassa.Tests
{
    /// <summary>The native functions, in UTF-8 and in UTF-16, with JSON and without.</summary>
    public sealed class RawTests : TestClass
    {
        private static readonly Functions Kassa = Library.Functions;

        private static string Taken(IntPtr text)
        {
            var told = Utf8.Text(text);
            Kassa.kassa_string_free(text);
            return told;
        }

        private static string TakenWide(IntPtr text)
        {
            var told = Marshal.PtrToStringUni(text);
            Kassa.kassa_string_free_w(text);
            return told;
        }

        public void Tasks_in_utf8_are_answered_as_those_in_utf16()
        {
            Check.Equal(Status.Ok, Kassa.kassa_open(Utf8.Of(Config().ToString()), out var opened));
            using (var device = new DeviceHandle(opened))
            {
                const string Text = "{\"type\": \"nonFiscal\", \"items\": [{\"type\": \"text\", \"text\": \"Привет из UTF-8\"}]}";
                Check.Equal(Status.Ok, Kassa.kassa_execute(device, Utf8.Of(Text), out var answer));
                Check.Equal("{\"warnings\":{},\"native\":{\"ok\":true}}", Taken(answer));
                Check.Holds(Register.Tape(), "Привет из UTF-8");
                Check.Equal(Status.Ok, Kassa.kassa_validate(device, Utf8.Of(Text), out answer));
                var told = Taken(answer);
                Check.Equal(Status.Ok, Kassa.kassa_validate_w(device, Text, out answer));
                Check.Equal(told, TakenWide(answer));
                Check.Equal(Status.NotFound, Kassa.kassa_recover(device, Utf8.Of("нет"), out answer));
                told = Taken(answer);
                Check.Equal(Status.NotFound, Kassa.kassa_recover_w(device, "нет", out answer));
                Check.Equal(told, TakenWide(answer));
                Check.Equal(Status.Ok, Kassa.kassa_rebuild_journal(device, out answer));
                told = Taken(answer);
                Check.Equal(Status.Ok, Kassa.kassa_rebuild_journal_w(device, out answer));
                Check.Equal(told, TakenWide(answer));
                Check.Equal(Status.Ok, Kassa.kassa_call(device, Utf8.Of("shift/status"), null, out answer));
                told = Taken(answer);
                Check.Equal(Status.Ok, Kassa.kassa_call_w(device, "shift/status", null, out answer));
                Check.Equal(told, TakenWide(answer));
                Check.Equal(Status.Ok, Kassa.kassa_last_error(out answer));
                told = Taken(answer);
                Check.Equal(Status.Ok, Kassa.kassa_last_error_w(out answer));
                Check.Equal(told, TakenWide(answer));
                Check.Holds(told, "\"notFound\"");
                Check.Equal(Status.BadDocument, Kassa.kassa_render(device, Utf8.Of("{}"), out var bytes, out var length));
                Check.Equal(IntPtr.Zero, bytes);
                Check.Equal(Status.BadDocument, Kassa.kassa_render_w(device, "{}", out bytes, out length));
                Kassa.kassa_bytes_free(bytes, length);
            }
        }

        public void A_day_without_json()
        {
            Shift(ShiftState.Closed);
            var device = Device.Handle;
            foreach (var wide in new[] { false, true })
            {
                var shift = DocumentRecord.Sized();
                Check.Equal(Status.Ok, wide
                    ? Kassa.kassa_open_shift_w(device, "Лунина", ref shift)
                    : Kassa.kassa_open_shift(device, Utf8.Of("Лунина"), ref shift));
                var state = DeviceStatusRecord.Sized();
                Check.Equal(Status.Ok, Kassa.kassa_get_status(device, ref state));
                Check.Equal("1 " + shift.shift_number + " " + shift.number, state.shift + " " + state.shift_number + " " + state.last_document);

                var id = "raw-" + Guid.NewGuid();
                var document = Sold(device, id, wide);
                Check.Equal("13770 1230", document.total + " " + document.change);
                Check.Equal(id, Utf8.Text(document.external_id));
                var found = DocumentRecord.Sized();
                Check.Equal(Status.Ok, wide
                    ? Kassa.kassa_recover_document_w(device, id, ref found)
                    : Kassa.kassa_recover_document(device, Utf8.Of(id), ref found));
                Check.Equal(document.number, found.number);
                Check.Equal(Status.Ok, wide ? Kassa.kassa_print_text_w(device, "Ёлка") : Kassa.kassa_print_text(device, Utf8.Of("Ёлка")));
                Check.Equal(Status.Unsupported, wide ? Kassa.kassa_print_x_report_w(device, null) : Kassa.kassa_print_x_report(device, null));
                Check.Equal(Status.Unsupported, Kassa.kassa_cash_in(device, 100, ref found));
                Check.Equal(Status.Unsupported, Kassa.kassa_cash_out(device, 100, ref found));
                var error = ErrorRecord.Sized();
                Check.Equal(Status.Ok, Kassa.kassa_last_error_record(ref error));
                Check.Equal("5 0 1", error.code + " " + error.outcome + " " + error.retry);
                Check.True(Utf8.Text(error.message_ru).Any(letter => letter > 'А'), "a message in Russian");
                var closed = DocumentRecord.Sized();
                Check.Equal(Status.Ok, wide ? Kassa.kassa_close_shift_w(device, null, ref closed) : Kassa.kassa_close_shift(device, null, ref closed));
            }
        }

        private static DocumentRecord Sold(DeviceHandle device, string id, bool wide)
        {
            IntPtr made;
            Check.Equal(Status.Ok, wide ? Kassa.kassa_receipt_new_w("sell", out made) : Kassa.kassa_receipt_new(Utf8.Of("sell"), out made));
            using (var receipt = new ReceiptHandle(made))
            {
                Check.Equal(Status.Ok, wide
                    ? Kassa.kassa_receipt_add_item_w(receipt, "Хлеб", 4590, 3000000, 13770, "vat10")
                    : Kassa.kassa_receipt_add_item(receipt, Utf8.Of("Хлеб"), 4590, 3000000, 13770, Utf8.Of("vat10")));
                Check.Equal(Status.Ok, wide
                    ? Kassa.kassa_receipt_add_payment_w(receipt, "cash", 15000)
                    : Kassa.kassa_receipt_add_payment(receipt, Utf8.Of("cash"), 15000));
                foreach (var field in new[] { new[] { "externalId", id }, new[] { "taxationType", "osn" } })
                {
                    Check.Equal(Status.Ok, wide
                        ? Kassa.kassa_receipt_set_w(receipt, field[0], field[1])
                        : Kassa.kassa_receipt_set(receipt, Utf8.Of(field[0]), Utf8.Of(field[1])));
                }
                var document = DocumentRecord.Sized();
                Check.Equal(Status.Ok, Kassa.kassa_print_receipt(device, receipt, ref document));
                return document;
            }
        }

        public void Faults_are_read_one_by_one()
        {
            const string Wrong = "{\"type\": \"openShift\", \"colour\": \"red\", \"operator\": {\"vatin\": \"1\"}}";
            Check.Equal(Status.BadDocument, Kassa.kassa_execute_w(Device.Handle, Wrong, out var answer));
            var faults = Json.Parse(TakenWide(answer))["error"]["faults"].Items;
            for (var index = 0; index < faults.Count; index++)
            {
                var fault = FaultRecord.Sized();
                Check.Equal(Status.Ok, Kassa.kassa_last_error_fault(index, ref fault));
                Check.Equal(faults[index]["path"].AsText(), Utf8.Text(fault.path));
                Check.Equal(faults[index]["rule"].AsText(), Utf8.Text(fault.rule));
                Check.Equal(faults[index]["value"].AsText() ?? "", Utf8.Text(fault.value));
                Check.Equal(faults[index]["message"]["ru"].AsText(), Utf8.Text(fault.message_ru));
            }
            Check.True(faults.Count > 1, "more than one");
            var none = FaultRecord.Sized();
            Check.Equal(Status.BadArgument, Kassa.kassa_last_error_fault(faults.Count, ref none));
            Check.Equal(Status.BadArgument, Kassa.kassa_last_error_fault(-1, ref none));
        }

        public void The_interface_is_as_new_as_the_assembly() =>
            Check.True(Kassa.kassa_abi_version() >= Library.AbiVersion, "the interface");
    }
}
