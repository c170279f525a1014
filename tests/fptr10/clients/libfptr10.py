"""What Python programs import: the functions of the library as methods in camelCase, and the constants as attributes.

The vendor hands out a module of this name with the driver. This one is our own, of the shape that such programs expect.
"""

import ctypes
import datetime
import json
import os
import re
from ctypes import byref, c_char_p, c_double, c_int, c_ubyte, c_uint, c_void_p, c_wchar_p, create_unicode_buffer
from pathlib import Path

TABLES = Path(__file__).resolve().parents[3] / "bindings" / "fptr10" / "tables"


class IFptr:
    def __init__(self, path=""):
        self._library = ctypes.CDLL(path or os.environ["KASSA_FPTR10_LIBRARY"])
        for name, result in (("get_param_double", c_double), ("get_version_string", c_char_p), ("get_param_int", c_uint)):
            getattr(self._library, f"libfptr_{name}").restype = result
        self._handle = c_void_p()
        if self._library.libfptr_create(byref(self._handle)) != 0:
            raise RuntimeError("no handle")

    def __getattr__(self, name):
        """A function that takes the handle alone."""
        function = getattr(self._library, "libfptr_" + re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name))
        return lambda *arguments: function(self._handle, *arguments)

    def _text(self, function, *before):
        size = 128
        while True:
            buffer = create_unicode_buffer(size)
            needed = function(self._handle, *before, buffer, size)
            if needed <= size:
                return buffer.value
            size = needed

    def version(self):
        return self._library.libfptr_get_version_string().decode()

    def isOpened(self):
        return bool(self._library.libfptr_is_opened(self._handle))

    def errorDescription(self):
        return self._text(self._library.libfptr_error_description)

    def setSettings(self, settings):
        return self._library.libfptr_set_settings(self._handle, c_wchar_p(json.dumps(settings)))

    def getSettings(self):
        return json.loads(self._text(self._library.libfptr_get_settings))

    def setSingleSetting(self, key, value):
        self._library.libfptr_set_single_setting(self._handle, c_wchar_p(key), c_wchar_p(str(value)))

    def setParam(self, number, value):
        library, handle = self._library, self._handle
        if isinstance(value, bool):
            library.libfptr_set_param_bool(handle, number, value)
        elif isinstance(value, int) and value >= 0:
            library.libfptr_set_param_int(handle, number, c_uint(value))
        elif isinstance(value, (int, float)):
            library.libfptr_set_param_double(handle, number, c_double(value))
        elif isinstance(value, datetime.datetime):
            library.libfptr_set_param_datetime(handle, number, *value.timetuple()[:6])
        elif isinstance(value, str):
            library.libfptr_set_param_str(handle, number, c_wchar_p(value))
        else:
            value = bytes(value)
            library.libfptr_set_param_bytearray(handle, number, (c_ubyte * len(value))(*value), len(value))

    def getParamBool(self, number):
        return bool(self._library.libfptr_get_param_bool(self._handle, number))

    def getParamString(self, number):
        return self._text(self._library.libfptr_get_param_str, number)

    def getParamByteArray(self, number):
        size = self._library.libfptr_get_param_bytearray(self._handle, number, None, 0)
        buffer = (c_ubyte * size)()
        self._library.libfptr_get_param_bytearray(self._handle, number, buffer, size)
        return bytes(buffer)

    def getParamDateTime(self, number):
        parts = [c_int() for _ in range(6)]
        self._library.libfptr_get_param_datetime(self._handle, number, *map(byref, parts))
        return datetime.datetime(*(part.value for part in parts))

    def logWrite(self, tag, level, message):
        return self._library.libfptr_log_write(c_wchar_p(tag), level, c_wchar_p(message))


for line in (TABLES / "constants.tsv").read_text("utf-8").splitlines():
    name, number = line.split("\t")
    setattr(IFptr, name, int(number))
for line in (TABLES / "settings.tsv").read_text("utf-8").splitlines():
    name, key = line.split("\t")
    setattr(IFptr, name, key)
