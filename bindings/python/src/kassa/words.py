"""The word lists of a task, for type checkers and editors. The library checks the words, too."""

from typing import Literal

Taxation = Literal["osn", "usnIncome", "usnIncomeOutcome", "envd", "esn", "patent"]
"""Taxation system (система налогообложения)."""

Vat = Literal[
    "none", "vat0", "vat5", "vat7", "vat10", "vat12", "vat16", "vat20", "vat22",
    "vat105", "vat107", "vat110", "vat120", "vat122",
]  # fmt: skip
"""VAT rate (ставка НДС)."""

PaymentKind = Literal["cash", "electronically", "mobile", "prepaid", "credit", "other", "5", "6", "7", "8", "9"]
"""Form of payment (форма расчёта); the digits are those set up in the device, `mobile` is Kazakhstan's."""

PaymentMethod = Literal[
    "fullPrepayment", "prepayment", "advance", "fullPayment", "partialPayment", "credit", "creditPayment"
]  # fmt: skip
"""Way of settlement (признак способа расчёта)."""

PaymentObject = Literal[
    "commodity", "excise", "job", "service", "gamblingBet", "gamblingPrize", "lottery", "lotteryPrize",
    "intellectualActivity", "payment", "agentCommission", "pay", "another", "proprietaryLaw", "nonOperatingIncome",
    "otherContributions", "merchantTax", "resortFee", "deposit", "consumption", "soleProprietorCPIContributions",
    "cpiContributions", "soleProprietorCMIContributions", "cmiContributions", "csiContributions", "casinoPayment",
    "fundsIssuance", "exciseWithoutMarking", "exciseWithMarking", "commodityWithoutMarking", "commodityWithMarking",
]  # fmt: skip
"""Subject of settlement (признак предмета расчёта)."""

MarkStatus = Literal["itemPieceSold", "itemDryForSale", "itemPieceReturn", "itemDryReturn", "itemStatusUnchanged"]
"""What becomes of a marked thing (планируемый статус товара); `Dry` is a part of it by weight or volume."""

MarkKind = Literal[
    "auto", "imcUnrecognized", "imcShort", "imcFmVerifyCode88", "imcVerifyCode44", "imcFmVerifyCode44", "imcVerifyCode4"
]  # fmt: skip
"""Kind of a marking code (тип КМ)."""

AgentKind = Literal[
    "bankPayingAgent", "bankPayingSubagent", "payingAgent", "payingSubagent", "attorney", "commissionAgent", "another"
]  # fmt: skip
"""Kind of agent (признак агента)."""

CorrectionKind = Literal["self", "instruction"]
"""Who ordered a correction (тип коррекции): the shop itself, or the tax service."""

Alignment = Literal["left", "center", "right"]
"""Place of a text on its line."""

Wrap = Literal["none", "chars", "words"]
"""How a text longer than the line is broken."""

BarcodeKind = Literal[
    "EAN8", "EAN13", "UPCA", "UPCE", "CODE39", "CODE93", "CODE128", "CODABAR", "ITF", "ITF14", "GS1_128", "PDF417",
    "QR", "CODE39_EXTENDED",
]  # fmt: skip
"""Kind of a printed code."""

IndustryKind = Literal["trading", "services", "gasoil", "hotels", "taxi", "parking"]
"""Kind of business of a receipt in Kazakhstan (вид отрасли)."""

ReceiptKind = Literal["sell", "sellReturn", "buy", "buyReturn"]
"""Kind of settlement (признак расчёта)."""

CorrectionTask = Literal["sellCorrection", "sellReturnCorrection", "buyCorrection", "buyReturnCorrection"]
"""The same, corrected afterwards."""

Shift = Literal["closed", "opened", "expired"]
"""State of a shift; an expired one is open for more than 24 hours and can only be closed."""

FfdVersion = Literal["1.05", "1.1", "1.2"]
"""Version of the fiscal data format (ФФД)."""

RegistrationReason = Literal["fnChange", "ofdChange", "attributesChange", "settingsChange"]
"""Why a registration is changed (код причины перерегистрации)."""

LivePhase = Literal["init", "configured", "fiscalMode", "postFiscalMode", "accessArchive", "unknown"]
"""Phase in the life of a fiscal drive (фаза жизни ФН)."""
