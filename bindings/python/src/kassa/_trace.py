"""Passes each call on a device, when it has ended, to a function of the caller or to a tracer of OpenTelemetry."""

import atexit
import importlib
import json
import threading
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Mapping, Optional

from . import _members
from ._calls import checked
from ._library import library
from ._prototypes import SpanFunction

_setting = threading.Lock()
_listener: "Optional[Callable[[Span], Any]]" = None


@dataclass(frozen=True)
class Span:
    """A call on a device that has ended, or a stage of one. It contains no secrets and no content of documents."""

    name: str
    """The task (`sell`), `recover`, `validate sell`, `call` and the method; of a stage `looking`, `sending` and so on."""
    start_us: int
    """When it began, in microseconds since 1970."""
    duration_us: int
    """How long it took, in microseconds."""
    device: Optional[str] = None
    """The device's name in the journal and the log."""
    status: Optional[str] = None
    """`ok`, or the name of the error: `noLink`."""
    outcome: Optional[str] = None
    """`registered`, `notSent`, `rejected` or `unknown`; None if the call was about no document."""
    external_id: Optional[str] = None
    """The document's id."""
    fiscal_document_number: Optional[int] = None
    """Its number on the register."""
    stages: "List[Span]" = field(default_factory=list)
    """What the call came to, in this order."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Span":
        """Reads what the library tells."""
        return cls(
            _members.text(told, "name") or "",
            _members.whole(told, "startUs") or 0,
            _members.whole(told, "durationUs") or 0,
            _members.text(told, "device"),
            _members.text(told, "status"),
            _members.text(told, "outcome"),
            _members.text(told, "externalId"),
            _members.whole(told, "fiscalDocumentNumber"),
            [cls.of(stage) for stage in _members.objects(told, "stages")],
        )


def _told(_user: Optional[int], span: bytes) -> None:
    listener = _listener
    if listener is not None:
        listener(Span.of(json.loads(span.decode("utf-8", "replace"))))


# Kept for the life of the process: a thread may be about to call it while another changes the listener.
_callback = SpanFunction(_told)


def on_span(listener: Optional[Callable[[Span], Any]]) -> None:
    """Calls `listener` with each call on a device when it has ended; None ends it. For a whole process.

    It runs on the thread that makes the call, before the call returns, and must not call the library. An exception that it
    raises goes to sys.unraisablehook.
    """
    global _listener
    if listener is not None and not callable(listener):
        raise TypeError(f"listener is {listener!r}: a function is needed")
    with _setting:
        _listener = listener
        checked(library().kassa_set_spans(_callback if listener else SpanFunction(), None))
        # The library may still call while the interpreter shuts down.
        atexit.unregister(_switch_off)
        if listener:
            atexit.register(_switch_off)


def trace_to(tracer: Optional[Any]) -> None:
    """Gives each call to a tracer of OpenTelemetry: trace_to(opentelemetry.trace.get_tracer("kassa")); None ends it.

    A call becomes a span of kind client within the caller's current span, its stages become spans within that. An error sets
    the status. The package opentelemetry-api is needed for this function only.
    """
    if tracer is None:
        on_span(None)
        return
    api = importlib.import_module("opentelemetry.trace")
    if not hasattr(tracer, "start_span"):
        raise TypeError(f"tracer is {tracer!r}: a tracer of OpenTelemetry is needed")

    def traced(span: Span) -> None:
        kind = api.SpanKind.CLIENT
        begun = tracer.start_span(span.name, kind=kind, attributes=_attributes(span), start_time=span.start_us * 1000)
        within = api.set_span_in_context(begun)
        for stage in span.stages:
            part = tracer.start_span(stage.name, context=within, start_time=stage.start_us * 1000)
            part.end(end_time=(stage.start_us + stage.duration_us) * 1000)
        if span.status != "ok":
            begun.set_status(api.Status(api.StatusCode.ERROR, span.status))
        begun.end(end_time=(span.start_us + span.duration_us) * 1000)

    on_span(traced)


def _attributes(span: Span) -> Dict[str, Any]:
    named = {
        "kassa.device": span.device,
        "kassa.status": span.status,
        "kassa.outcome": span.outcome,
        "kassa.external_id": span.external_id,
        "kassa.fiscal_document_number": span.fiscal_document_number,
    }
    return {name: value for name, value in named.items() if value is not None}


def _switch_off() -> None:
    on_span(None)
