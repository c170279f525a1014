"""The functions of the C interface, every one of kassa.h, by result and arguments."""

import ctypes
from typing import Any, Dict, List, Tuple

from ._records import DeviceStatusRecord, DocumentRecord, ErrorRecord, FaultRecord

LogFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)
SpanFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)
ProgressFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)

ResultFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)
SignFunction = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p
)

_text, _status, _sum = ctypes.c_char_p, ctypes.c_int32, ctypes.c_int64
# An array of c_uint16 is accepted for it.
_wide = ctypes.POINTER(ctypes.c_uint16)
_device = _receipt = _user = ctypes.c_void_p
_device_out = _receipt_out = ctypes.POINTER(ctypes.c_void_p)
# Not c_char_p: ctypes would turn the text into `bytes`, and its pointer, needed to free it, would be lost.
_freed = ctypes.c_void_p
_text_out = _wide_out = _bytes_out = ctypes.POINTER(ctypes.c_void_p)
_length_out = ctypes.POINTER(ctypes.c_size_t)
_flag_out = ctypes.POINTER(ctypes.c_int32)
_document = ctypes.POINTER(DocumentRecord)
_state = ctypes.POINTER(DeviceStatusRecord)
_error = ctypes.POINTER(ErrorRecord)
_fault = ctypes.POINTER(FaultRecord)

PROTOTYPES: Dict[str, Tuple[Any, List[Any]]] = {
    "kassa_abi_version": (ctypes.c_uint32, []),
    "kassa_version": (_text, []),
    "kassa_open": (_status, [_text, _device_out]),
    "kassa_open_w": (_status, [_wide, _device_out]),
    "kassa_close": (_status, [_device]),
    "kassa_execute": (_status, [_device, _text, _text_out]),
    "kassa_execute_w": (_status, [_device, _wide, _wide_out]),
    "kassa_validate": (_status, [_device, _text, _text_out]),
    "kassa_validate_w": (_status, [_device, _wide, _wide_out]),
    "kassa_recover": (_status, [_device, _text, _text_out]),
    "kassa_recover_w": (_status, [_device, _wide, _wide_out]),
    "kassa_rebuild_journal": (_status, [_device, _text_out]),
    "kassa_rebuild_journal_w": (_status, [_device, _wide_out]),
    "kassa_call": (_status, [_device, _text, _text, _text_out]),
    "kassa_call_w": (_status, [_device, _wide, _wide, _wide_out]),
    "kassa_parse_callback": (_status, [_device, _text, _text, _text_out]),
    "kassa_parse_callback_w": (_status, [_device, _wide, _wide, _wide_out]),
    "kassa_listen": (_status, [_device, _text, _text_out]),
    "kassa_listen_w": (_status, [_device, _wide, _wide_out]),
    "kassa_set_result": (_status, [_device, ResultFunction, _user]),
    "kassa_last_error": (_status, [_text_out]),
    "kassa_last_error_w": (_status, [_wide_out]),
    "kassa_set_log": (_status, [LogFunction, _user]),
    "kassa_set_log_records": (_status, [LogFunction, _user]),
    "kassa_set_spans": (_status, [SpanFunction, _user]),
    "kassa_metrics": (_status, [_device, ctypes.c_int32, _text_out]),
    "kassa_metrics_w": (_status, [_device, ctypes.c_int32, _wide_out]),
    "kassa_set_progress": (_status, [_device, ProgressFunction, _user]),
    "kassa_cancel": (_status, [_device]),
    "kassa_can": (_status, [_device, _text, _text, _flag_out]),
    "kassa_can_w": (_status, [_device, _wide, _wide, _flag_out]),
    "kassa_capabilities": (_status, [_device, _text, _text_out]),
    "kassa_capabilities_w": (_status, [_device, _wide, _wide_out]),
    "kassa_render": (_status, [_device, _text, _bytes_out, _length_out]),
    "kassa_render_w": (_status, [_device, _wide, _bytes_out, _length_out]),
    "kassa_bytes_free": (None, [_freed, ctypes.c_size_t]),
    "kassa_string_free": (None, [_freed]),
    "kassa_string_free_w": (None, [_freed]),
    # Without JSON.
    "kassa_get_status": (_status, [_device, _state]),
    "kassa_open_shift": (_status, [_device, _text, _document]),
    "kassa_open_shift_w": (_status, [_device, _wide, _document]),
    "kassa_close_shift": (_status, [_device, _text, _document]),
    "kassa_close_shift_w": (_status, [_device, _wide, _document]),
    "kassa_print_x_report": (_status, [_device, _text]),
    "kassa_print_x_report_w": (_status, [_device, _wide]),
    "kassa_cash_in": (_status, [_device, _sum, _document]),
    "kassa_cash_out": (_status, [_device, _sum, _document]),
    "kassa_print_text": (_status, [_device, _text]),
    "kassa_print_text_w": (_status, [_device, _wide]),
    "kassa_receipt_new": (_status, [_text, _receipt_out]),
    "kassa_receipt_new_w": (_status, [_wide, _receipt_out]),
    "kassa_receipt_add_item": (_status, [_receipt, _text, _sum, _sum, _sum, _text]),
    "kassa_receipt_add_item_w": (_status, [_receipt, _wide, _sum, _sum, _sum, _wide]),
    "kassa_receipt_add_payment": (_status, [_receipt, _text, _sum]),
    "kassa_receipt_add_payment_w": (_status, [_receipt, _wide, _sum]),
    "kassa_receipt_set": (_status, [_receipt, _text, _text]),
    "kassa_receipt_set_w": (_status, [_receipt, _wide, _wide]),
    "kassa_receipt_free": (_status, [_receipt]),
    "kassa_print_receipt": (_status, [_device, _receipt, _document]),
    "kassa_recover_document": (_status, [_device, _text, _document]),
    "kassa_recover_document_w": (_status, [_device, _wide, _document]),
    "kassa_last_error_record": (_status, [_error]),
    "kassa_last_error_fault": (_status, [ctypes.c_int32, _fault]),
    # The registration service.
    "kassa_registration_start": (_status, [_device, _device, _text, _text_out]),
    "kassa_registration_start_w": (_status, [_device, _device, _wide, _wide_out]),
    "kassa_registration_advance": (_status, [_device, _device, _text, SignFunction, _user, _text_out]),
    "kassa_registration_advance_w": (_status, [_device, _device, _wide, SignFunction, _user, _wide_out]),
    "kassa_registration_state": (_status, [_device, _text, _text_out]),
    "kassa_registration_state_w": (_status, [_device, _wide, _wide_out]),
    "kassa_signature_set": (_status, [_user, _text]),
    "kassa_signature_set_w": (_status, [_user, _wide]),
    "kassa_application_create": (_status, [_device, _text, _text_out]),
    "kassa_application_create_w": (_status, [_device, _wide, _wide_out]),
    "kassa_application_update": (_status, [_device, _text, _text_out]),
    "kassa_application_update_w": (_status, [_device, _wide, _wide_out]),
    "kassa_application_list": (_status, [_device, _text, _text_out]),
    "kassa_application_list_w": (_status, [_device, _wide, _wide_out]),
    "kassa_application_get": (_status, [_device, _text, _text_out]),
    "kassa_application_get_w": (_status, [_device, _wide, _wide_out]),
    "kassa_application_prepare_documents": (_status, [_device, _text, _text_out]),
    "kassa_application_prepare_documents_w": (_status, [_device, _wide, _wide_out]),
    "kassa_application_sign": (_status, [_device, _text, _text_out]),
    "kassa_application_sign_w": (_status, [_device, _wide, _wide_out]),
    "kassa_client_register": (_status, [_device, _text, _text_out]),
    "kassa_client_register_w": (_status, [_device, _wide, _wide_out]),
    "kassa_application_download": (_status, [_device, _text, _text, _text_out]),
    "kassa_application_download_w": (_status, [_device, _wide, _wide, _wide_out]),
}


def declare(loaded: ctypes.CDLL) -> None:
    """Declares every function of a loaded library; raises AttributeError for one that is missing."""
    for name, (result, arguments) in PROTOTYPES.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
