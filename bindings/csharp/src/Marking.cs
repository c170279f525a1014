using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Kassa
{
    /// <summary>What becomes of a marked thing (планируемый статус товара); Dry is a part of it by weight or volume.</summary>
    public enum MarkStatus
    {
#pragma warning disable 1591
        ItemPieceSold, ItemDryForSale, ItemPieceReturn, ItemDryReturn, ItemStatusUnchanged,
#pragma warning restore 1591
    }

    /// <summary>Kind of a marking code (тип КМ).</summary>
    public enum MarkKind
    {
#pragma warning disable 1591
        Auto, ImcUnrecognized, ImcShort, ImcFmVerifyCode88, ImcVerifyCode44, ImcFmVerifyCode44, ImcVerifyCode4,
#pragma warning restore 1591
    }

    /// <summary>The marking code of one thing and what is done with it (imcParams).</summary>
    public sealed class Mark
    {
        /// <summary>The code as the scanner read it, with its GS characters ("\u001d"); the task gets it in base64.</summary>
        public Mark(string code)
        {
            Code = code ?? throw new ArgumentNullException(nameof(code));
        }

        /// <summary>The code.</summary>
        public string Code { get; }

        /// <summary>What becomes of the thing; null leaves it out.</summary>
        public MarkStatus? ItemEstimatedStatus { get; set; } = MarkStatus.ItemPieceSold;

        /// <summary>Kind of the code; the register finds it out if null.</summary>
        public MarkKind? ImcType { get; set; }

        /// <summary>Processing mode.</summary>
        public int? ImcModeProcessing { get; set; }

        /// <summary>Part of the package that is sold: "1/20".</summary>
        public string ItemFractionalAmount { get; set; }

        /// <summary>Identifier of the thing, base64.</summary>
        public string ImcBarcode { get; set; }

        /// <summary>Quantity for a check; in a receipt the line has it.</summary>
        public decimal? ItemQuantity { get; set; }

        /// <summary>Unit of that quantity: a word or a number of the vocabulary.</summary>
        public string ItemUnits { get; set; }

        /// <summary>Result of a check made before.</summary>
        public CheckResult ItemInfoCheckResult { get; set; }

        internal JsonObject Members() => new JsonObject
        {
            { "imc", Convert.ToBase64String(Encoding.UTF8.GetBytes(Code)) }, { "imcType", Words.Of(ImcType) },
            { "itemEstimatedStatus", Words.Of(ItemEstimatedStatus) }, { "imcModeProcessing", ImcModeProcessing },
            { "itemFractionalAmount", ItemFractionalAmount }, { "imcBarcode", ImcBarcode },
            { "itemQuantity", ItemQuantity }, { "itemUnits", ItemUnits },
            { "itemInfoCheckResult", ItemInfoCheckResult?.Members() },
        };
    }

    /// <summary>Result of checking a marking code (tag 2106), bit by bit.</summary>
    public sealed class CheckResult
    {
        /// <summary>The code was checked by the fiscal drive or the marking system.</summary>
        public bool ImcCheckFlag { get; set; }

        /// <summary>That check was positive.</summary>
        public bool ImcCheckResult { get; set; }

        /// <summary>The marking system told the state of the thing.</summary>
        public bool ImcStatusInfo { get; set; }

        /// <summary>That state allows what is done with it.</summary>
        public bool ImcEstimatedStatusCorrect { get; set; }

        /// <summary>The register worked on its own, without the marking system.</summary>
        public bool EcrStandAloneFlag { get; set; }

        /// <summary>Reads itemInfoCheckResult; null if it is missing or not whole.</summary>
        internal static CheckResult Of(Json told)
        {
            var flag = told["imcCheckFlag"].AsBoolean();
            var result = told["imcCheckResult"].AsBoolean();
            var status = told["imcStatusInfo"].AsBoolean();
            var correct = told["imcEstimatedStatusCorrect"].AsBoolean();
            var alone = told["ecrStandAloneFlag"].AsBoolean();
            if (flag == null || result == null || status == null || correct == null || alone == null)
            {
                return null;
            }
            return new CheckResult
            {
                ImcCheckFlag = flag.Value, ImcCheckResult = result.Value, ImcStatusInfo = status.Value,
                ImcEstimatedStatusCorrect = correct.Value, EcrStandAloneFlag = alone.Value,
            };
        }

        internal JsonObject Members() => new JsonObject
        {
            { "imcCheckFlag", ImcCheckFlag }, { "imcCheckResult", ImcCheckResult }, { "imcStatusInfo", ImcStatusInfo },
            { "imcEstimatedStatusCorrect", ImcEstimatedStatusCorrect }, { "ecrStandAloneFlag", EcrStandAloneFlag },
        };
    }

    /// <summary>Kind of a product code, by its place in tag 1163.</summary>
    public enum ProductCodeKind
    {
#pragma warning disable 1591
        Undefined, Ean8, Ean13, Itf14, Gs10, Gs1m, Short, Furs, Egais20, Egais30, F1, F2, F3, F4, F5, F6,
#pragma warning restore 1591
    }

    /// <summary>Codes of the product (код товара, tag 1163).</summary>
    public sealed class ProductCodes
    {
        private readonly JsonObject _members = new JsonObject();

        /// <summary>No code yet: add one per kind.</summary>
        public ProductCodes()
        {
        }

        /// <summary>Codes whose kinds the register finds out.</summary>
        public ProductCodes(params string[] codes)
        {
            _members.Add("codes", Lists.Texts(codes));
        }

        /// <summary>Adds a code of a kind.</summary>
        public ProductCodes Add(ProductCodeKind kind, string code)
        {
            _members.Add(Words.Of(kind), code);
            return this;
        }

        internal JsonObject Members() => _members;
    }

    /// <summary>
    /// What a federal authority demands of a line or a receipt (отраслевой реквизит), such as the permission of a sale.
    /// </summary>
    public sealed class IndustryAttribute
    {
        private readonly JsonObject _members;

        /// <summary>The number of the authority (ФОИВ, "030"), date and number of its document, and the value.</summary>
        public IndustryAttribute(string fois, DateTime date, string number, string industryAttribute)
        {
            _members = new JsonObject
            {
                { "fois", fois }, { "date", date.ToString("yyyy.MM.dd", CultureInfo.InvariantCulture) },
                { "number", number }, { "industryAttribute", industryAttribute },
            };
        }

        /// <summary>A list of them; null, which leaves it out, if there are none.</summary>
        internal static Json All(ICollection<IndustryAttribute> attributes) =>
            attributes.Count == 0 ? null : Json.List(attributes.Select(each => (Json)each._members));
    }

    /// <summary>What is known of a marking code. What the device did not report is null.</summary>
    public sealed class MarkCheck : Answers
    {
        internal MarkCheck(Json answer) : base(answer)
        {
            var (offline, online, error) = (answer["offlineValidation"], answer["onlineValidation"], answer["driverError"]);
            Ready = answer["ready"].AsBoolean();
            Result = CheckResult.Of(answer["itemInfoCheckResult"]) ?? CheckResult.Of(online["itemInfoCheckResult"]);
            FmCheck = offline["fmCheck"].AsBoolean();
            FmCheckResult = offline["fmCheckResult"].AsBoolean();
            FmCheckErrorReason = offline["fmCheckErrorReason"].AsText();
            SentImcRequest = answer["sentImcRequest"].AsBoolean();
            MarkOperatorItemStatus = online["markOperatorItemStatus"].AsText();
            MarkOperatorResponseResult = online["markOperatorResponseResult"].AsText();
            ErrorCode = error["code"].AsInt64();
            ErrorDescription = error["description"].AsText();
        }

        /// <summary>Whether the check has ended; <see cref="Device.GetMarkingCodeValidationStatus"/> only.</summary>
        public bool? Ready { get; }

        /// <summary>The result.</summary>
        [MaybeNull]
        public CheckResult Result { get; }

        /// <summary>Whether the fiscal drive checked the code.</summary>
        public bool? FmCheck { get; }

        /// <summary>Whether that check was positive.</summary>
        public bool? FmCheckResult { get; }

        /// <summary>"checked", or why the drive did not check it: "noKeys" and so on.</summary>
        [MaybeNull]
        public string FmCheckErrorReason { get; }

        /// <summary>Whether the marking system was asked.</summary>
        public bool? SentImcRequest { get; }

        /// <summary>What it says of the state: "itemEstimatedStatusCorrect", "itemEstimatedStatusIncorrect", "itemSaleStopped".</summary>
        [MaybeNull]
        public string MarkOperatorItemStatus { get; }

        /// <summary>"correct", "incorrect" or "unrecognized".</summary>
        [MaybeNull]
        public string MarkOperatorResponseResult { get; }

        /// <summary>Why the check did not end: code of the register, 0 if it did.</summary>
        public long? ErrorCode { get; }

        /// <summary>The register's text for it.</summary>
        [MaybeNull]
        public string ErrorDescription { get; }
    }

    /// <summary>State of the marking of a register. What the device did not report is null.</summary>
    public sealed class MarkingState : Answers
    {
        internal MarkingState(Json answer) : base(answer)
        {
            var told = answer["fm"];
            Status = told["status"].AsText();
            CheckingCount = told["checkingCount"].AsInt64();
            SoldImcCount = told["soldImcCount"].AsInt64();
            NoticeFreeMemory = told["noticeFreeMemory"].AsText();
            NoticeUnsentCount = told["noticeUnsentCount"].AsInt64();
        }

        /// <summary>What the fiscal drive does with codes now.</summary>
        [MaybeNull]
        public string Status { get; }

        /// <summary>Codes that have been checked for the next receipt.</summary>
        public long? CheckingCount { get; }

        /// <summary>Codes in the receipt that is being made.</summary>
        public long? SoldImcCount { get; }

        /// <summary>How much room the drive has for notices to the marking system: "less50" and so on.</summary>
        [MaybeNull]
        public string NoticeFreeMemory { get; }

        /// <summary>Notices that wait to be sent.</summary>
        public long? NoticeUnsentCount { get; }
    }
}
