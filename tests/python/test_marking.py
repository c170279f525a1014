"""Marked things, the rates of today and the checks of marking codes, on a register of FFD 1.2."""

from datetime import date
from decimal import Decimal
from typing import Any, get_args

from register import RegisterTest, receipt, tea

import kassa
from kassa.words import Vat

CODE = "0104607427512374215Qgj=T\x1d91EE06\x1d92YWJj"
BASE64 = "MDEwNDYwNzQyNzUxMjM3NDIxNVFnaj1UHTkxRUUwNh05MllXSmo="
GOOD = kassa.CheckResult(True, True, True, True, False)
FOREIGN = {"vat12", "vat16"}  # Kazakhstan's


def shoes(**changes: Any) -> kassa.Item:
    """A marked pair of shoes."""
    return tea(
        **{"vat": "vat22", "payment_object": "commodityWithMarking", "measurement_unit": "piece", "mark": kassa.Mark(CODE), **changes}
    )


class Marking(RegisterTest):
    protocol = "atolweb"
    config = {"testMode": True}

    def made(self) -> Any:
        """The first line of the last receipt, as the fiscal drive has it."""
        return self.register.ledger("receipt")[-1]["tags"]["1059"][0]

    def test_a_marked_thing_is_checked_and_sold(self) -> None:
        (check,) = self.device.validate_marks([kassa.Mark(CODE)], timeout=5000)
        self.assertEqual((check.result, check.error_code, check.sent_imc_request), (GOOD, 0, True))
        permission = kassa.IndustryAttribute("030", date(2023, 11, 21), "1944", "UUID=1&Time=2")
        sale = receipt(shoes(industry_info=[permission]), validate_marking_codes=True)
        self.device.sell(sale, external_id="marked-1")
        line = self.made()
        self.assertEqual((line["2000"], line["2110"], line["1199"], line["2106"]), (CODE, 1, 11, 15))
        self.assertEqual(line["1260"][0], {"1262": "030", "1263": "21.11.2023", "1264": "1944", "1265": "UUID=1&Time=2"})

    def test_every_member_of_a_mark_arrives(self) -> None:
        mark = kassa.Mark(
            CODE, "itemPieceSold", imc_type="auto", imc_mode_processing=0, item_fractional_amount="1/20",
            item_quantity=1, item_units="piece", item_info_check_result=GOOD,
        )  # fmt: skip
        codes = kassa.ProductCodes(ean13="4607427512374", f1="особый")
        industry = [kassa.IndustryAttribute("010", date(2024, 2, 1), "17", "весь чек")]
        self.device.sell(receipt(shoes(mark=mark, product_codes=codes), industry_info=industry), external_id="marked-2")
        sent = self.register.ledger("receipt")[-1]
        self.assertEqual(
            sent["task"]["items"][0]["imcParams"],
            {
                "imc": BASE64, "imcType": "auto", "itemEstimatedStatus": "itemPieceSold", "imcModeProcessing": 0,
                "itemFractionalAmount": "1/20", "itemQuantity": 1, "itemUnits": "piece",
                "itemInfoCheckResult": {
                    "imcCheckFlag": True, "imcCheckResult": True, "imcStatusInfo": True,
                    "imcEstimatedStatusCorrect": True, "ecrStandAloneFlag": False,
                },
            },
        )  # fmt: skip
        self.assertEqual(self.made()["1163"], {"1302": "4607427512374", "1320": "особый"})
        self.assertEqual(sent["tags"]["1261"][0]["1265"], "весь чек")

    def test_a_check_goes_step_by_step(self) -> None:
        self.device.clear_marking_code_validation_result()
        begun = self.device.begin_marking_code_validation(kassa.Mark(CODE))
        self.assertEqual((begun.fm_check, begun.fm_check_result, begun.fm_check_error_reason), (True, True, "checked"))
        status = self.device.marking_code_validation_status()
        self.assertEqual((status.ready, status.result), (True, GOOD))
        self.assertEqual(
            (status.mark_operator_item_status, status.mark_operator_response_result),
            ("itemEstimatedStatusCorrect", "correct"),
        )
        self.assertEqual(self.device.accept_marking_code().result, GOOD)
        self.assertEqual(self.device.check_imc_work_state().checking_count, 1)
        for leave in (self.device.decline_marking_code, self.device.cancel_marking_code_validation):
            self.device.begin_marking_code_validation(kassa.Mark(CODE))
            leave()
        # Without a check that was begun there is nothing to ask for.
        self.assertNotEqual(self.device.marking_code_validation_status().error_code, 0)
        self.device.clear_marking_code_validation_result()
        self.assertEqual(self.device.check_imc_work_state().checking_count, 0)

    def test_every_rate_of_russia_is_sold(self) -> None:
        rates = [rate for rate in get_args(Vat) if rate not in FOREIGN]
        lines = [tea(vat=rate, price=Decimal(100)) for rate in rates]
        self.device.sell(receipt(*lines), external_id="rates")
        sent = self.register.ledger("receipt")[-1]["task"]["items"]
        self.assertEqual([line["tax"]["type"] for line in sent], rates)

    def test_a_code_in_base64_is_refused_as_one_encoded_twice(self) -> None:
        with self.assertRaises(kassa.BadDocument) as caught:
            self.device.sell(receipt(shoes(mark=kassa.Mark(BASE64))), external_id="marked-3")
        self.assertEqual([fault.path for fault in caught.exception.faults], ["items[0].imcParams"])
