"""The Pascal unit compared with kassa.h: every function with its arguments, every struct with its fields, every status."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADER = (ROOT / "include" / "kassa.h").read_text(encoding="utf-8")
UNIT = (ROOT / "bindings" / "delphi" / "Kassa.pas").read_text(encoding="ascii")

TYPES = {
    "void": "", "uint32_t": "LongWord", "int32_t": "LongInt", "int64_t": "Int64", "kassa_status": "LongInt",
    "void *": "Pointer", "kassa_device *": "Pointer", "kassa_receipt *": "Pointer",
    "kassa_device **": "out Pointer", "kassa_receipt **": "out Pointer",
    "const char *": "PAnsiChar", "char *": "PAnsiChar", "char **": "out PAnsiChar",
    "const uint16_t *": "PWideChar", "uint16_t *": "PWideChar", "uint16_t **": "out PWideChar",
    "uint8_t *": "Pointer", "uint8_t **": "out Pointer", "uintptr_t": "Pointer", "uintptr_t *": "out Pointer", "int32_t *": "out LongInt",
    "kassa_document *": "PKassaDocumentRecord", "kassa_device_status *": "PKassaDeviceStatusRecord",
    "kassa_error *": "PKassaErrorRecord", "kassa_fault *": "PKassaFaultRecord",
    "kassa_log_fn": "TKassaLogFn", "kassa_sign_fn": "TKassaSignFn", "kassa_result_fn": "TKassaResultFn", "kassa_span_fn": "TKassaSpanFn", "kassa_signature *": "Pointer", "kassa_progress_fn": "TKassaProgressFn",
}  # fmt: skip
RECORDS = {
    "kassa_document": "TKassaDocumentRecord",
    "kassa_device_status": "TKassaDeviceStatusRecord",
    "kassa_error": "TKassaErrorRecord",
    "kassa_fault": "TKassaFaultRecord",
}


def wanted_functions():
    """Result and arguments of each function of the header, in the unit's types."""
    for result, name, arguments in re.findall(r"^KASSA_API (.*?)\b(kassa_\w+)\((.*)\);", HEADER, re.MULTILINE):
        given = [] if arguments == "void" else arguments.split(", ")
        yield name, [TYPES[result.strip()], *(TYPES[re.sub(r"\w+$", "", argument).strip()] for argument in given)]


def unit_functions():
    """The same, as the unit declares them."""
    pattern = r"^  (kassa_\w+): (?:function|procedure)(?:\(([^)]*)\))?(?:: (\w+))?;\s+cdecl = nil;"
    for name, arguments, result in re.findall(pattern, UNIT, re.MULTILINE):
        types = [result]
        for group in filter(None, re.split(r";\s*", arguments)):
            names, kind = group.split(": ")
            mode = "out " if names.startswith("out ") else ""
            types += [mode + kind] * len(names.split(", "))
        yield name, types


def main() -> int:
    wanted, ours = dict(wanted_functions()), dict(unit_functions())
    wrong = [f"{name}: {wanted.get(name)} in the header, {ours.get(name)} in the unit"
             for name in wanted.keys() | ours.keys() if wanted.get(name) != ours.get(name)]  # fmt: skip
    bound = set(re.findall(r"@(kassa_\w+) := ", UNIT))
    wrong += [f"{name} is not bound" for name in wanted.keys() - bound]
    structs = [(name, body) for body, name in re.findall(r"^typedef struct \{(.*?)^\} (\w+);", HEADER, re.DOTALL | re.MULTILINE)]
    for name, body in structs:
        fields = [(field, f"TKassaBytes{length}" if length else TYPES[kind])
                  for kind, field, length in re.findall(r"^  (\w+) (\w+)(?:\[(\d+)\])?;", body, re.MULTILINE)]  # fmt: skip
        record = re.search(rf"^  {RECORDS[name]} = packed record\n(.*?)^  end;", UNIT, re.DOTALL | re.MULTILINE)
        have = re.findall(r"^    (\w+): (\w+);", record.group(1), re.MULTILINE)
        if fields != have:
            wrong.append(f"{name}: {fields} in the header, {have} in the unit")
    statuses = set(re.findall(r"^  (KASSA_STATUS_\w+) = (\d+)", HEADER, re.MULTILINE))
    wrong += [f"status {name}" for name in statuses ^ set(re.findall(r"^  (KASSA_STATUS_\w+) = (\d+);", UNIT, re.MULTILINE))]
    version = re.search(r"#define KASSA_ABI_VERSION (\d+)", HEADER).group(1)
    if f"KASSA_INTERFACE = {version};" not in UNIT:
        wrong.append("KASSA_INTERFACE is not that of the header")
    if len(wanted) < 44 or len(structs) != len(RECORDS):
        wrong.append("the header was not read")
    print("\n".join(wrong) or f"{len(wanted)} functions and {len(structs)} structs are those of kassa.h")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
