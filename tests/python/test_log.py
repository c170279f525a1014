"""The library's log, passed line by line to a Python function."""

import gc
import io
import sys
from typing import Any, List

from register import RegisterTest

import kassa


class Log(RegisterTest):
    def tearDown(self) -> None:
        kassa.set_log(None)

    def test_lines_come_until_the_log_is_switched_off(self) -> None:
        lines: List[str] = []
        kassa.set_log(lines.append)
        gc.collect()
        self.device.device_status()
        self.assertTrue(lines)
        self.assertTrue(all(isinstance(line, str) and line for line in lines))
        kassa.set_log(None)
        count = len(lines)
        self.device.device_status()
        self.assertEqual(len(lines), count)

    def test_a_new_log_replaces_the_old_one(self) -> None:
        first: List[str] = []
        second: List[str] = []
        kassa.set_log(first.append)
        kassa.set_log(second.append)
        gc.collect()
        self.device.device_status()
        self.assertEqual(first, [])
        self.assertTrue(second)

    def test_an_exception_in_the_log_does_not_reach_the_call(self) -> None:
        raised: List[Any] = []
        hook, sys.unraisablehook = sys.unraisablehook, raised.append
        try:
            kassa.set_log(lambda line: io.StringIO().fileno())
            self.device.device_status()
        finally:
            sys.unraisablehook = hook
        self.assertTrue(raised)
