"""The whole table of functions, by ctypes, as the programs in Python call them.

    test_table.py LIBRARY TABLE SETTINGS
"""

import ctypes
import datetime
import json
import sys
import unittest
from ctypes import byref, c_char_p, c_double, c_int, c_ubyte, c_uint, c_void_p, c_wchar_p, create_unicode_buffer

LIBRARY, TABLE, SETTINGS = sys.argv[1:4]

NOT_SUPPORTED = 11
RECEIPT_TYPE, SERIAL_NUMBER, DATE_TIME, PRICE, QUANTITY = 65545, 65559, 65590, 65632, 65633
COMMODITY_NAME, TAG_VALUE, FN_DATA_TYPE, DATA_TYPE, JSON_DATA = 65631, 65624, 65622, 65587, 65645
RECORDS_TYPE, RECORDS_ID, TAG_NUMBER, UNIT_TYPE = 65668, 65764, 65623, 65609

#: What kassa serves; every other function that takes only its handle says that it is not supported.
SERVED = set(
    "open close is_opened error_code reset_params operator_login open_shift report cash_income cash_outcome "
    "check_document_closed continue_print cancel_receipt open_receipt registration receipt_total receipt_tax payment "
    "close_receipt query_data fn_query_data process_json validate_json print_text line_feed print_barcode "
    "print_picture_by_number begin_nonfiscal_document end_nonfiscal_document open_drawer beep cut apply_single_settings "
    "begin_marking_code_validation get_marking_code_validation_status accept_marking_code decline_marking_code "
    "cancel_marking_code_validation clear_marking_code_validation_result util_form_tlv begin_read_records "
    "read_next_record end_read_records".split()
)

library = ctypes.CDLL(LIBRARY)
for name, result in (("get_param_double", c_double), ("get_version_string", c_char_p), ("get_param_int", c_uint)):
    getattr(library, "libfptr_" + name).restype = result


class Till:
    """A handle."""

    def __init__(self, settings=None):
        self.handle = c_void_p()
        assert library.libfptr_create(byref(self.handle)) == 0
        if settings is not None:
            assert library.libfptr_set_settings(self.handle, c_wchar_p(settings)) == 0

    def __getattr__(self, name):
        function = getattr(library, "libfptr_" + name)
        return lambda *arguments: function(self.handle, *arguments)

    def set(self, number, value):
        if isinstance(value, bool):
            self.set_param_bool(number, value)
        elif isinstance(value, int):
            self.set_param_int(number, c_uint(value))
        elif isinstance(value, float):
            self.set_param_double(number, c_double(value))
        elif isinstance(value, bytes):
            self.set_param_bytearray(number, (c_ubyte * len(value))(*value), len(value))
        elif isinstance(value, datetime.datetime):
            self.set_param_datetime(number, *value.timetuple()[:6])
        else:
            self.set_param_str(number, c_wchar_p(value))

    def asked(self, function, *arguments):
        """A text, asked for as the wrappers do: again with a larger buffer where the first is too small."""
        buffer = create_unicode_buffer(4)
        size = function(*arguments, buffer, 4)
        if size > 4:
            buffer = create_unicode_buffer(size)
            assert function(*arguments, buffer, size) == size
        return buffer.value

    def text(self, number):
        return self.asked(self.get_param_str, number)

    def error(self):
        return self.error_code(), self.asked(self.error_description)

    def bytes(self, number):
        size = self.get_param_bytearray(number, None, 0)
        buffer = (c_ubyte * size)()
        assert self.get_param_bytearray(number, buffer, size) == size
        return bytes(buffer)

    def time(self, number):
        parts = [c_int() for _ in range(6)]
        self.get_param_datetime(number, *map(byref, parts))
        return datetime.datetime(*(part.value for part in parts))

    def done(self, name):
        result = getattr(self, name)()
        assert result == 0, (name, *self.error())


class Table(unittest.TestCase):
    def functions(self):
        with open(TABLE, encoding="utf-8") as table:
            return [line.rstrip("\n").split("\t") for line in table]

    def test_every_function_is_exported(self):
        functions = self.functions()
        self.assertEqual(len(functions), 165)
        for name, *_ in functions:
            self.assertTrue(hasattr(library, name), name)

    def test_what_no_register_has_is_refused_by_its_name(self):
        till = Till()
        refused = 0
        for name, result, arguments in self.functions():
            if result != "int" or arguments != "H" or name.removeprefix("libfptr_") in SERVED:
                continue
            self.assertEqual(getattr(library, name)(till.handle), -1, name)
            code, text = till.error()
            self.assertEqual((code, name in text), (NOT_SUPPORTED, True), text)
            refused += 1
        self.assertEqual(refused, 80)
        till.reset_error()
        self.assertEqual(till.error(), (0, "Ошибок нет"))

    def test_a_call_without_a_link_and_a_call_on_no_handle_fail_alike(self):
        till = Till()
        for name in sorted(SERVED - set("open close is_opened error_code reset_params apply_single_settings "
                                        "util_form_tlv read_next_record end_read_records".split())):
            self.assertEqual(getattr(till, name)(), -1, name)
            self.assertNotEqual(till.error_code(), 0, name)
        for handle in (c_void_p(), c_void_p(1 << 40), c_void_p(7)):
            self.assertIn(library.libfptr_open(handle), (-1,))
            self.assertEqual(library.libfptr_is_opened(handle), 0)
            self.assertEqual(library.libfptr_get_param_int(handle, 1), 0)
        stale = c_void_p(till.handle.value)
        library.libfptr_destroy(byref(till.handle))
        self.assertIsNone(till.handle.value)
        self.assertEqual(library.libfptr_query_data(stale), -1)

    def test_settings_are_given_back(self):
        till = Till('{"Port": "2", "IPAddress": "192.168.1.10", "Own": 1}')
        till.set_single_setting(c_wchar_p("IPPort"), c_wchar_p("5556"))
        self.assertEqual(till.apply_single_settings(), 0)
        given = json.loads(till.asked(till.get_settings))
        self.assertEqual([given[key] for key in ("Port", "IPAddress", "IPPort", "Own", "Model")],
                         [2, "192.168.1.10", 5556, 1, 500])
        self.assertEqual(till.asked(till.get_single_setting, c_wchar_p("IPPort")), "5556")
        self.assertEqual(till.set_settings(c_wchar_p("no JSON")), -1)
        self.assertEqual(till.error_code(), 9)

    def test_a_till_without_a_configuration_says_where_it_looked(self):
        till = Till("{}")
        self.assertEqual(till.open(), -1)
        code, text = till.error()
        self.assertEqual(code, 10)
        self.assertIn("kassa-fptr10.json", text + till.asked(till.error_recommendation))

    def test_the_version_can_be_compared(self):
        self.assertGreaterEqual([int(part) for part in library.libfptr_get_version_string().split(b".")], [10, 10])


class Register(unittest.TestCase):
    def setUp(self):
        self.till = Till(SETTINGS)
        self.till.done("open")

    def tearDown(self):
        self.till.done("close")
        library.libfptr_destroy(byref(self.till.handle))

    def test_status_has_what_programs_read(self):
        till = self.till
        till.set(DATA_TYPE, 0)
        till.done("query_data")
        self.assertEqual(till.text(65603), "iCASH-1F")
        self.assertEqual(till.get_param_int(65544), 500)
        self.assertEqual((till.get_param_bool(65594), till.get_param_bool(65595)), (1, 0))
        self.assertGreater(till.time(DATE_TIME).year, 2000)
        self.assertEqual(till.is_param_available(65603), 1)
        self.assertEqual((till.text(1), till.get_param_int(1), till.time(1).year), ("", 0, 1970))
        till.set(DATA_TYPE, 2)
        till.done("query_data")
        self.assertEqual(till.text(65604), "1.0")
        for unit in (1, 4):
            till.set(DATA_TYPE, 2)
            till.set(UNIT_TYPE, unit)
            self.assertEqual((till.query_data(), till.error_code()), (-1, NOT_SUPPORTED), unit)
        till.set(DATA_TYPE, 3)
        self.assertEqual((till.query_data(), till.error_code()), (-1, NOT_SUPPORTED))

    def test_the_drive_tells_of_itself(self):
        till = self.till
        till.set(FN_DATA_TYPE, 9)
        till.done("fn_query_data")
        self.assertEqual(till.text(1037), "0000000001045548    ")
        self.assertEqual((till.text(1048), till.text(1018)), ('ООО "Ромашка"', "7743013901  "))
        self.assertEqual((till.get_param_int(1062), till.get_param_int(1209)), (63, 105))
        # As the value of its tag it is the drive's own number.
        till.set(FN_DATA_TYPE, 0)
        till.set(TAG_NUMBER, 1209)
        till.done("fn_query_data")
        self.assertEqual(till.get_param_int(TAG_VALUE), 2)
        till.set(FN_DATA_TYPE, 2)
        till.done("fn_query_data")
        self.assertEqual((till.text(SERIAL_NUMBER), till.get_param_int(65648)), ("9999078900012345", 3))
        till.set(FN_DATA_TYPE, 1)
        till.done("fn_query_data")
        self.assertEqual(till.get_param_int(65640), 0)
        till.set(FN_DATA_TYPE, 7)
        till.done("fn_query_data")
        self.assertEqual(till.get_param_int(65627), 105)

    def test_a_structure_is_formed_and_read(self):
        till = self.till
        till.set(1262, "030")
        till.set(1263, "14.05.2023")
        till.set(1178, datetime.datetime(2026, 2, 17))
        till.done("util_form_tlv")
        formed = till.bytes(TAG_VALUE)
        self.assertEqual(formed[:7], b"\xee\x04\x03\x00030")
        till.set(RECORDS_TYPE, 6)
        till.set(TAG_VALUE, formed)
        till.done("begin_read_records")
        records, tags = till.text(RECORDS_ID), []
        while True:
            till.set(RECORDS_ID, records)
            if till.read_next_record() != 0:
                break
            tags.append(till.get_param_int(TAG_NUMBER))
        self.assertEqual((tags, till.error_code()), ([1262, 1263, 1178], 30))
        till.set(RECORDS_ID, records)
        till.done("end_read_records")

    def test_a_receipt_is_built_and_cancelled_without_the_register(self):
        till = self.till
        self.assertEqual((till.cancel_receipt(), till.error_code()), (-1, 81))
        till.set(RECEIPT_TYPE, 1)
        till.done("open_receipt")
        till.set(RECEIPT_TYPE, 1)
        self.assertEqual((till.open_receipt(), till.error_code()), (-1, 82))
        till.set(COMMODITY_NAME, "Хлеб")
        till.set(PRICE, 10)
        self.assertEqual((till.registration(), till.error_code()), (-1, 8))
        till.set(COMMODITY_NAME, "Хлеб")
        till.set(PRICE, 10)
        till.set(QUANTITY, "0.5")
        till.done("registration")
        till.set(DATA_TYPE, 15)
        till.done("query_data")
        self.assertEqual((till.get_param_int(RECEIPT_TYPE), till.get_param_double(65600)), (1, 5.0))
        till.done("cancel_receipt")

    def test_parameters_that_are_set_before_the_device_is_opened_are_those_of_the_next_call(self):
        till = self.till
        till.done("close")
        till.set(JSON_DATA, '{"type": "getShiftStatus"}')
        till.done("open")
        till.done("process_json")
        self.assertIn("shiftStatus", json.loads(till.text(JSON_DATA)))
        self.assertEqual((till.process_json(), till.error_code()), (-1, 8))

    def test_json_goes_through_and_its_faults_are_named(self):
        till = self.till
        till.set(JSON_DATA, '{"type": "getShiftStatus"}')
        till.done("process_json")
        self.assertIn("shiftStatus", json.loads(till.text(JSON_DATA)))
        till.set(JSON_DATA, '{"type": "sell", "taxationType": "osn", "items": [{"type": "position", "name": 5}]}')
        self.assertEqual(till.validate_json(), -1)
        code, text = till.error()
        self.assertEqual(code, 501)
        self.assertIn('Поле "items[0].price" отсутствует', text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
