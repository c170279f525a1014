using System;
using System.Collections.Generic;

namespace Kassa
{
    /// <summary>Taxation system (система налогообложения).</summary>
    public enum Taxation
    {
        /// <summary>Common (ОСН).</summary>
        Osn,
        /// <summary>Simplified, income (УСН доход).</summary>
        UsnIncome,
        /// <summary>Simplified, income less expense (УСН доход минус расход).</summary>
        UsnIncomeOutcome,
        /// <summary>Tax on imputed income (ЕНВД).</summary>
        Envd,
        /// <summary>Agricultural (ЕСН).</summary>
        Esn,
        /// <summary>Patent (ПСН).</summary>
        Patent,
    }

    /// <summary>VAT rate (ставка НДС). 105, 107, 110, 120 and 122 are the computed rates: 20/120 and so on.</summary>
    public enum Vat
    {
#pragma warning disable 1591
        None, Vat0, Vat5, Vat7, Vat10, Vat12, Vat16, Vat20, Vat22, Vat105, Vat107, Vat110, Vat120, Vat122,
#pragma warning restore 1591
    }

    /// <summary>Form of payment (форма расчёта).</summary>
    public enum PaymentKind
    {
        /// <summary>Cash; the part above the total is the change.</summary>
        Cash,
        /// <summary>By card and the like.</summary>
        Electronically,
        /// <summary>By phone, if the register has it.</summary>
        Mobile,
        /// <summary>Paid in advance (зачёт предоплаты).</summary>
        Prepaid,
        /// <summary>To be paid later (в кредит).</summary>
        Credit,
        /// <summary>By goods (иная форма оплаты).</summary>
        Other,
    }

    /// <summary>Way of settlement (признак способа расчёта).</summary>
    public enum PaymentMethod
    {
#pragma warning disable 1591
        FullPrepayment, Prepayment, Advance, FullPayment, PartialPayment, Credit, CreditPayment,
#pragma warning restore 1591
    }

    /// <summary>Subject of settlement (признак предмета расчёта).</summary>
    public enum PaymentObject
    {
#pragma warning disable 1591
        Commodity, Excise, Job, Service, GamblingBet, GamblingPrize, Lottery, LotteryPrize, IntellectualActivity, Payment,
        AgentCommission, Pay, Another, ProprietaryLaw, NonOperatingIncome, OtherContributions, MerchantTax, ResortFee,
        Deposit, Consumption, SoleProprietorCPIContributions, CpiContributions, SoleProprietorCMIContributions,
        CmiContributions, CsiContributions, CasinoPayment, FundsIssuance, ExciseWithoutMarking, ExciseWithMarking,
        CommodityWithoutMarking, CommodityWithMarking,
#pragma warning restore 1591
    }

    /// <summary>Kind of agent (признак агента).</summary>
    public enum AgentKind
    {
#pragma warning disable 1591
        BankPayingAgent, BankPayingSubagent, PayingAgent, PayingSubagent, Attorney, CommissionAgent, Another,
#pragma warning restore 1591
    }

    /// <summary>Who ordered a correction (тип коррекции).</summary>
    public enum CorrectionKind
    {
        /// <summary>The shop itself.</summary>
        Self,
        /// <summary>The tax service (по предписанию).</summary>
        Instruction,
    }

    /// <summary>Kind of settlement (признак расчёта), and the same corrected afterwards.</summary>
    public enum ReceiptKind
    {
        /// <summary>A sale (приход).</summary>
        Sell,
        /// <summary>Its return (возврат прихода).</summary>
        SellReturn,
        /// <summary>A purchase (расход).</summary>
        Buy,
        /// <summary>Its return (возврат расхода).</summary>
        BuyReturn,
        /// <summary>A correction of a sale (коррекция прихода).</summary>
        SellCorrection,
        /// <summary>A correction of the return of a sale (коррекция возврата прихода).</summary>
        SellReturnCorrection,
        /// <summary>A correction of a purchase (коррекция расхода).</summary>
        BuyCorrection,
        /// <summary>A correction of the return of a purchase (коррекция возврата расхода).</summary>
        BuyReturnCorrection,
    }

    /// <summary>State of a shift.</summary>
    public enum ShiftState
    {
        /// <summary>Closed.</summary>
        Closed,
        /// <summary>Open.</summary>
        Opened,
        /// <summary>Open for more than 24 hours: it can only be closed.</summary>
        Expired,
    }

    /// <summary>Place of a text on its line.</summary>
    public enum Alignment
    {
#pragma warning disable 1591
        Left, Center, Right,
#pragma warning restore 1591
    }

    /// <summary>How a text longer than the line is broken.</summary>
    public enum Wrap
    {
#pragma warning disable 1591
        None, Chars, Words,
#pragma warning restore 1591
    }

    /// <summary>Kind of a printed code.</summary>
    public enum BarcodeKind
    {
#pragma warning disable 1591
        EAN8, EAN13, UPCA, UPCE, CODE39, CODE93, CODE128, CODABAR, ITF, ITF14, GS1_128, PDF417, QR, CODE39_EXTENDED,
#pragma warning restore 1591
    }

    /// <summary>Why a registration is changed (код причины перерегистрации).</summary>
    public enum RegistrationReason
    {
#pragma warning disable 1591
        FnChange, OfdChange, AttributesChange, SettingsChange,
#pragma warning restore 1591
    }

    /// <summary>Phase in the life of a fiscal drive (фаза жизни ФН).</summary>
    public enum LivePhase
    {
#pragma warning disable 1591
        Unknown, Init, Configured, FiscalMode, PostFiscalMode, AccessArchive,
#pragma warning restore 1591
    }

    /// <summary>Words of the vocabulary: the C# names with a lower-case first letter.</summary>
    internal static class Words
    {
        internal static string Of<T>(T value) where T : struct
        {
            var name = value.ToString();
            // Kinds of codes are written in capitals there, too.
            return typeof(T) == typeof(BarcodeKind) ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);
        }

        internal static string Of<T>(T? value) where T : struct => value == null ? null : Of(value.Value);

        internal static IEnumerable<Json> AllOf<T>(IEnumerable<T> values) where T : struct
        {
            foreach (var value in values)
            {
                yield return Of(value);
            }
        }

        /// <summary>The value of a word; null for one that this assembly does not know.</summary>
        internal static T? Read<T>(string word) where T : struct
        {
            foreach (T value in Enum.GetValues(typeof(T)))
            {
                if (Of(value) == word)
                {
                    return value;
                }
            }
            return null;
        }
    }
}
