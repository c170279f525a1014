"""Call-backs of a queue server: through the host's web server, or received by the library."""

import json
from typing import Any, Callable, Dict, Mapping, Optional

from . import _calls, _digits, _members
from ._library import library
from ._prototypes import ResultFunction
from ._session import Session
from ._types import typed

ResultListener = Callable[[Dict[str, Any]], Any]


@typed
class Callbacks(Session):
    """The methods of Device for call-backs."""

    _results: "Optional[Results]" = None

    def parse_callback(self, headers: Mapping[str, str], body: str) -> Dict[str, Any]:
        """Handles a call-back that arrived at your own web server; on return answer the server 200.

        Returns what recover() returns for its document from now on, or {"trial": True}. Raises BadDocument if it is
        unauthorized or unreadable (answer 403) and NotFound if the document is not in this journal (404). After any other
        exception answer 503: the server calls again. Handling the same call-back twice is harmless.
        """
        names = _calls.text(json.dumps(dict(headers)), "the headers")
        told = _calls.asked("kassa_parse_callback", self.handle, names, _calls.text(body, "the body"))
        return told if isinstance(told, dict) else {}

    def listen(self, address: Optional[str] = "127.0.0.1:0") -> Optional[str]:
        """Listens for call-backs at this address and returns it; port 0 takes a free port, None stops listening.

        It is plain HTTP: put a web server in front of it if it can be reached from outside.
        """
        place = None if address is None else _calls.text(address, "the address")
        told = _calls.asked("kassa_listen", self.handle, place)
        return _members.text(told, "listening") if isinstance(told, dict) else None

    def on_result(self, listener: Optional[ResultListener]) -> None:
        """Calls `listener` with each result that arrives by listen(), from now on; None removes it.

        It runs on a thread of the library, possibly on several at once, with what recover() returns for the document. An
        exception that it raises goes to sys.unraisablehook.
        """
        if self._results is None:
            self._results = Results()
        self._results.listener = listener
        wanted = self._results.function if listener else ResultFunction()
        _calls.checked(library().kassa_set_result(self.handle, wanted, None))


class Results:
    """The function that the library calls for one device; it lives as long as the device does."""

    def __init__(self) -> None:
        self.listener: Optional[ResultListener] = None
        self.function = ResultFunction(self._told)

    def _told(self, _user: Optional[int], result: bytes) -> None:
        listener = self.listener
        told = _digits.read(result.decode("utf-8", "replace"))
        if listener is not None and isinstance(told, dict):
            listener(told)
