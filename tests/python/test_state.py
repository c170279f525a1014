"""Queries, reprints and settings of a register, with the typed methods."""

import socketserver
import threading
from datetime import datetime, timedelta
from decimal import Decimal
from typing import List

from register import CASHIER, RegisterTest, receipt

import kassa


class Echo(socketserver.BaseRequestHandler):
    """An OFD that acknowledges everything."""

    def handle(self) -> None:
        message = self.request.recv(65536)
        self.request.sendall(message)


class State(RegisterTest):
    def test_the_fiscal_drive_is_described(self) -> None:
        self.shift()
        document = self.device.sell(receipt())
        status = self.device.fn_status()
        self.assertEqual(status.fiscal_document_number, document.fiscal_document_number)
        self.assertEqual(status.fiscal_receipt_number, document.fiscal_receipt_number)
        self.assertEqual(status.alerts, [])
        info = self.device.fn_info()
        self.assertEqual((info.serial, info.live_phase, info.alerts), (document.fn_number, "fiscalMode", []))
        self.assertIsInstance(info.answer["native"], dict)

    def test_the_register_and_its_registration_are_described(self) -> None:
        info = self.device.device_info()
        self.assertEqual((info.model_name, info.ffd_version), ("iCASH-1F", "1.05"))
        self.assertTrue(info.serial and info.firmware_version and info.fn_ffd_version)
        told = self.device.registration_info()
        self.assertEqual(told.organization["vatin"], "7743013901")
        self.assertIn("osn", told.organization["taxationTypes"])
        self.assertFalse(told.device["offlineMode"])
        self.assertTrue(told.ofd["name"])
        self.assertEqual(len(told.warnings.notes), 1)

    def test_a_document_is_read_and_printed_again(self) -> None:
        self.shift()
        made = self.device.sell(receipt())
        number = made.fiscal_document_number or 0
        found = self.device.fn_document(number)
        self.assertEqual((found.type, found.qr), ("receipt", made.qr))
        self.assertEqual(Decimal(str(found.tags[1020])), Decimal("125.50"))
        self.assertEqual(found.tags[1040], number)
        before = self.register.tape().count("Чай чёрный")
        self.assertEqual(self.device.print_fn_document(number), kassa.Warnings())
        self.assertEqual(self.device.print_last_receipt_copy(), kassa.Warnings())
        self.assertEqual(self.register.tape().count("Чай чёрный"), before + 2)
        with self.assertRaises(kassa.Refused):
            self.device.fn_document(number + 1000)
        with self.assertRaises(kassa.BadDocument):
            self.device.fn_document(0)

    def test_the_clock_is_set(self) -> None:
        self.addCleanup(self.register.clock, 0)
        before = self.device.device_status().current_date_time
        assert before is not None
        when = before.replace(microsecond=0) + timedelta(hours=2)
        self.device.set_date_time(when)
        told = self.device.device_status().current_date_time
        assert told is not None
        self.assertTrue(timedelta(0) <= told - when < timedelta(minutes=1), told)

    def test_what_waits_for_the_ofd_is_counted_and_relayed(self) -> None:
        self.shift()
        document = self.device.sell(receipt())
        waiting = self.device.ofd_exchange_status()
        self.assertGreaterEqual(waiting.not_sent_count or 0, 2)
        self.assertLessEqual(waiting.not_sent_first_doc_number or 0, document.fiscal_document_number or 0)
        self.assertIsInstance(waiting.not_sent_first_doc_date_time, datetime)
        self.assertEqual(waiting.exchange, ["messageToSend"])
        stages: List[kassa.Progress] = []
        self.device.on_progress(stages.append)
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as operator:
            threading.Thread(target=operator.serve_forever, daemon=True).start()
            host, port = "127.0.0.1", int(operator.server_address[1])
            first = self.device.ofd_relay(host, port, limit=1)
            rest = self.device.ofd_relay(host, port)
            operator.shutdown()
        self.assertEqual((first.relayed, first.not_sent_count), (1, (waiting.not_sent_count or 0) - 1))
        self.assertEqual((rest.relayed, rest.not_sent_count), (first.not_sent_count, 0))
        self.assertIn(kassa.Progress("relaying", 1, waiting.not_sent_count), stages)
        with self.assertRaises(kassa.BadDocument):
            self.device.ofd_relay("127.0.0.1")

    def test_a_settlement_report_is_a_document(self) -> None:
        document = self.device.report_ofd_exchange_status(external_id="settlements-1")
        made = self.register.ledger("currentState")
        self.assertEqual(made[-1]["number"], document.fiscal_document_number)
        again = self.device.report_ofd_exchange_status(external_id="settlements-1")
        self.assertEqual(again.answer, document.answer)
        self.assertEqual(self.register.ledger("currentState"), made)

    def test_what_this_register_does_not_support_is_unsupported(self) -> None:
        self.register.forget_requests()
        for attempt in (
            lambda: self.device.x_report(CASHIER),
            lambda: self.device.cash_in(Decimal("100.00"), CASHIER),
            lambda: self.device.cash_out(100),
        ):
            with self.assertRaises(kassa.Unsupported):
                attempt()
        self.assertEqual(self.register.requests(), [])
        inexact = [0.1]
        with self.assertRaises(TypeError):
            self.device.cash_in(inexact[0])  # type: ignore[arg-type]

    def test_a_native_method_is_called(self) -> None:
        self.assertIn("last_document_number", self.device.call("status"))
        self.assertEqual(self.device.call("search", {"document_number": 1})["data"]["T1018"], "7743013901")
