"""OFD.ru from Python: the registration workflow up to the card, with a signer, and the native methods."""

import base64
import ctypes
import json
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List, Optional

from register import Register
import test_wide

import kassa
from kassa import _prototypes
from kassa._library import library

DETAILS: Dict[str, Any] = {
    "FnName": "Накопитель ФН-1.1",
    "FnNumber": "9999078900012345",
    "Model": "iCASH-1F",
    "SerialNumber": "00000000000000012345",
    "FnsBranchCode": "7743",
    "InstallmentPlace": "Магазин",
    "InstallmentAddress": {
        "RegionCode": "77",
        "FiasCode": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5",
        "Street": "ул. Примерная",
    },
}
COMPANY: Dict[str, Any] = {
    "CompanyType": "LegalEntity",
    "FnsBranchCode": "7743",
    "Inn": "7743013901",
    "Kpp": "774301001",
    "Ogrn": "1027739019208",
    "CompanyName": "ООО Ромашка",
    "LegalAddress": {"RegionCode": "77"},
    "Signatory": {
        "FirstName": "Анна",
        "LastName": "Лунина",
        "MiddleName": "Павловна",
        "Email": "lunina@example.com",
        "Phone": "+79000000000",
        "Position": "директор",
    },
}
REGISTRATION: Dict[str, Any] = {
    "operator": {"name": "Инженер Седов"},
    "organization": {"email": "shop@example.com", "taxationTypes": ["osn"]},
    "device": {"ffdVersion": "1.05"},
    "ofd": {"name": "ООО Пример ОФД", "vatin": "7704453017"},
}
APPLICATION = {"purpose": "InitialRegistration", "KktDetails": DETAILS, "CompanyDetails": COMPANY}


def fnv(content: bytes) -> int:
    """FNV-1a of the content, which is the service's test signature."""
    hash = 0xCBF29CE484222325
    for byte in content:
        hash = (hash ^ byte) * 0x100000001B3 % 2**64
    return hash


def signed(document: kassa.ToSign) -> bytes:
    """The signature that the simulated service accepts; it has no legal effect."""
    return f"TEST SIGNATURE {fnv(document.content):016x}".encode()


class Registrar(unittest.TestCase):
    def setUp(self) -> None:
        kassa.language = "en"
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        service, self.fresh = Register("ofdru"), Register("icash", "--unregistered")
        for process in (service, self.fresh):
            self.addCleanup(process.stop)
        journal = str(self.folder / "kassa.db")
        self.registrar = kassa.Registrar(
            {
                "backend": "ofdru",
                "url": service.url,
                "journal": journal,
                "login": "partner@example.com",
                "password": "partner-password",
                "ofdAgreementId": "555b55e5-a555-5e55-55d5-5fcbafd5fe55",
            }
        )
        self.addCleanup(self.registrar.close)
        self.till = kassa.Device({"backend": "icash", "url": self.fresh.url, "journal": journal})
        self.addCleanup(self.till.close)

    def request(self, id: str) -> Dict[str, Any]:
        card = str(self.folder / "card.xml")
        return {"id": id, "card": card, "registration": REGISTRATION, **APPLICATION}

    def test_the_workflow_ends_with_the_card_and_is_done_once(self) -> None:
        seen: List[kassa.ToSign] = []

        def signer(document: kassa.ToSign) -> bytes:
            seen.append(document)
            return signed(document)

        begun = self.registrar.registration_start(self.till, self.request("shop-1"))
        self.assertEqual((begun.id, begun.step, begun.done), ("shop-1", "application", False))
        self.assertEqual(self.registrar.registration_start(self.till, self.request("shop-1")), begun)
        waits = self.registrar.registration_advance(self.till, "shop-1")
        self.assertEqual((waits.step, waits.awaited), ("signature", "signer"))
        self.assertTrue(str(waits.message) and str(waits.advice))
        self.assertNotIn("kassa_", waits.advice.ru + waits.advice.en)

        state = self.registrar.registration_advance(self.till, "shop-1", signer)
        self.assertTrue(state.done, state)
        self.assertRegex(state.registration_number or "", r"^\d{16}$")
        self.assertTrue((self.folder / "card.xml").read_bytes())
        self.assertTrue(all(document.content and document.id and document.application_id for document in seen))
        self.assertEqual(self.registrar.registration_state("shop-1"), state)
        self.assertEqual(self.registrar.registration_advance(self.till, "shop-1", signer), state)
        self.assertEqual(len(self.fresh.ledger()), 1)

    def test_the_call_raises_what_the_signer_raises(self) -> None:
        def signer(document: kassa.ToSign) -> Optional[bytes]:
            raise PermissionError("the key is locked")

        self.registrar.registration_start(self.till, self.request("shop-2"))
        with self.assertRaisesRegex(PermissionError, "the key is locked"):
            self.registrar.registration_advance(self.till, "shop-2", signer)
        refused = self.registrar.registration_advance(self.till, "shop-2", lambda document: None)
        self.assertEqual(refused.awaited, "signer")
        with self.assertRaises(kassa.NotFound):
            self.registrar.registration_state("nowhere")

    def test_native_methods(self) -> None:
        id = self.id_of(self.registrar.application_create(APPLICATION))
        self.assertIn(id, told(self.registrar.application_list()))
        self.registrar.application_update({"id": id, "companyDetails": {"CompanyName": "ООО Лютик"}})
        self.assertIn("ООО Лютик", told(self.registrar.application_get(id)))
        self.registrar.application_prepare_documents(id)
        document = self.document_of(self.registrar.application_get(id))
        content = self.registrar.application_download(id, document)
        file = self.folder / "заявление.xml"
        self.assertEqual(self.registrar.save_application_document(file, id, document), len(content))
        self.assertEqual(file.read_bytes(), content)
        with self.assertRaises(kassa.Refused):
            self.registrar.application_sign(id, document, b"no signature")
        self.registrar.application_sign(id, document, f"TEST SIGNATURE {fnv(content):016x}".encode())
        with self.assertRaises(kassa.BadDocument):
            self.registrar.application_get("")
        with self.assertRaises(kassa.BadDocument) as bad:
            self.registrar.client_register({})
        self.assertGreater(len(bad.exception.faults), 1)

    def test_the_twins_in_utf_16_answer_as_the_functions_in_utf_8(self) -> None:
        self.registrar.registration_start(self.till, self.request("shop-3"))
        first, second = self.registrar.handle, self.till.handle
        state = self.registrar.registration_state("shop-3").answer
        request = json.dumps(self.request("shop-3"))
        self.assertEqual(self.asked("kassa_registration_state_w", first, test_wide.wide("shop-3")), state)
        self.assertEqual(self.asked("kassa_registration_start_w", first, second, test_wide.wide(request)), state)

        @_prototypes.SignFunction
        def signer(_user: Any, document: bytes, content: int, length: int, into: Any) -> int:
            shown = ctypes.string_at(content, length)
            signature = base64.b64encode(f"TEST SIGNATURE {fnv(shown):016x}".encode()).decode()
            status: int = library().kassa_signature_set_w(into, test_wide.wide(signature))
            return status

        walked = self.asked("kassa_registration_advance_w", first, second, test_wide.wide("shop-3"), signer, None)
        self.assertTrue(walked["done"])
        id = walked["application"]["id"]
        self.assertIn(id, told(self.asked("kassa_application_list_w", first, None)))
        shown = self.asked("kassa_application_get_w", first, test_wide.wide(json.dumps({"id": id})))
        place = test_wide.wide(json.dumps({"id": id, "documentId": self.document_of(shown)}))
        self.assertTrue(self.asked("kassa_application_download_w", first, place, None)["content"])
        for function in (
            "kassa_application_create_w",
            "kassa_application_update_w",
            "kassa_application_prepare_documents_w",
            "kassa_application_sign_w",
            "kassa_client_register_w",
        ):
            self.assertEqual(self.asked(function, first, test_wide.wide("{}"))["error"]["code"], 4, function)

    def asked(self, function: str, *arguments: Any) -> Any:
        """The answer of a function that returns one in UTF-16."""
        answer = ctypes.c_void_p()
        getattr(library(), function)(*arguments, ctypes.byref(answer))
        return json.loads(test_wide.taken(answer))

    @staticmethod
    def id_of(answer: Any) -> str:
        """The application's id, wherever the service put it."""
        found = [value for name, value in walk(answer) if name.lower() in ("id", "applicationid")]
        return str(found[0])

    @staticmethod
    def document_of(application: Any) -> str:
        """The id of its first document."""
        documents = next(value for name, value in walk(application) if name.lower() == "documents")
        return str(next(value for name, value in walk(documents) if name.lower() in ("id", "documentid")))


def told(answer: Any) -> str:
    """An answer as text, not escaped."""
    return json.dumps(answer, ensure_ascii=False, default=str)


def walk(value: Any) -> List[Any]:
    """Every member of an answer."""
    if isinstance(value, list):
        return [member for each in value for member in walk(each)]
    if isinstance(value, dict):
        return [*value.items(), *(member for each in value.values() for member in walk(each))]
    return []


if __name__ == "__main__":
    unittest.main()
