//! The people and companies of a document: cashier, buyer, agents, suppliers (task vocabulary §2.1, §2.3, §2.6).

use super::contact;
use super::json::Node;
use super::policy::Country;
use super::read::{Fields, Need};
use super::words::{Agent, Words};
use crate::error::{Problem, Text};
use time::Date;

/// The cashier (кассир), tags 1021 and 1203.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Name and position, at most 64 characters (tag 1021).
    pub name: String,
    /// ИНН of the cashier (tag 1203).
    pub vatin: Option<String>,
}

/// The buyer (покупатель).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Email address or phone for the electronic receipt, at most 64 characters (tag 1008).
    pub contact: Option<String>,
    /// Name, at most 256 characters (tag 1227).
    pub name: Option<String>,
    /// ИНН of the buyer (tag 1228).
    pub vatin: Option<String>,
    /// Date of birth (tag 1243).
    pub birth_date: Option<Date>,
    /// Country of citizenship: three digits of ОКСМ (tag 1244).
    pub citizenship: Option<String>,
    /// Kind of the identity document: two digits (tag 1245).
    pub document_kind: Option<String>,
    /// Number of the identity document, at most 64 characters (tag 1246).
    pub document_number: Option<String>,
    /// Address, at most 256 characters (tag 1254).
    pub address: Option<String>,
}

/// The agent on whose behalf a sum is taken (данные агента), tags 1057, or 1222 and 1223.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentInfo {
    /// Kinds of agent (tag 1057 or 1222).
    pub agents: Vec<Agent>,
    /// Operation of the paying agent, at most 24 characters (tag 1044).
    pub operation: Option<String>,
    /// Phones of the paying agent, each at most 19 characters as all phones here (tag 1073).
    pub paying_phones: Vec<String>,
    /// Phones of the operator that receives payments (tag 1074).
    pub receiving_phones: Vec<String>,
    /// Phones of the money transfer operator (tag 1075).
    pub transfer_phones: Vec<String>,
    /// Name of the money transfer operator, at most 64 characters (tag 1026).
    pub transfer_name: Option<String>,
    /// Address of the money transfer operator, at most 256 characters (tag 1005).
    pub transfer_address: Option<String>,
    /// ИНН of the money transfer operator (tag 1016).
    pub transfer_vatin: Option<String>,
}

/// The supplier of the goods (данные поставщика), tags 1224 and 1226.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supplier {
    /// Phones of the supplier (tag 1171).
    pub phones: Vec<String>,
    /// Name, at most 256 characters (tag 1225).
    pub name: Option<String>,
    /// ИНН of the supplier (tag 1226).
    pub vatin: Option<String>,
}

impl AgentInfo {
    /// Whether it has any data besides the kinds of agent.
    pub fn has_data(&self) -> bool {
        *self != Self { agents: self.agents.clone(), ..Self::default() }
    }
}

pub(super) fn operator(fields: &Fields) -> Option<Operator> {
    operator_with(fields, cashier_number)
}

/// The person who registers the register. That document is made rarely and with care: nothing is left out of it.
pub(super) fn registrar(fields: &Fields) -> Option<Operator> {
    operator_with(fields, |fields, name| fields.registered_tax_number(name, Need::Optional, &[12]))
}

fn operator_with(fields: &Fields, vatin: fn(&Fields, &'static str) -> Option<String>) -> Option<Operator> {
    fields.object("operator", Need::Optional, |fields| {
        let name = fields.text("name", Need::Required, 64);
        let vatin = vatin(fields, "vatin");
        Some(Operator { name: name?, vatin })
    })
}

/// The ИНН of a cashier (tag 1203): that of a person, 12 digits. The ИНН of a company, which many programs write there,
/// is left out with a note: the cashier's name is enough.
fn cashier_number(fields: &Fields, name: &'static str) -> Option<String> {
    if fields.reader.policy.country == Country::Kazakhstan {
        return fields.tax_number(name, Need::Optional);
    }
    let digits = match fields.peek(name) {
        Some(Node::Text(text)) => text.trim(),
        Some(Node::Number(digits)) => digits,
        _ => "",
    };
    if digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit()) && fields.supports(name) {
        fields.know(name);
        fields.mean(name, digits);
        let text = Text::of(
            "ИНН кассира состоит из 12 цифр, а здесь 10: это ИНН организации. Он не передан, имя кассира передано",
            "A cashier's tax number has 12 digits, this one 10: it is a company's. It was left out, the name was sent",
        );
        fields.note(name, Problem::Form(text));
        return None;
    }
    fields.tax_number_of(name, Need::Optional, &[12])
}

pub(super) fn client(fields: &Fields) -> Client {
    let read = fields.object("clientInfo", Need::Optional, |fields| {
        let client = Client {
            contact: contact::read(fields, "emailOrPhone"),
            name: fields.text("name", Need::Optional, 256),
            vatin: fields.tax_number("vatin", Need::Optional),
            birth_date: fields.birth_date("birthDate"),
            citizenship: fields.text("citizenship", Need::Optional, 3),
            document_kind: fields.text("identityDocumentCode", Need::Optional, 2),
            document_number: fields.text("identityDocumentData", Need::Optional, 64),
            address: fields.text("address", Need::Optional, 256),
        };
        Some(client)
    });
    read.unwrap_or_default()
}

pub(super) fn agent(fields: &Fields) -> Option<AgentInfo> {
    fields.object("agentInfo", Need::Optional, |fields| {
        let mut info = AgentInfo { agents: fields.word_list("agents"), ..AgentInfo::default() };
        info.agents.sort_unstable();
        info.agents.dedup();
        fields.mean_nothing("agents");
        for agent in &info.agents {
            fields.mean(&format!("agents.{}", agent.word()), true);
        }
        fields.flag("agentsPrint", true);
        fields.flag("agentDataPrint", true);
        fields.object("payingAgent", Need::Optional, |fields| {
            info.operation = fields.text("operation", Need::Optional, 24);
            info.paying_phones = fields.phones("phones");
            Some(())
        });
        fields.object("receivePaymentsOperator", Need::Optional, |fields| {
            info.receiving_phones = fields.phones("phones");
            Some(())
        });
        fields.object("moneyTransferOperator", Need::Optional, |fields| {
            info.transfer_phones = fields.phones("phones");
            info.transfer_name = fields.text("name", Need::Optional, 64);
            info.transfer_address = fields.text("address", Need::Optional, 256);
            info.transfer_vatin = fields.tax_number("vatin", Need::Optional);
            Some(())
        });
        Some(info)
    })
}

pub(super) fn supplier(fields: &Fields) -> Option<Supplier> {
    fields.object("supplierInfo", Need::Optional, |fields| {
        let supplier = Supplier {
            phones: fields.phones("phones"),
            name: fields.text("name", Need::Optional, 256),
            vatin: fields.tax_number("vatin", Need::Optional),
        };
        fields.flag("supplierPrint", true);
        fields.flag("supplierVatinPrint", true);
        Some(supplier)
    })
}
