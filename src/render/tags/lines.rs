//! The lines of a stored receipt, with their agents and suppliers.

use super::super::captions::Caption;
use super::super::printed::{Item, mark};
use super::Tags;
use crate::task::money::decimal;
use crate::task::people::{AgentInfo, Supplier};
use crate::task::words::{Agent, Unit, Words};
use serde_json::Value;

/// A line (1059).
pub(super) fn item(line: Tags) -> Item {
    let is_marked = ["1162", "2000", "2106"].iter().any(|tag| line.0.get(tag).is_some());
    let checked = line.count("2106").and_then(|bits| u8::try_from(bits).ok());
    let parts = line.inside("1291");
    let fraction = parts.text("1293").zip(parts.text("1294"));
    let facts = [
        (Caption::Origin, "1230"),
        (Caption::Declaration, "1231"),
        (Caption::Excise, "1229"),
        (Caption::Attribute, "1191"),
    ];
    let facts = facts.into_iter().filter_map(|(caption, tag)| Some((caption, line.text(tag)?)));
    Item {
        name: line.text("1030").unwrap_or_default(),
        mark: is_marked.then(|| mark(checked)),
        price: line.money("1079"),
        quantity: line.text("1023").and_then(|digits| decimal(&digits)),
        fraction: fraction.map(|(part, whole)| format!("{part}/{whole}")),
        unit: line.text("1197").or_else(|| line.word::<Unit>("2108").map(|unit| unit.abbreviation().to_owned())),
        amount: line.money("1043"),
        vat: line.word("1199"),
        vat_sum: line.money("1200"),
        method: line.word("1214"),
        object: line.word("1212"),
        agent: agent(line, "1222", line.inside("1223")),
        supplier: supplier(line, line.inside("1224")),
        facts: facts.collect(),
        ..Item::default()
    }
}

/// An agent: its kinds, and its data, which a line has in a tag of their own.
pub(super) fn agent(tags: Tags, kinds: &str, data: Tags) -> Option<AgentInfo> {
    let agents = agents(tags.0.get(kinds));
    let info = AgentInfo {
        operation: data.text("1044"),
        paying_phones: data.texts("1073"),
        receiving_phones: data.texts("1074"),
        transfer_phones: data.texts("1075"),
        transfer_name: data.text("1026"),
        transfer_address: data.text("1005"),
        transfer_vatin: data.text("1016"),
        agents,
    };
    (info != AgentInfo::default()).then_some(info)
}

/// Kinds of agent: a bit for each (FFD), or a list of their numbers (iCASH).
fn agents(told: Option<&Value>) -> Vec<Agent> {
    match told {
        Some(Value::Array(numbers)) => numbers.iter().filter_map(|number| Agent::of_code(number.as_u64()?)).collect(),
        Some(bits) => {
            let bits = bits.as_u64().unwrap_or(0);
            let all = Agent::SPELLINGS.iter().map(|(_, agent)| *agent);
            all.filter(|agent| bits >> (agent.code() - 1) & 1 == 1).collect()
        }
        None => Vec::new(),
    }
}

/// A supplier: its ИНН, and its data, which a line has in a tag of their own.
pub(super) fn supplier(tags: Tags, data: Tags) -> Option<Supplier> {
    let supplier = Supplier { phones: data.texts("1171"), name: data.text("1225"), vatin: tags.text("1226") };
    (supplier != Supplier::default()).then_some(supplier)
}
