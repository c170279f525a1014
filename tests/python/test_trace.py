"""Metrics, and the spans of calls: passed to a function, and to a tracer of OpenTelemetry."""

import sys
import types
import unittest
from typing import Any, Dict, List
from unittest import mock

from register import RegisterTest

import kassa


class Spans(RegisterTest):
    def tearDown(self) -> None:
        kassa.on_span(None)

    def test_a_call_is_told_when_it_has_ended_and_no_more_after_that(self) -> None:
        spans: List[kassa.Span] = []
        kassa.on_span(spans.append)
        self.device.device_status()
        with self.assertRaises(kassa.NotFound):
            self.device.recover("never-sold")
        kassa.on_span(None)
        self.device.device_status()
        self.assertEqual([span.name for span in spans], ["getDeviceStatus", "recover"])
        self.assertEqual([span.status for span in spans], ["ok", "notFound"])
        self.assertEqual(spans[1].external_id, "never-sold")
        self.assertIsNone(spans[0].outcome, "a question is about no document")
        self.assertTrue(all(span.device and span.device.startswith("icash ") for span in spans))
        self.assertGreater(spans[1].start_us, 1_700_000_000_000_000)
        self.assertGreaterEqual(spans[1].start_us, spans[0].start_us + spans[0].duration_us - 1000)

    def test_a_tracer_gets_a_span_within_the_callers_with_its_stages_and_its_error(self) -> None:
        tracer = Tracer()
        with mock.patch.dict(sys.modules, {"opentelemetry": types.ModuleType("opentelemetry"), "opentelemetry.trace": Api()}):
            kassa.trace_to(tracer)
            self.device.open_shift(kassa.Operator("Лунина"), external_id="traced-shift")
            with self.assertRaises(kassa.NotFound):
                self.device.recover("never-sold")
            kassa.trace_to(None)
        call = next(span for span in tracer.spans if span.name == "openShift")
        stages = [span for span in tracer.spans if span.parent is call]
        self.assertIn("sending", [span.name for span in stages])
        self.assertEqual(call.attributes["kassa.outcome"], "registered")
        self.assertEqual(call.attributes["kassa.external_id"], "traced-shift")
        self.assertNotIn("Лунина", repr([span.attributes for span in tracer.spans]))
        # Microseconds are cut off, not rounded.
        self.assertTrue(0 <= call.end_time - stages[-1].end_time <= 3000)
        self.assertTrue(all(call.start_time <= stage.start_time <= stage.end_time for stage in stages))
        self.assertEqual((call.status, tracer.spans[-1].status), (None, ("error", "notFound")))

    def test_what_is_no_function_and_no_tracer_is_refused(self) -> None:
        with self.assertRaises(TypeError):
            kassa.on_span("log")  # type: ignore[arg-type]
        with mock.patch.dict(sys.modules, {"opentelemetry": types.ModuleType("opentelemetry"), "opentelemetry.trace": Api()}):
            with self.assertRaises(TypeError):
                kassa.trace_to("kassa")

    def test_without_the_package_the_tracer_is_an_import_error(self) -> None:
        with mock.patch.dict(sys.modules, {"opentelemetry": None}):
            with self.assertRaises(ImportError):
                kassa.trace_to(Tracer())


class Metrics(RegisterTest):
    def test_the_journal_alone_and_with_what_the_register_tells(self) -> None:
        text = self.device.metrics()
        self.assertTrue(text.endswith("# EOF\n"))
        self.assertNotIn("kassa_device_up", text)
        self.assertRegex(self.device.metrics(ask_register=True), r'kassa_device_up\{device="icash [^"]*",backend="icash"\} 1\n')


class Api(types.ModuleType):
    """What trace_to uses of opentelemetry.trace."""

    class SpanKind:
        CLIENT = "client"

    class StatusCode:
        ERROR = "error"

    def __init__(self) -> None:
        super().__init__("opentelemetry.trace")

    @staticmethod
    def Status(code: str, description: str) -> Any:
        return (code, description)

    @staticmethod
    def set_span_in_context(span: Any) -> Any:
        return span


class Traced:
    """A span as a tracer makes it."""

    def __init__(self, name: str, parent: Any, attributes: Dict[str, Any], start_time: int) -> None:
        self.name, self.parent, self.attributes, self.start_time = name, parent, attributes, start_time
        self.status: Any = None
        self.end_time = 0

    def set_status(self, status: Any) -> None:
        self.status = status

    def end(self, end_time: int) -> None:
        self.end_time = end_time


class Tracer:
    """Keeps its spans."""

    def __init__(self) -> None:
        self.spans: List[Traced] = []

    def start_span(self, name: str, context: Any = None, kind: Any = None, attributes: Any = None, start_time: int = 0) -> Traced:
        self.spans.append(Traced(name, context, attributes or {}, start_time))
        return self.spans[-1]


if __name__ == "__main__":
    unittest.main()
