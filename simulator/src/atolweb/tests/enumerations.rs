//! The words of the vocabulary (§2.9, §2.10) with their codes in the fiscal drive.

use super::*;

const METHODS: &str = "fullPrepayment 1 prepayment 2 advance 3 fullPayment 4 partialPayment 5 credit 6 creditPayment 7";
const OBJECTS: &str = "commodity 1 excise 2 job 3 service 4 gamblingBet 5 gamblingPrize 6 lottery 7 lotteryPrize 8 \
    intellectualActivity 9 payment 10 agentCommission 11 pay 12 composite 12 another 13 proprietaryLaw 14 \
    nonOperatingIncome 15 otherContributions 16 insuranceContributions 16 merchantTax 17 resortFee 18 deposit 19 \
    consumption 20 soleProprietorCPIContributions 21 cpiContributions 22 soleProprietorCMIContributions 23 \
    cmiContributions 24 csiContributions 25 casinoPayment 26 fundsIssuance 27 exciseWithoutMarking 30 \
    exciseWithMarking 31 commodityWithoutMarking 32 commodityWithMarking 33";
const UNITS: &str = "piece 0 gram 10 kilogram 11 ton 12 centimeter 20 decimeter 21 meter 22 squareCentimeter 30 \
    squareDecimeter 31 squareMeter 32 milliliter 40 liter 41 cubicMeter 42 kilowattHour 50 gkal 51 day 70 hour 71 \
    minute 72 second 73 kilobyte 80 megabyte 81 gigabyte 82 terabyte 83 otherUnits 255";
const RATES: &str = "none 6 vat0 5 0 5 vat10 2 10 2 vat110 4 110 4 vat20 1 20 1 vat120 3 120 3 vat18 1 18 1 vat118 3 \
    118 3 vat5 7 vat7 8 vat105 9 vat107 10 vat22 11 vat122 12";

/// The words with their codes.
fn pairs(text: &str) -> Vec<(&str, u16)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.chunks(2).map(|pair| (pair[0], pair[1].parse().expect("a code"))).collect()
}

/// The codes at this tag of a receipt whose positions have these values.
fn codes(server: &Simulator, values: &[(String, Value)], tag: &str) -> Vec<Value> {
    let item = small("sell")["items"][0].clone();
    let items: Vec<Value> = values.iter().map(|(at, value)| item.clone().with(at, value.clone())).collect();
    let total = 100 * items.len();
    let task = small("sell").with("items", items.into()).with("/payments/0/sum", json!(total));
    ready(server, &task);
    let positions = last_tags(server)["1059"].as_array().expect("positions").clone();
    positions.iter().map(|position| position[tag].clone()).collect()
}

#[test]
fn each_word_of_a_position_has_its_code() {
    let server = server();
    for (at, tag, text, takes_numbers) in [
        ("paymentMethod", "1214", METHODS, true),
        ("paymentObject", "1212", OBJECTS, true),
        ("measurementUnit", "2108", UNITS, true),
        ("/tax/type", "1199", RATES, false),
    ] {
        let pairs = pairs(text);
        let expected: Vec<Value> = pairs.iter().map(|(_, code)| json!(code)).collect();
        let by_word: Vec<_> = pairs.iter().map(|(word, _)| (at.to_owned(), json!(word))).collect();
        assert_eq!(codes(&server, &by_word, tag), expected, "{at}");
        if takes_numbers {
            let by_code: Vec<_> = pairs.iter().map(|(_, code)| (at.to_owned(), json!(code.to_string()))).collect();
            assert_eq!(codes(&server, &by_code, tag), expected, "{at}");
        }
    }
}

#[test]
fn each_taxation_and_payment_has_its_tag() {
    let server = server();
    for (word, bit) in [("osn", 1), ("usnIncome", 2), ("usnIncomeOutcome", 4), ("esn", 16), ("patent", 32)] {
        ready(&server, &small("sell").with("taxationType", json!(word)));
        assert_eq!(last_tags(&server)["1055"], bit, "{word}");
    }
    let payments = [
        ("cash", "1031"),
        ("electronically", "1081"),
        ("prepaid", "1215"),
        ("credit", "1216"),
        ("other", "1217"),
        ("0", "1031"),
        ("1", "1081"),
        ("2", "1215"),
        ("3", "1216"),
        ("4", "1217"),
        ("5", "1081"),
        ("9", "1081"),
    ];
    for (word, tag) in payments {
        ready(&server, &small("sell").with("/payments/0/type", json!(word)));
        assert_eq!(last_tags(&server)[tag], 100, "{word}");
    }
}

#[test]
fn each_agent_has_its_bit() {
    let server = server();
    let agents = [
        "bankPayingAgent",
        "bankPayingSubagent",
        "payingAgent",
        "payingSubagent",
        "attorney",
        "commissionAgent",
        "another",
    ];
    for (bit, word) in agents.into_iter().enumerate() {
        ready(&server, &small("sell").with("/items/0/agentInfo", json!({"agents": [word, word]})));
        assert_eq!(last_tags(&server)["1059"][0]["1222"], 1 << bit, "{word}");
    }
}
