"""Checking marking codes, as methods of a device."""

from typing import List, Optional, Sequence

from . import _members
from ._fields import listed, merged
from ._session import Session
from ._types import typed
from .answers import Warnings
from .marking import Mark, MarkCheck, MarkingState


@typed
class Marking(Session):
    """The methods of Device for marking codes, for registers that check them."""

    def validate_marks(
        self, marks: Sequence[Mark], *, timeout: Optional[int] = None, wait_for_result: Optional[bool] = None
    ) -> List[MarkCheck]:
        """Checks codes and keeps those that may be sold for the next receipt; one result for each.

        `timeout` is in milliseconds for each code. With `wait_for_result=False` the marking system's answer is not
        awaited.
        """
        options = {"params": listed(marks), "timeout": timeout, "waitForResult": wait_for_result}
        answer = self.execute(merged({"type": "validateMarks", **options}, {}))
        return [MarkCheck.of(result) for result in _members.objects(answer, "results")]

    def begin_marking_code_validation(self, mark: Mark) -> MarkCheck:
        """Begins to check one code; `marking_code_validation_status()` says when the check is ready."""
        return MarkCheck.of(self.execute({"type": "beginMarkingCodeValidation", "params": mark.members()}))

    def marking_code_validation_status(self) -> MarkCheck:
        """State of the check that was begun."""
        return MarkCheck.of(self.execute({"type": "getMarkingCodeValidationStatus"}))

    def accept_marking_code(self) -> MarkCheck:
        """Keeps the checked code for the next receipt."""
        return MarkCheck.of(self.execute({"type": "acceptMarkingCode"}))

    def decline_marking_code(self) -> Warnings:
        """Drops the checked code: the thing is not sold."""
        return Warnings.of(self.execute({"type": "declineMarkingCode"}))

    def cancel_marking_code_validation(self) -> Warnings:
        """Gives the check up before it is ready."""
        return Warnings.of(self.execute({"type": "cancelMarkingCodeValidation"}))

    def clear_marking_code_validation_result(self) -> Warnings:
        """Drops all checked codes."""
        return Warnings.of(self.execute({"type": "clearMarkingCodeValidationResult"}))

    def check_imc_work_state(self) -> MarkingState:
        """State of the marking of the register."""
        return MarkingState.of(self.execute({"type": "checkImcWorkState"}))
