"""Receipts and corrections of them, as methods of a device."""

from typing import Optional, Union

from ._session import Session
from ._types import typed
from .answers import Document
from .receipt import Correction, Receipt
from .words import CorrectionTask, ReceiptKind


@typed
class Receipts(Session):
    """The methods of Device for receipts."""

    def sell(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """A sale (приход)."""
        return self._receipt("sell", receipt, external_id)

    def sell_return(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """A return of a sale (возврат прихода)."""
        return self._receipt("sellReturn", receipt, external_id)

    def buy(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """A purchase (расход)."""
        return self._receipt("buy", receipt, external_id)

    def buy_return(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """A return of a purchase (возврат расхода)."""
        return self._receipt("buyReturn", receipt, external_id)

    def sell_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """A correction of a sale (коррекция прихода)."""
        return self._receipt("sellCorrection", receipt, external_id, correction)

    def sell_return_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """A correction of the return of a sale (коррекция возврата прихода)."""
        return self._receipt("sellReturnCorrection", receipt, external_id, correction)

    def buy_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """A correction of a purchase (коррекция расхода)."""
        return self._receipt("buyCorrection", receipt, external_id, correction)

    def buy_return_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """A correction of the return of a purchase (коррекция возврата расхода)."""
        return self._receipt("buyReturnCorrection", receipt, external_id, correction)

    def _receipt(
        self,
        kind: Union[ReceiptKind, CorrectionTask],
        receipt: Receipt,
        external_id: Optional[str],
        correction: Optional[Correction] = None,
    ) -> Document:
        return Document.of(self.execute(receipt.task(kind, correction=correction, external_id=external_id)))
