"""What a register can do, and what objects show of themselves."""

import logging
from typing import List

from register import RegisterTest, receipt

import kassa
from kassa import aio


class Capabilities(RegisterTest):
    def test_tasks_and_fields_are_told_without_asking_the_register(self) -> None:
        self.register.forget_requests()
        for task, field, expected in [
            ("sell", None, True),
            ("reportX", None, False),
            ("dance", None, False),
            ("sell", "clientInfo.emailOrPhone", True),
            ("sell", "items[0].price", True),
            ("sell", "items[].barcode", False),
        ]:
            self.assertIs(self.device.can(task, field), expected, f"{task} {field}")
        whole = self.device.capabilities()
        self.assertEqual(whole["backend"], "icash")
        self.assertIn("wifi/station/ip", whole["methods"])
        [cashier] = [field for field in self.device.capabilities("sell")["fields"] if field["path"] == "operator.name"]
        self.assertEqual((cashier["name"], cashier["sent"]), ("T1021", True))
        with self.assertRaises(kassa.Unsupported):
            self.device.capabilities("reportX")
        with self.assertRaisesRegex(TypeError, r"can\(\): field"):
            self.device.can("sell", 5)  # type: ignore[arg-type]
        self.assertEqual(self.register.requests(), [])

    def test_reprs_name_the_object_and_no_secret(self) -> None:
        with self.opened(backend="cashcore", kkmOfdId=1, pin="secret-pin-6923") as device:
            self.assertRegex(repr(device), r"^<kassa\.Device cashcore .+>$")
            self.assertNotIn("secret-pin", repr(device))
        self.assertEqual(repr(device), "<kassa.Device closed>")
        self.assertEqual(repr(kassa.Device.__new__(kassa.Device)), "<kassa.Device not opened>")
        own = aio.Device({"backend": "icash", "url": self.register.url, "journal": self.folder / "aio.db"})
        self.addCleanup(own.blocking.close)
        self.assertRegex(repr(own), r"^<kassa\.aio\.Device icash .+>$")
        self.assertTrue(own.can("sell") and own.capabilities()["tasks"])
        with kassa.Registrar({"backend": "ofdru", "url": "http://127.0.0.1:9", "login": "l", "password": "p-6923", "ofdAgreementId": "a"}) as registrar:
            self.assertRegex(repr(registrar), r"^<kassa\.Registrar ofdru .+>$")
        sale = receipt(client=kassa.Client(email_or_phone="buyer@example.com"))
        self.assertIn("Чай чёрный", repr(sale))
        self.assertNotIn("buyer@example.com", repr(sale))
        with self.assertRaises(kassa.BadDocument) as caught:
            self.device.sell(receipt(client=kassa.Client(email_or_phone="no address"), total=1))
        self.assertRegex(repr(caught.exception), r"^BadDocument\(notSent, fixInput: ")
        self.assertNotIn("no address", repr(caught.exception))


class Logging(RegisterTest):
    def setUp(self) -> None:
        super().setUp()
        self.shift()
        self.records: List[logging.LogRecord] = []
        self.logger = logging.getLogger("kassa.test")
        self.logger.propagate = False
        handler = logging.Handler()
        handler.emit = self.records.append  # type: ignore[method-assign]
        self.logger.addHandler(handler)
        self.addCleanup(self.logger.removeHandler, handler)
        self.addCleanup(kassa.log_to, None)

    def sold(self, level: int) -> List[str]:
        """Levels and texts of the records of a sale and of a call that fails."""
        self.records.clear()
        self.logger.setLevel(level)
        kassa.log_to(self.logger)
        self.device.sell(receipt(), external_id=f'order-"{level}"')
        with self.assertRaises(kassa.Unsupported):
            self.device.x_report()
        kassa.log_to(None)
        self.device.device_status()
        return [f"{record.levelname} {record.getMessage()}" for record in self.records]

    def test_records_have_the_level_and_what_they_are_about(self) -> None:
        told = self.sold(logging.DEBUG)
        address = self.register.url.split("//")[1]
        self.assertTrue(any(line.startswith(f'DEBUG icash {address} order-"10": POST ') for line in told), told)
        self.assertTrue(any(line.startswith(f'INFO icash {address} order-"10": sell: registered ') for line in told), told)
        self.assertTrue(told[-1].startswith(f"WARNING icash {address}: reportX: unsupported"), told)
        about = {(getattr(record, "device"), getattr(record, "external_id")) for record in self.records}
        self.assertIn((f"icash {address}", 'order-"10"'), about)

    def test_the_level_of_the_logger_counts(self) -> None:
        told = self.sold(logging.INFO)
        self.assertEqual({line.split()[0] for line in told}, {"INFO", "WARNING"})

    def test_what_is_no_logger_is_refused(self) -> None:
        with self.assertRaisesRegex(TypeError, "logging.Logger is needed"):
            kassa.log_to("kassa")  # type: ignore[arg-type]
