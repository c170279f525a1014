"""Callbacks of Айти Касса: sent to the host's own web server, or received by the library."""

import ctypes
import json
import queue
import unittest
from decimal import Decimal
from typing import Any, Dict

import test_wide
from register import RegisterTest, tea

import kassa
from kassa._library import library

KEY = "*shared*key*of*the*shop*1"
# The register that the service starts with.
REGISTER = "9366f6f6-cba1-7826-5d9f-59c176822a6c"


class Callbacks(RegisterTest):
    protocol = "itkassa"
    options = ["--api-key", "k-1", "--callback-pause-ms", "50"]
    config = {"apiKey": "k-1", "creItemId": REGISTER, "callbackKey": KEY}

    def opened(self, **changes: Any) -> kassa.Device:
        return super().opened(url=self.register.url + "/open/api/v1", **changes)

    def sell(self, id: str) -> None:
        """Puts a sale into the queue without waiting for it."""
        receipt = kassa.Receipt([tea()], [kassa.Payment("cash", 150)], taxation="osn", other={"wait": False})
        with self.assertRaises(kassa.Pending):
            self.device.sell(receipt, external_id=id)

    def test_each_result_comes_to_the_listener(self) -> None:
        results: "queue.Queue[Dict[str, Any]]" = queue.Queue()
        address = self.device.listen()
        self.assertRegex(address or "", r"^127\.0\.0\.1:\d+$")
        self.device.on_result(results.put)
        self.device.call(
            "organization/settings",
            {
                "callbackApiKey": KEY,
                "errorEmail": "error@example.com",
                "testUrl": f"http://{address}/test",
                "printResultUrl": f"http://{address}/result",
            },
        )
        self.sell("order-1")
        result = results.get(timeout=300)
        self.assertEqual((result["externalId"], result["change"]), ("order-1", Decimal("24.50")))
        self.assertEqual(self.device.recover("order-1").answer, result)
        self.device.on_result(None)
        self.assertIsNone(self.device.listen(None))

    def test_a_callback_to_the_hosts_own_web_server_is_read(self) -> None:
        body = {"id": "x", "idempKey": "y", "commands": [{"type": "sale"}], "resultItem": {"creErrorId": "0"}}
        with self.assertRaises(kassa.NotFound):
            self.device.parse_callback({"X-API-Key": KEY}, json.dumps(body))
        with self.assertRaises(kassa.BadDocument):
            self.device.parse_callback({"X-API-Key": "another"}, json.dumps(body))
        self.assertEqual(self.device.parse_callback({"x-api-key": KEY}, "{}"), {"trial": True})
        answer = ctypes.c_void_p()
        headers = test_wide.wide(json.dumps({"X-API-Key": KEY}))
        place = ctypes.byref(answer)
        handle = self.device.handle
        self.assertEqual(library().kassa_parse_callback_w(handle, headers, test_wide.wide("{}"), place), 0)
        self.assertEqual(json.loads(test_wide.taken(answer)), {"trial": True})
        self.assertEqual(library().kassa_listen_w(handle, None, place), 0)
        self.assertEqual(json.loads(test_wide.taken(answer)), {"listening": None})


if __name__ == "__main__":
    unittest.main()
