"""OFD.ru, which registers registers with the tax service: the registration workflow, and the methods of the service."""

import base64
import os
from dataclasses import dataclass, field
from typing import Any, Dict, Optional

from . import _calls, _members
from ._language import Text
from ._session import Json, Session
from ._signing import Signer, Signing
from ._types import typed
from .device import Device
from .errors import in_python


@dataclass(frozen=True)
class Road:
    """State of a registration workflow."""

    answer: Dict[str, Any] = field(repr=False)
    """The whole state (JSON)."""
    id: str
    step: str
    """What comes next: `application`, `documents`, `signature`, `number`, `registration` and so on to `done`."""
    awaited: str
    """Who is awaited: `program` (call again), `signer`, `registrar`, `taxService`, `applicant`, `nobody`."""
    done: bool
    message: Text
    """What is happening now."""
    advice: Text
    """What to do now."""
    registration_number: Optional[str] = None
    """Registration number of the register (РНМ), after the tax service has given it."""

    @classmethod
    def of(cls, answer: Dict[str, Any]) -> "Road":
        """Reads the state of a workflow."""
        advice = Text.of(answer, "advice")
        return cls(
            answer=answer,
            id=_members.text(answer, "id") or "",
            step=_members.text(answer, "step") or "",
            awaited=_members.text(answer, "awaited") or "",
            done=_members.flag(answer, "done") or False,
            message=Text.of(answer, "message"),
            advice=Text(in_python(advice.ru), in_python(advice.en)),
            registration_number=_members.text(answer, "registrationNumber"),
        )


@typed
class Registrar(Session):
    """The service OFD.ru, from its configuration ({"backend": "ofdru", …}) to close()."""

    def registration_start(self, device: Device, request: Json) -> Road:
        """Starts the registration workflow of a register. Sends nothing; the same request again returns the same workflow."""
        text = _calls.document(request, "the request")
        return Road.of(_calls.asked("kassa_registration_start", self.handle, device.handle, text))

    def registration_advance(self, device: Device, id: str, signer: Optional[Signer] = None) -> Road:
        """Advances the registration workflow as far as it can go now; call it again later, also weeks later.

        Without a signer the workflow stops where a signature is needed. An exception of the signer is raised by this
        call, and the workflow stays where it was.
        """
        signing = Signing(signer)
        try:
            told = _calls.asked(
                "kassa_registration_advance", self.handle, device.handle, _calls.text(id, "the id"), signing.function, None
            )
        except Exception:
            signing.raise_failure()
            raise
        signing.raise_failure()
        return Road.of(told)

    def registration_state(self, id: str) -> Road:
        """State of the registration workflow from the journal alone. Sends nothing."""
        return Road.of(self._object("kassa_registration_state", _calls.text(id, "the id")))

    def application_create(self, params: Json) -> Any:
        """Creates an application: {"purpose", "KktDetails", "CompanyDetails"}."""
        return self._called("kassa_application_create", params)

    def application_update(self, params: Json) -> Any:
        """Changes an application: {"id", "kktDetails", "companyDetails"}."""
        return self._called("kassa_application_update", params)

    def application_list(self, ofd_agreement_id: Optional[str] = None) -> Any:
        """The applications of an account, by default that of the configuration."""
        return self._called("kassa_application_list", {"ofdAgreementId": ofd_agreement_id} if ofd_agreement_id else {})

    def application_get(self, id: str) -> Any:
        """An application."""
        return self._called("kassa_application_get", {"id": id})

    def application_prepare_documents(self, id: str) -> Any:
        """Asks the service to make the documents of an application, which are then signed."""
        return self._called("kassa_application_prepare_documents", {"id": id})

    def application_sign(self, id: str, document_id: str, signature: bytes) -> Any:
        """Adds a signature to a document."""
        told = base64.b64encode(signature).decode("ascii")
        return self._called("kassa_application_sign", {"id": id, "documentId": document_id, "signature": told})

    def application_download(self, id: str, document_id: str) -> bytes:
        """A document of an application."""
        told = self._downloaded(id, document_id, None)
        return base64.b64decode(_members.text(told, "content") or "")

    def save_application_document(self, file: "str | os.PathLike[str]", id: str, document_id: str) -> int:
        """Writes it to a file; returns its length in bytes."""
        place = _calls.text(os.fspath(file), "the file")
        return _members.whole(self._downloaded(id, document_id, place), "bytes") or 0

    def client_register(self, params: Json) -> Any:
        """Registers a new client of the service (its Appendix 1)."""
        return self._called("kassa_client_register", params)

    def _called(self, function: str, params: Json) -> Any:
        return _calls.asked(function, self.handle, _calls.document(params, "the parameters"))

    def _downloaded(self, id: str, document_id: str, file: Optional[bytes]) -> Dict[str, Any]:
        params = _calls.document({"id": id, "documentId": document_id}, "the parameters")
        told = _calls.asked("kassa_application_download", self.handle, params, file)
        return told if isinstance(told, dict) else {}
