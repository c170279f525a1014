"""The conformance host in Python."""

import re
import sys
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Optional

import kassa
from kassa import _digits, plain

YES = {True: "yes", False: "no"}


def document(made: kassa.Document) -> Dict[str, Any]:
    return {
        "number": made.fiscal_document_number or 0, "receiptNumber": made.fiscal_receipt_number or 0,
        "shiftNumber": made.shift_number or 0, "total": f"{made.total or 0:.2f}", "change": f"{made.change or 0:.2f}",
        "recovered": YES[made.warnings.recovered], "notPrinted": YES[made.warnings.not_printed],
        "nonFiscal": YES[made.warnings.non_fiscal], "offline": YES[made.warnings.offline],
        "shiftClosed": YES[made.warnings.shift_closed], "notRecorded": YES[made.warnings.not_recorded],
        "byContent": YES[made.warnings.by_content], "numberingRestarted": YES[made.warnings.numbering_restarted],
        "similar": len(made.warnings.similar),
        "notes": len(made.warnings.notes), "externalId": made.external_id,
    }  # fmt: skip


def cashier_of(name: str) -> Optional[kassa.Operator]:
    return kassa.Operator(name) if name else None


def snake(name: str) -> str:
    """`sellReturn` as `sell_return`."""
    return re.sub("[A-Z]", lambda letter: "_" + letter.group().lower(), name)


def block(given: Dict[str, str], at: str) -> Dict[str, Any]:
    """Takes the fields below a path, by Python's names."""
    names = [path for path in given if path.startswith(at + ".")]
    return {snake(name[len(at) + 1 :]): given.pop(name) for name in names}


class Host:
    device: kassa.Device

    def ping(self) -> None:
        pass

    def load(self) -> Dict[str, Any]:
        return {"version": kassa.version()}

    def open(self, config: str) -> None:
        self.device = kassa.Device(config)

    def close(self) -> None:
        if hasattr(self, "device"):
            self.device.close()
            del self.device

    def execute(self, task: str) -> Dict[str, Any]:
        return {"answer": _digits.written(self.device.execute(task))}

    def validate(self, task: str) -> Dict[str, Any]:
        return {"answer": _digits.written(self.device.validate(task))}

    def call(self, method: str, params: str = "") -> Dict[str, Any]:
        return {"answer": _digits.written(self.device.call(method, params or None))}

    def render(self, request: str) -> Dict[str, Any]:
        return {"drawn": self.device.render(request).decode("utf-8").rstrip("\n").split("\n")}

    def status(self) -> Dict[str, Any]:
        state = plain.Register(self.device).status()
        return {
            "shift": ["closed", "opened", "expired"][state.shift], "shiftNumber": state.shift_number,
            "fiscal": {-1: "unknown", 0: "no", 1: "yes"}[state.fiscal], "lastDocument": state.last_document,
        }  # fmt: skip

    def openShift(self, cashier: str) -> Dict[str, Any]:
        return document(self.device.open_shift(cashier_of(cashier)))

    def closeShift(self, cashier: str) -> Dict[str, Any]:
        return document(self.device.close_shift(cashier_of(cashier)))

    def cashIn(self, sum: str) -> Dict[str, Any]:
        return document(self.device.cash_in(Decimal(sum)))

    def cashOut(self, sum: str) -> Dict[str, Any]:
        return document(self.device.cash_out(Decimal(sum)))

    def recover(self, external_id: str) -> Dict[str, Any]:
        return document(self.device.recover(external_id))

    def printXReport(self, cashier: str) -> None:
        self.device.x_report(cashier_of(cashier))

    def printText(self, text: str) -> None:
        self.device.print_text(text)

    def receipt(self, kind: str) -> None:
        self.kind = kind
        self.fields: Dict[str, str] = {}
        self.items: List[Dict[str, Any]] = []
        self.payments: List[kassa.Payment] = []

    def set(self, path: str, value: str) -> None:
        self.fields[path] = value

    def item(self, name: str, price: str, quantity: str, vat: str) -> None:
        self.items.append({"name": name, "price": Decimal(price), "quantity": Decimal(quantity), "vat": vat})

    def payment(self, kind: str, sum: str) -> None:
        self.payments.append(kassa.Payment(kind, Decimal(sum)))  # type: ignore[arg-type]

    def print(self) -> Dict[str, Any]:
        given = dict(self.fields)
        cashier: Optional[str] = given.pop("operator.name", None)
        external_id: Optional[str] = given.pop("externalId", None)
        taxation: Any = given.pop("taxationType", None)
        for index, item in enumerate(self.items):
            item["measurement_unit"] = given.pop(f"items[{index}].measurementUnit", None)
            for field, path in [("payment_method", "paymentMethod"), ("payment_object", "paymentObject")]:
                if f"items[{index}].{path}" in given:
                    item[field] = given.pop(f"items[{index}].{path}")
            mark = block(given, f"items[{index}].imcParams")
            item["mark"] = kassa.Mark(mark.pop("imc"), **mark) if mark else None
            codes = block(given, f"items[{index}].productCodes")
            item["product_codes"] = kassa.ProductCodes(**codes) if codes else None
        basis = [given.pop(f"correction{name}", None) for name in ("Type", "BaseDate", "BaseNumber")]
        checked = {"true": True, None: None}[given.pop("validateMarkingCodes", None)]
        client = kassa.Client(**block(given, "clientInfo"))
        assert not given, given
        items = [kassa.Item(**item) for item in self.items]
        receipt = kassa.Receipt(
            items, self.payments, operator=cashier and kassa.Operator(cashier), taxation=taxation,
            client=client, validate_marking_codes=checked,
        )  # fmt: skip
        method = getattr(self.device, snake(self.kind))
        if basis[0]:
            date = datetime.strptime(basis[1], "%Y.%m.%d").date()
            return document(method(receipt, kassa.Correction(basis[0], date, basis[2]), external_id=external_id))
        return document(method(receipt, external_id=external_id))


def main() -> None:
    host = Host()
    for line in sys.stdin:
        verb, *words = line.rstrip("\n").split("\t")
        try:
            for name, value in (getattr(host, verb)(*words) or {}).items():
                for each in value if isinstance(value, list) else [value]:
                    print(name, each, sep="\t")
        except kassa.KassaError as error:
            print("status", error.code, sep="\t")
            print("outcome", error.outcome, sep="\t")
            print("retry", error.retry, sep="\t")
            backend = error.backend
            print("backendCode", -1 if backend is None or backend.code is None else backend.code, sep="\t")
            print("externalId", error.external_id or "", sep="\t")
            print("ru", error.error["message"]["ru"], sep="\t")
            for fault in error.faults:
                print("fault", fault.path, sep="\t")
        print(".", flush=True)


if __name__ == "__main__":
    main()
