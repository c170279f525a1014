using System;
using System.Linq;
using System.Threading.Tasks;

namespace Kassa.Tests
{
    /// <summary>Marked things, the rates of today and the checks of marking codes, on a register of FFD 1.2.</summary>
    public sealed class MarkingTests : TestClass
    {
        internal static Register Atol;

        private const string Code = "0104607427512374215Qgj=T\u001d91EE06\u001d92YWJj";

        private Device Shop() => Opened(new JsonObject
        {
            { "backend", "atolweb" }, { "url", Atol.Url }, { "settleMs", 300 }, { "resend", 0 },
            { "journal", Config().Single(member => member.Key == "journal").Value },
        });

        private static Item Shoes() => new Item("Туфли", 4990, 1, Vat.Vat22)
        {
            PaymentObject = PaymentObject.CommodityWithMarking, MeasurementUnit = "piece", Mark = new Mark(Code),
        };

        private static string Id() => "марка-" + Guid.NewGuid();

        private static Json Made() => Atol.Receipts().Last();

        private static void Good(CheckResult result)
        {
            Check.True(result.ImcCheckFlag && result.ImcCheckResult && result.ImcStatusInfo, "it was checked");
            Check.True(result.ImcEstimatedStatusCorrect && !result.EcrStandAloneFlag, "it may be sold");
        }

        public void A_marked_thing_is_checked_and_sold()
        {
            var device = Shop();
            var check = device.ValidateMarks(new[] { new Mark(Code) }, TimeSpan.FromSeconds(5)).Single();
            Good(check.Result);
            Check.Equal(0L, check.ErrorCode.Value);
            Check.Equal(true, check.SentImcRequest.Value);
            var item = Shoes();
            item.IndustryInfo.Add(new IndustryAttribute("030", new DateTime(2023, 11, 21), "1944", "UUID=1&Time=2"));
            var sale = Sale(Id(), item);
            sale.ValidateMarkingCodes = true;
            device.PrintReceipt(sale);
            var line = Made()["tags"]["1059"][0];
            Check.Equal(Code, line["2000"].AsText());
            Check.Equal(new[] { 1L, 11L, 15L }, new[] { "2110", "1199", "2106" }.Select(tag => line[tag].AsInt64().Value));
            Check.Equal("21.11.2023", line["1260"][0]["1263"].AsText());
            Check.Equal("UUID=1&Time=2", line["1260"][0]["1265"].AsText());
        }

        public void Every_member_of_a_mark_arrives()
        {
            var item = Shoes();
            item.Mark = new Mark(Code)
            {
                ImcType = MarkKind.Auto, ImcModeProcessing = 0, ItemFractionalAmount = "1/20", ItemQuantity = 1, ItemUnits = "piece",
                ItemInfoCheckResult = new CheckResult { ImcCheckFlag = true, ImcCheckResult = true, ImcStatusInfo = true, ImcEstimatedStatusCorrect = true },
            };
            item.ProductCodes = new ProductCodes().Add(ProductCodeKind.Ean13, "4607427512374").Add(ProductCodeKind.F1, "особый");
            var sale = Sale(Id(), item);
            sale.IndustryInfo.Add(new IndustryAttribute("010", new DateTime(2024, 2, 1), "17", "весь чек"));
            Shop().PrintReceipt(sale);
            var line = Made()["tags"]["1059"][0];
            Check.Equal(15L, line["2106"].AsInt64().Value);
            Check.Equal("1/20", line["1291"]["1292"].AsText());
            Check.Equal("особый", line["1163"]["1320"].AsText());
            Check.Equal("весь чек", Made()["tags"]["1261"][0]["1265"].AsText());
            var sent = Made()["task"]["items"][0]["imcParams"];
            Check.Equal(
                new[] { "auto", "itemPieceSold", "1/20", "piece" },
                new[] { "imcType", "itemEstimatedStatus", "itemFractionalAmount", "itemUnits" }.Select(name => sent[name].AsText()));
            Check.Equal(0L, sent["imcModeProcessing"].AsInt64().Value);
            Check.Equal(1L, sent["itemQuantity"].AsInt64().Value);
        }

        public void A_product_may_have_codes_whose_kinds_the_register_finds_out()
        {
            var item = new Item("Вода", 50, 1, Vat.Vat5) { ProductCodes = new ProductCodes("4607427512374") };
            Shop().PrintReceipt(Sale(Id(), item));
            Check.Equal("4607427512374", Made()["tags"]["1059"][0]["1163"]["1302"].AsText());
        }

        public async Task A_check_goes_step_by_step()
        {
            var device = Shop();
            device.ClearMarkingCodeValidationResult();
            var begun = device.BeginMarkingCodeValidation(new Mark(Code));
            Check.True(begun.FmCheck == true && begun.FmCheckResult == true, "the drive checked it");
            Check.Equal("checked", begun.FmCheckErrorReason);
            var status = await device.GetMarkingCodeValidationStatusAsync();
            Check.Equal(true, status.Ready.Value);
            Good(status.Result);
            Check.Equal("itemEstimatedStatusCorrect correct", status.MarkOperatorItemStatus + " " + status.MarkOperatorResponseResult);
            Good((await device.AcceptMarkingCodeAsync()).Result);
            Check.Equal(1L, device.CheckImcWorkState().CheckingCount.Value);
            await device.BeginMarkingCodeValidationAsync(new Mark(Code));
            await device.DeclineMarkingCodeAsync();
            device.BeginMarkingCodeValidation(new Mark(Code));
            device.CancelMarkingCodeValidation();
            Check.True(device.GetMarkingCodeValidationStatus().ErrorCode != 0, "nothing is being checked");
            await device.ClearMarkingCodeValidationResultAsync();
            Check.Equal(0L, (await device.CheckImcWorkStateAsync()).CheckingCount.Value);
            Good((await device.ValidateMarksAsync(new[] { new Mark(Code) }, null, true)).Single().Result);
        }

        public void Every_rate_of_Russia_is_sold()
        {
            var rates = Enum.GetValues(typeof(Vat)).Cast<Vat>().Where(rate => rate != Vat.Vat12 && rate != Vat.Vat16).ToArray();
            Shop().PrintReceipt(Sale(Id(), rates.Select(rate => new Item("Чай", 100, 1, rate)).ToArray()));
            Check.Equal(
                rates.Select(rate => rate.ToString().ToLowerInvariant()),
                Made()["task"]["items"].Items.Select(line => line["tax"]["type"].AsText()));
        }

        public void A_code_in_base64_is_refused_as_one_encoded_twice()
        {
            var item = Shoes();
            item.Mark = new Mark("MDEwNDYwNzQyNzUxMjM3NDIxNVFnaj1UHTkxRUUwNh05MllXSmo=");
            var error = Check.Throws<BadDocumentException>(() => Shop().PrintReceipt(Sale(Id(), item)));
            Check.Equal("items[0].imcParams", error.Faults.Single().Path);
        }
    }
}
