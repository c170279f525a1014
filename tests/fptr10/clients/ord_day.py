"""A day with the Python package ORD, called as its manual says. Prints each step and what it gave."""

from ORD.ord_cash import Cash
from ORD.ord_core import Core
from ORD.ord_fn import Fn
from ORD.ord_receipt import Receipt
from ORD.ord_shift import Shift

MARK = "0104680001234567215abcdefghijkl\u001d93dGVz"


def step(what, given):
    print(f"{what}: {'empty' if given in (None, '', {}, []) else given}", flush=True)
    return given


core = Core(casher_name="Лунина А. П.", casher_inn="771234567859")
step("open", core.open_connect())
step("version", core.get_version_driver())
cash, drive, receipt, shift = Cash(core), Fn(core), Receipt(core), Shift(core)
step("cash", cash.get_cash_info())
step("cash, all", len(cash.get_cash_info_v2()))
step("drive", drive.get_status_fn())
step("ffd", drive.get_version_ffd())
step("registration number", drive.get_registration_number())
step("errors", drive.get_fn_error())
step("exchange", drive.get_exchange_status())
step("shift opened", shift.open_shift())


def sell(kind, *products):
    paid = sum(product["price"] for product in products)
    step("receipt opened", receipt.open_receipt(
        {"docType": kind, "printReceipt": False, "email": "buyer@example.com", "taxMode": "OSN"}))
    for product in products:
        step("position", receipt.receipt_registration({"quantity": "1", "vatTag": 1102, "discSum": 0, **product}))
    step("total", receipt.receipt_total({"sum": paid}))
    step("payment", receipt.receipt_payment({"paymentType": "CARD", "sum": paid}))
    step("receipt closed", receipt.receipt_close())
    return step("last document", drive.get_info_last_doc())


plain = {"name": "Кроссовки", "price": 10000, "vat": 22, "nomenclatureCode": None, "codeCheck": None}
sell("SALE", plain)
sell("SALE", plain, {**plain, "name": "Футболка", "price": 990, "nomenclatureCode": MARK})
last = sell("RETURN", plain)
step("last receipt", drive.get_info_last_receipt())
step("document", drive.get_info_doc(last["document_number"]))
step("attributes", len(drive.get_ofd_document_by_number(last["document_number"])))
step("shift closed", shift.close_shift())
step("uptime", cash.get_uptime_cash())
step("close", core.close_connect())
