"""The structs of the C interface, laid out as in kassa.h."""

import ctypes
from typing import Any, Type, TypeVar

_u32, _i32, _i64, _byte = ctypes.c_uint32, ctypes.c_int32, ctypes.c_int64, ctypes.c_uint8
_short, _long, _sentence = _byte * 32, _byte * 192, _byte * 512


class DocumentRecord(ctypes.Structure):
    """kassa_document."""

    _fields_ = [
        ("size", _u32),
        ("number", _u32),
        ("receipt_number", _u32),
        ("shift_number", _u32),
        ("total", _i64),
        ("change", _i64),
        ("recovered", _i32),
        ("not_printed", _i32),
        ("notes", _i32),
        ("reserved", _i32),
        ("sign", _short),
        ("date_time", _short),
        ("fn_number", _short),
        ("registration_number", _short),
        ("external_id", _long),
        ("qr", _long),
        ("non_fiscal", _i32),
        ("offline", _i32),
        ("shift_closed", _i32),
        ("not_recorded", _i32),
        ("by_content", _i32),
        ("numbering_restarted", _i32),
        ("similar", _i32),
        ("reserved2", _i32),
    ]


class DeviceStatusRecord(ctypes.Structure):
    """kassa_device_status."""

    _fields_ = [
        ("size", _u32),
        ("shift", _i32),
        ("shift_number", _i32),
        ("fiscal", _i32),
        ("fn_present", _i32),
        ("fn_warning", _i32),
        ("last_document", _i64),
        ("date_time", _short),
    ]


class ErrorRecord(ctypes.Structure):
    """kassa_error."""

    _fields_ = [
        ("size", _u32),
        ("code", _i32),
        ("outcome", _i32),
        ("retry", _i32),
        ("backend_code", _i32),
        ("http_status", _i32),
        ("faults", _i32),
        ("reserved", _i32),
        ("external_id", _long),
        ("path", _long),
        ("message_ru", _sentence),
        ("message_en", _sentence),
        ("advice_ru", _sentence),
        ("advice_en", _sentence),
    ]


class FaultRecord(ctypes.Structure):
    """kassa_fault."""

    _fields_ = [
        ("size", _u32),
        ("reserved", _i32),
        ("path", _long),
        ("value", _long),
        ("rule", _short),
        ("message_ru", _sentence),
        ("message_en", _sentence),
    ]


Record = TypeVar("Record", bound=ctypes.Structure)


def sized(kind: Type[Record]) -> Record:
    """A struct with its size set, as the library requires."""
    record = kind()
    setattr(record, "size", ctypes.sizeof(record))
    return record


def text(place: Any) -> str:
    """The text in a zero-terminated array."""
    told: bytes = bytes(place).split(b"\0", 1)[0]
    return told.decode("utf-8", "replace")
