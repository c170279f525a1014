//! The line of a receipt on the wire (§6.11.2, table T1059).

use super::amount::Amount;
use crate::error::{Fault, Problem, Text};
use crate::task::people::{AgentInfo, Supplier};
use crate::task::words::{Agent, Words};
use crate::task::{Measure, Position};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// Line (T1059).
#[derive(Debug, Serialize)]
pub(super) struct Item<'a> {
    /// Payment method (признак способа расчёта), 1 to 7.
    #[serde(rename = "T1214", skip_serializing_if = "Option::is_none")]
    pub method: Option<u8>,
    /// Payment object (признак предмета расчёта), 1 to 13.
    #[serde(rename = "T1212", skip_serializing_if = "Option::is_none")]
    pub object: Option<u8>,
    /// Kind of agent (признак агента), as an array of one.
    #[serde(rename = "T1222", skip_serializing_if = "Option::is_none")]
    pub agent: Option<[u8; 1]>,
    /// Data of the agent.
    #[serde(rename = "T1223", skip_serializing_if = "Option::is_none")]
    pub agent_data: Option<AgentData<'a>>,
    /// Data of the supplier.
    #[serde(rename = "T1224", skip_serializing_if = "Option::is_none")]
    pub supplier: Option<SupplierData<'a>>,
    /// ИНН of the supplier.
    #[serde(rename = "T1226", skip_serializing_if = "Option::is_none")]
    pub supplier_vatin: Option<&'a str>,
    /// Name.
    #[serde(rename = "T1030", skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// Unit of measure, as it is printed.
    #[serde(rename = "T1197", skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'a str>,
    /// Goods code, an array of bytes.
    #[serde(rename = "T1162", skip_serializing_if = "Option::is_none")]
    pub code: Option<&'a [u8]>,
    /// Country of origin.
    #[serde(rename = "T1230", skip_serializing_if = "Option::is_none")]
    pub country: Option<&'a str>,
    /// Customs declaration.
    #[serde(rename = "T1231", skip_serializing_if = "Option::is_none")]
    pub declaration: Option<&'a str>,
    /// Price of one unit, in roubles.
    #[serde(rename = "T1079")]
    pub price: Amount,
    /// Quantity, as text with at most three decimal places.
    #[serde(rename = "T1023")]
    pub quantity: Quantity,
    /// Excise duty (акциз), in roubles.
    #[serde(rename = "T1229", skip_serializing_if = "Option::is_none")]
    pub excise: Option<Amount>,
    /// Code of the VAT rate, 1 to 6.
    #[serde(rename = "T1199")]
    pub vat: u8,
    /// VAT of the line.
    #[serde(rename = "T1200", skip_serializing_if = "Option::is_none")]
    pub vat_sum: Option<Amount>,
    /// Sum of the line, in roubles.
    #[serde(rename = "T1043")]
    pub amount: Amount,
    /// Additional attribute of the line (дополнительный реквизит предмета расчёта).
    #[serde(rename = "T1191", skip_serializing_if = "Option::is_none")]
    pub attribute: Option<&'a str>,
}

/// Data of an agent: T1223A for paying agents, T1223B for bank paying agents.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum AgentData<'a> {
    /// Table T1223A.
    Paying {
        /// Phones of the paying agent.
        #[serde(rename = "T1073", skip_serializing_if = "<[_]>::is_empty")]
        paying_phones: &'a [String],
        /// Phones of the operator who receives payments.
        #[serde(rename = "T1074", skip_serializing_if = "<[_]>::is_empty")]
        receiving_phones: &'a [String],
    },
    /// Table T1223B.
    Bank {
        /// Operation of the paying agent.
        #[serde(rename = "T1044", skip_serializing_if = "Option::is_none")]
        operation: Option<&'a str>,
        /// Phones of the paying agent.
        #[serde(rename = "T1073", skip_serializing_if = "<[_]>::is_empty")]
        paying_phones: &'a [String],
        /// Name of the operator who transfers money.
        #[serde(rename = "T1026", skip_serializing_if = "Option::is_none")]
        transfer_name: Option<&'a str>,
        /// Address of the operator who transfers money.
        #[serde(rename = "T1005", skip_serializing_if = "Option::is_none")]
        transfer_address: Option<&'a str>,
        /// ИНН of the operator who transfers money.
        #[serde(rename = "T1016", skip_serializing_if = "Option::is_none")]
        transfer_vatin: Option<&'a str>,
        /// Phones of the operator who transfers money.
        #[serde(rename = "T1075", skip_serializing_if = "<[_]>::is_empty")]
        transfer_phones: &'a [String],
    },
}

/// Data of a supplier (table T1224).
#[derive(Debug, Serialize)]
pub(super) struct SupplierData<'a> {
    /// Phones of the supplier.
    #[serde(rename = "T1171")]
    pub phones: &'a [String],
    /// Name.
    #[serde(rename = "T1225", skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
}

/// A quantity: a text with at most three decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity(pub Decimal);

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The line of a position. Adds the faults that only this register has.
pub(super) fn item<'a>(position: &'a Position, agency: bool, faults: &mut Vec<Fault>) -> Item<'a> {
    let agent = position.agent.as_ref().filter(|info| !info.agents.is_empty());
    let at = |name: &str| format!("items[{}].{name}", position.index);
    Item {
        method: position.method.map(Words::code),
        object: position.object.map(Words::code),
        agent: agent.and_then(|info| info.agents.first()).map(|agent| [agent.code()]),
        agent_data: agent.and_then(|info| agent_data(info, &at, faults)),
        supplier: position
            .supplier
            .as_ref()
            .and_then(|supplier| supplier_data(supplier, agency || agent.is_some(), &at, faults)),
        supplier_vatin: position.supplier.as_ref().and_then(|supplier| supplier.vatin.as_deref()),
        name: position.name.as_deref(),
        unit: position.unit.as_ref().map(Measure::printed),
        code: position.code.as_deref(),
        country: position.country.as_deref(),
        declaration: position.declaration.as_deref(),
        price: Amount(position.price),
        quantity: Quantity(position.quantity.normalize()),
        excise: position.excise.map(Amount),
        vat: position.vat.code(),
        vat_sum: position.vat_sum.map(Amount),
        amount: Amount(position.amount),
        attribute: position.attribute.as_deref(),
    }
}

/// The table for this kind of agent. Data that the table does not have are a fault.
fn agent_data<'a>(info: &'a AgentInfo, at: &impl Fn(&str) -> String, faults: &mut Vec<Fault>) -> Option<AgentData<'a>> {
    if !info.has_data() {
        return None;
    }
    let transfer = [
        ("phones", !info.transfer_phones.is_empty()),
        ("name", info.transfer_name.is_some()),
        ("address", info.transfer_address.is_some()),
        ("vatin", info.transfer_vatin.is_some()),
    ];
    let mut refuse = |name: &str| {
        let problem = Problem::Agent(Text::of(
            "iCASH не принимает это поле для агента этого вида",
            "iCASH does not support this field for an agent of this kind",
        ));
        faults.push(Fault { path: at(&format!("agentInfo.{name}")), value: None, problem });
    };
    match info.agents.first() {
        Some(Agent::BankPayingAgent | Agent::BankPayingSubagent) => {
            if !info.receiving_phones.is_empty() {
                refuse("receivePaymentsOperator.phones");
            }
            Some(AgentData::Bank {
                operation: info.operation.as_deref(),
                paying_phones: &info.paying_phones,
                transfer_name: info.transfer_name.as_deref(),
                transfer_address: info.transfer_address.as_deref(),
                transfer_vatin: info.transfer_vatin.as_deref(),
                transfer_phones: &info.transfer_phones,
            })
        }
        Some(Agent::PayingAgent | Agent::PayingSubagent) => {
            if info.operation.is_some() {
                refuse("payingAgent.operation");
            }
            transfer
                .iter()
                .filter(|(_, given)| *given)
                .for_each(|(name, _)| refuse(&format!("moneyTransferOperator.{name}")));
            Some(AgentData::Paying { paying_phones: &info.paying_phones, receiving_phones: &info.receiving_phones })
        }
        _ => {
            let given = [
                ("payingAgent.operation", info.operation.is_some()),
                ("payingAgent.phones", !info.paying_phones.is_empty()),
                ("receivePaymentsOperator.phones", !info.receiving_phones.is_empty()),
            ];
            given.iter().filter(|(_, given)| *given).for_each(|(name, _)| refuse(name));
            transfer
                .iter()
                .filter(|(_, given)| *given)
                .for_each(|(name, _)| refuse(&format!("moneyTransferOperator.{name}")));
            None
        }
    }
}

fn supplier_data<'a>(
    supplier: &'a Supplier,
    agent: bool,
    at: &impl Fn(&str) -> String,
    faults: &mut Vec<Fault>,
) -> Option<SupplierData<'a>> {
    let mut refuse = |name: &str, ru: &'static str, en: &'static str| {
        faults.push(Fault { path: at(name), value: None, problem: Problem::Agent(Text::of(ru, en)) });
    };
    if !agent && *supplier != Supplier::default() {
        refuse(
            "supplierInfo",
            "Поставщик указывается только у агентской строки: задайте agentInfo.agents",
            "A supplier is allowed only with an agent: set agentInfo.agents",
        );
    }
    if supplier.name.is_none() && supplier.phones.is_empty() {
        return None;
    }
    if supplier.phones.is_empty() {
        refuse(
            "supplierInfo.phones",
            "iCASH не принимает данные поставщика без телефона",
            "iCASH does not accept supplier data without a phone",
        );
    }
    Some(SupplierData { phones: &supplier.phones, name: supplier.name.as_deref() })
}
