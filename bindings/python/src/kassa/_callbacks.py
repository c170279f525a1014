"""Call-backs of a queue's server: by the host's own web server, or listened for by the library."""

import json
from typing import Any, Callable, Dict, Mapping, Optional

from . import _calls, _digits, _members
from ._library import library
from ._prototypes import ResultFunction
from ._session import Session

ResultListener = Callable[[Dict[str, Any]], Any]


class Callbacks(Session):
    """What Device has of call-backs."""

    _results: "Optional[Results]" = None

    def parse_callback(self, headers: Mapping[str, str], body: str) -> Dict[str, Any]:
        """Takes a call-back that came to your own web server; then answer the server 200.

        Gives what recover() tells of its document from now on, or {"trial": True}. Raises BadDocument (answer 403): not
        the server, or not readable; NotFound (404): no document of this journal; anything else: answer 503, and the
        server comes again. The same call-back twice does no harm.
        """
        names = _calls.text(json.dumps(dict(headers)), "the headers")
        told = _calls.asked("kassa_parse_callback", self.handle, names, _calls.text(body, "the body"))
        return told if isinstance(told, dict) else {}

    def listen(self, address: Optional[str] = "127.0.0.1:0") -> Optional[str]:
        """Listens for call-backs at this address; port 0 takes a free one. Gives where; None ends it.

        It is plain HTTP: put your web server before it where it can be reached from outside.
        """
        place = None if address is None else _calls.text(address, "the address")
        told = _calls.asked("kassa_listen", self.handle, place)
        return _members.text(told, "listening") if isinstance(told, dict) else None

    def on_result(self, listener: Optional[ResultListener]) -> None:
        """Gives each result that listen() brings to `listener`, from now on; None ends that.

        It is called in a thread of the library, with what recover() tells of the document. An exception that it raises
        goes to sys.unraisablehook and no further.
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
