using System;
using System.Reflection;
using System.Runtime.InteropServices;

// kassa.h describes the functions.
#pragma warning disable 1591, IDE1006

namespace Kassa.Interop
{
    /// <summary>
    /// Every function of kassa.h under its own name, for what <see cref="Device"/> does not offer. Text is UTF-8 bytes that
    /// end with a zero; in functions whose name ends in _w it is a string.
    /// </summary>
    public sealed class Functions
    {
        public readonly AbiVersion kassa_abi_version;
        public readonly StaticText kassa_version;
        public readonly Make kassa_open;
        public readonly MakeWide kassa_open_w;
        public readonly Give kassa_close;
        public readonly Ask kassa_execute;
        public readonly AskWide kassa_execute_w;
        public readonly Ask kassa_validate;
        public readonly AskWide kassa_validate_w;
        public readonly Ask kassa_recover;
        public readonly AskWide kassa_recover_w;
        public readonly AskNothing kassa_rebuild_journal;
        public readonly AskNothing kassa_rebuild_journal_w;
        public readonly Draw kassa_render;
        public readonly DrawWide kassa_render_w;
        public readonly FreeBytes kassa_bytes_free;
        public readonly AskOf kassa_call;
        public readonly AskOfWide kassa_call_w;
        public readonly AskOf kassa_parse_callback;
        public readonly AskOfWide kassa_parse_callback_w;
        public readonly Ask kassa_listen;
        public readonly AskWide kassa_listen_w;
        public readonly SetTold kassa_set_result;
        public readonly LastError kassa_last_error;
        public readonly LastError kassa_last_error_w;
        public readonly SetLog kassa_set_log;
        public readonly SetLog kassa_set_log_records;
        public readonly SetLog kassa_set_spans;
        public readonly AskMetrics kassa_metrics;
        public readonly AskMetrics kassa_metrics_w;
        public readonly Can kassa_can;
        public readonly CanWide kassa_can_w;
        public readonly Ask kassa_capabilities;
        public readonly AskWide kassa_capabilities_w;
        public readonly SetTold kassa_set_progress;
        public readonly Cancel kassa_cancel;
        public readonly Free kassa_string_free;
        public readonly Free kassa_string_free_w;

        // Without JSON.
        public readonly GetStatus kassa_get_status;
        public readonly Document kassa_open_shift;
        public readonly DocumentWide kassa_open_shift_w;
        public readonly Document kassa_close_shift;
        public readonly DocumentWide kassa_close_shift_w;
        public readonly Print kassa_print_x_report;
        public readonly PrintWide kassa_print_x_report_w;
        public readonly Cash kassa_cash_in;
        public readonly Cash kassa_cash_out;
        public readonly Print kassa_print_text;
        public readonly PrintWide kassa_print_text_w;
        public readonly Make kassa_receipt_new;
        public readonly MakeWide kassa_receipt_new_w;
        public readonly AddItem kassa_receipt_add_item;
        public readonly AddItemWide kassa_receipt_add_item_w;
        public readonly AddPayment kassa_receipt_add_payment;
        public readonly AddPaymentWide kassa_receipt_add_payment_w;
        public readonly Set kassa_receipt_set;
        public readonly SetWide kassa_receipt_set_w;
        public readonly Give kassa_receipt_free;
        public readonly PrintReceipt kassa_print_receipt;
        public readonly Document kassa_recover_document;
        public readonly DocumentWide kassa_recover_document_w;
        public readonly LastErrorRecord kassa_last_error_record;
        public readonly LastErrorFault kassa_last_error_fault;

        // The registration workflow.
        public readonly AskBoth kassa_registration_start;
        public readonly AskBothWide kassa_registration_start_w;
        public readonly Advance kassa_registration_advance;
        public readonly AdvanceWide kassa_registration_advance_w;
        public readonly Ask kassa_registration_state;
        public readonly AskWide kassa_registration_state_w;
        public readonly SetSignature kassa_signature_set;
        public readonly SetSignatureWide kassa_signature_set_w;
        public readonly Ask kassa_application_create;
        public readonly AskWide kassa_application_create_w;
        public readonly Ask kassa_application_update;
        public readonly AskWide kassa_application_update_w;
        public readonly Ask kassa_application_list;
        public readonly AskWide kassa_application_list_w;
        public readonly Ask kassa_application_get;
        public readonly AskWide kassa_application_get_w;
        public readonly Ask kassa_application_prepare_documents;
        public readonly AskWide kassa_application_prepare_documents_w;
        public readonly Ask kassa_application_sign;
        public readonly AskWide kassa_application_sign_w;
        public readonly AskOf kassa_application_download;
        public readonly AskOfWide kassa_application_download_w;
        public readonly Ask kassa_client_register;
        public readonly AskWide kassa_client_register_w;

        /// <summary>Binds each field to the function with its name; `find` returns null for a missing one.</summary>
        internal Functions(Func<string, IntPtr> find)
        {
            foreach (var field in typeof(Functions).GetFields(BindingFlags.Public | BindingFlags.Instance))
            {
                var address = find(field.Name);
                if (address == IntPtr.Zero)
                {
                    throw new MissingMethodException(field.Name);
                }
                field.SetValue(this, Marshal.GetDelegateForFunctionPointer(address, field.FieldType));
            }
        }
    }
}
