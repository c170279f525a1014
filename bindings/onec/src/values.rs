//! Values of attributes as 1C spells them, translated into the values of tasks (requirements §3.5).

use base64::prelude::{BASE64_STANDARD, Engine};
use kassa::error::Problem;
use kassa::task::json::Node;
use kassa::task::money::decimal;
use kassa::task::words::{
    Agent, CorrectionKind, ItemStatus, PaymentMethod, PaymentObject, ReregistrationReason, Taxation, Unit, Words,
};

type Read = Result<Node, Problem>;

/// VAT rates: 1C's spelling, and the task's word.
const RATES: &[(&str, &str)] = &[
    ("none", "none"),
    ("0", "vat0"),
    ("5", "vat5"),
    ("7", "vat7"),
    ("10", "vat10"),
    ("12", "vat12"),
    ("16", "vat16"),
    ("18", "vat18"),
    ("20", "vat20"),
    ("22", "vat22"),
    ("5/105", "vat105"),
    ("7/107", "vat107"),
    ("10/110", "vat110"),
    ("18/118", "vat118"),
    ("20/120", "vat120"),
    ("22/122", "vat122"),
];

/// Taxation systems in the order of 1C's codes.
const TAXATIONS: [Taxation; 6] =
    [Taxation::Osn, Taxation::UsnIncome, Taxation::UsnIncomeOutcome, Taxation::Envd, Taxation::Esn, Taxation::Patent];

fn word<W: Words>(value: W) -> Node {
    Node::Text(value.word().into())
}

/// A value of an FFD list by its code. `allowed` lists the codes for the fault.
fn by_code<W: Words>(text: &str, allowed: &str) -> Result<W, Problem> {
    let code: Option<u8> = text.parse().ok();
    let found = W::SPELLINGS.iter().map(|(_, value)| *value).find(|value| Some(value.code()) == code);
    found.ok_or_else(|| Problem::Word(allowed.into()))
}

/// A text, unchanged.
#[allow(clippy::unnecessary_wraps, reason = "one form for every row")]
pub fn text(value: &str) -> Read {
    Ok(Node::Text(value.into()))
}

/// A number, with its digits unchanged. It may have more of them than a decimal holds: the core judges that.
pub fn number(value: &str) -> Read {
    match decimal(value).is_some() || serde_json::from_str::<serde_json::Number>(value).is_ok() {
        true => Ok(Node::Number(value.into())),
        false => Err(Problem::Type("number")),
    }
}

/// Number of a shop's section; 0 means none.
pub fn department(value: &str) -> Read {
    if value == "0" { Ok(Node::Null) } else { number(value) }
}

/// A boolean: `true`, `false`, `1` or `0`, ignoring case.
pub fn flag(value: &str) -> Read {
    match value.to_lowercase().as_str() {
        "true" | "1" => Ok(Node::Bool(true)),
        "false" | "0" => Ok(Node::Bool(false)),
        _ => Err(Problem::Word("true, false".into())),
    }
}

/// A boolean of which `false` asks for nothing.
pub fn set(value: &str) -> Read {
    let flag = flag(value)?;
    Ok(if flag == Node::Bool(false) { Node::Null } else { flag })
}

/// A negated boolean: "do not print" becomes "electronic".
pub fn unless(value: &str) -> Read {
    match flag(value)? {
        Node::Bool(yes) => Ok(Node::Bool(!yes)),
        other => Ok(other),
    }
}

/// VAT rate.
pub fn vat(value: &str) -> Read {
    let rate = value.trim_end_matches('%').to_lowercase();
    let found = RATES.iter().find(|(spelled, _)| *spelled == rate);
    let allowed = || RATES.iter().map(|(spelled, _)| *spelled).collect::<Vec<_>>().join(", ");
    found.map(|(_, word)| Node::Text((*word).into())).ok_or_else(|| Problem::Word(allowed().into()))
}

/// Payments: names of the attribute, and the payment type of a task.
pub const PAYMENTS: &[(&[&str], &str)] = &[
    (&["Cash"], "cash"),
    (&["ElectronicPayment"], "electronically"),
    (&["PrePayment", "AdvancePayment"], "prepaid"),
    (&["PostPayment", "Credit"], "credit"),
    (&["Barter", "CashProvision"], "other"),
];

/// A list of words of one vocabulary of the task as 1C spells them; any other list as it is.
pub fn codes(words: &str) -> String {
    const VOCABULARIES: [fn(&str) -> Option<String>; 6] = [
        |word| RATES.iter().find(|(_, rate)| *rate == word).map(|(spelled, _)| (*spelled).to_owned()),
        |word| taxation_code(word).map(|code| code.to_string()),
        |word| PaymentMethod::of(word).map(|method| method.code().to_string()),
        |word| agent_bit(word).map(|bit| bit.to_string()),
        |word| PaymentObject::of(word).map(|object| object.code().to_string()),
        |word| Unit::of(word).map(|unit| unit.code().to_string()),
    ];
    // 1C has no payment by phone.
    let words_of_payment = words.strip_suffix(", mobile").unwrap_or(words);
    let payment = |word: &str| PAYMENTS.iter().find(|(_, of)| *of == word).map(|(names, _)| names[0].to_owned());
    if let Some(names) = words_of_payment.split(", ").map(payment).collect::<Option<Vec<_>>>() {
        return names.join(", ");
    }
    let spelled = VOCABULARIES.iter().find_map(|code| words.split(", ").map(code).collect::<Option<Vec<_>>>());
    spelled.map_or_else(|| words.to_owned(), |codes| codes.join(", "))
}

/// Taxation system by its code.
pub fn taxation(value: &str) -> Read {
    let found = value.parse::<usize>().ok().and_then(|code| TAXATIONS.get(code));
    found.map(|taxation| word(*taxation)).ok_or_else(|| Problem::Word("0…5".into()))
}

/// Taxation systems by their codes, separated by commas.
pub fn taxations(value: &str) -> Read {
    value.split(',').map(|code| taxation(code.trim())).collect::<Result<_, _>>().map(Node::List)
}

/// The code of a taxation system.
pub fn taxation_code(word: &str) -> Option<usize> {
    TAXATIONS.iter().position(|taxation| taxation.word() == word)
}

/// Kinds of agent by their bit numbers, separated by commas.
pub fn agents(value: &str) -> Read {
    let agent = |number: &str| {
        let code = number.trim().parse::<u8>().ok().and_then(|bit| bit.checked_add(1));
        by_code::<Agent>(&code.unwrap_or_default().to_string(), "0…6").map(word)
    };
    value.split(',').map(agent).collect::<Result<_, _>>().map(Node::List)
}

/// The bit number of a kind of agent.
pub fn agent_bit(word: &str) -> Option<u8> {
    Agent::of(word).map(|agent| agent.code() - 1)
}

/// Payment method (1214) by its code.
pub fn method(value: &str) -> Read {
    by_code::<PaymentMethod>(value, "1…7").map(word)
}

/// Payment object (1212) by its code.
pub fn object(value: &str) -> Read {
    by_code::<PaymentObject>(value, "1…27, 30…33").map(word)
}

/// Unit of quantity of FFD 1.2 (2108) by its code.
pub fn unit(value: &str) -> Read {
    by_code::<Unit>(value, "0, 10…12, 20…22, 30…32, 40…42, 50, 51, 70…73, 80…83, 255").map(word)
}

/// What becomes of a marked thing (2003) by its code. The requirements count to 5 where FFD has 255.
pub fn planned(value: &str) -> Read {
    let code = if value == "5" { "255" } else { value };
    by_code::<ItemStatus>(code, "1…5").map(word)
}

/// Kind of correction (1173) by its code.
pub fn correction(value: &str) -> Read {
    by_code::<CorrectionKind>(value, "0, 1").map(word)
}

/// Reason for a change of registration by its code.
pub fn reason(value: &str) -> Read {
    by_code::<ReregistrationReason>(value, "1…4").map(word)
}

/// Phones, separated by commas.
#[allow(clippy::unnecessary_wraps, reason = "one form for every row")]
pub fn phones(value: &str) -> Read {
    let phones = value.split(',').map(str::trim).filter(|phone| !phone.is_empty());
    Ok(Node::List(phones.map(|phone| Node::Text(phone.into())).collect()))
}

/// A date: `2021-09-10T00:00:00`, `2021-09-10` or `10.09.2021`.
pub fn date(value: &str) -> Read {
    let day = value.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['-', '.']).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => Ok(Node::Text(format!("{year}.{month}.{day}").into())),
        [day, month, year] if year.len() == 4 => Ok(Node::Text(format!("{year}.{month}.{day}").into())),
        _ => Err(Problem::Date("YYYY-MM-DD")),
    }
}

/// The date of a corrected settlement. 1C writes the first day of its calendar for a date that was not given.
pub fn base_date(value: &str) -> Read {
    if value.starts_with("0001-01-01") || value.starts_with("01.01.0001") { Ok(Node::Null) } else { date(value) }
}

/// A date with a time: `2021-09-10T18:57:03`.
pub fn date_time(value: &str) -> Read {
    let time = value.split_once('T').map(|(_, time)| time.get(..8).unwrap_or(time));
    match (date(value), time) {
        (Ok(Node::Text(day)), Some(time)) => Ok(Node::Text(format!("{day} {time}").into())),
        _ => Err(Problem::Date("YYYY-MM-DDThh:mm:ss")),
    }
}

/// Base64, kept as it is.
pub fn base64(value: &str) -> Read {
    match BASE64_STANDARD.decode(value) {
        Ok(_) => Ok(Node::Text(value.into())),
        Err(_) => Err(Problem::Range("base64".into())),
    }
}

/// Text encoded in base64.
pub fn decoded(value: &str) -> Read {
    let text = BASE64_STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.map(|text| Node::Text(text.into())).ok_or_else(|| Problem::Range("base64".into()))
}

/// A code that some configurations send in base64 and others as it is. Digits alone are taken as they are: they are
/// never the base64 of digits.
pub fn code(value: &str) -> Read {
    let plain = value.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text(value) } else { decoded(value).or_else(|_| text(value)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reading = fn(&str) -> Read;

    #[test]
    fn every_spelling_of_the_requirements_is_read() {
        let texts: &[(Reading, &str, &str)] = &[
            (vat, "none", "none"),
            (vat, "22/122", "vat122"),
            (vat, "7", "vat7"),
            (taxation, "0", "osn"),
            (taxation, "5", "patent"),
            (method, "3", "advance"),
            (object, "33", "commodityWithMarking"),
            (unit, "11", "kilogram"),
            (unit, "255", "otherUnits"),
            (planned, "2", "itemDryForSale"),
            (planned, "5", "itemStatusUnchanged"),
            (correction, "1", "instruction"),
            (date, "2021-09-10T00:00:00", "2021.09.10"),
            (date, "10.09.2021", "2021.09.10"),
            (date_time, "2021-09-10T18:57:03", "2021.09.10 18:57:03"),
            (decoded, "MjkwMDAwMTQ2MjEwNQ==", "2900001462105"),
            (code, "MjkwMDAwMTQ2MjEwNQ==", "2900001462105"),
            (code, "2900001462105", "2900001462105"),
        ];
        for (read, spelled, expected) in texts {
            assert_eq!(read(spelled), Ok(Node::Text((*expected).into())), "{spelled}");
        }
        assert_eq!(agents("0, 6"), Ok(Node::List(vec![word(Agent::BankPayingAgent), word(Agent::Another)])));
        assert_eq!(flag("TRUE"), Ok(Node::Bool(true)));
        assert_eq!(unless("false"), Ok(Node::Bool(true)));
        for digits in ["0.610", "4666.666666666666666666666666667"] {
            assert_eq!(number(digits), Ok(Node::Number(digits.into())));
        }
    }

    #[test]
    fn words_of_a_task_are_told_as_1c_spells_them() {
        for (words, told) in [
            ("none, vat0, vat120", "none, 0, 20/120"),
            ("osn, patent", "0, 5"),
            ("fullPayment, prepayment", "4, 2"),
            ("0…5", "0…5"),
            ("cash, electronically, mobile", "Cash, ElectronicPayment"),
            ("true, false", "true, false"),
        ] {
            assert_eq!(codes(words), told);
        }
    }

    #[test]
    fn what_no_revision_of_the_requirements_has_is_refused() {
        let wrong: &[(Reading, &str)] = &[
            (vat, "19"),
            (taxation, "6"),
            (agents, "7"),
            (agents, "0,,1"),
            (method, "8"),
            (object, "28"),
            (unit, "1"),
            (planned, "6"),
            (number, "1,5"),
            (number, "1 000"),
            (flag, "да"),
            (date, "вчера"),
            (date_time, "2021-09-10"),
            (base64, "не base64"),
        ];
        for (read, spelled) in wrong {
            assert!(read(spelled).is_err(), "{spelled}");
        }
    }
}
