//! Who stands behind a document: the cashier, the buyer, agents and suppliers (task vocabulary §2.1, §2.3, §2.6).

use super::read::{Fields, Need};
use super::words::{Agent, Words};

/// The cashier (кассир), 1021 and 1203.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Name and position, 1021.
    pub name: String,
    /// ИНН, 1203.
    pub vatin: Option<String>,
}

/// The buyer (покупатель).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Where the electronic receipt goes, 1008.
    pub contact: Option<String>,
    /// Name, 1227.
    pub name: Option<String>,
    /// ИНН, 1228.
    pub vatin: Option<String>,
}

/// For whom a sum is taken (данные агента), 1057 or 1222 and 1223.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentInfo {
    /// Kinds of agent, 1057 or 1222.
    pub agents: Vec<Agent>,
    /// Operation of the paying agent, 1044.
    pub operation: Option<String>,
    /// Phones of the paying agent, 1073.
    pub paying_phones: Vec<String>,
    /// Phones of the operator who receives payments, 1074.
    pub receiving_phones: Vec<String>,
    /// Phones of the operator who transfers money, 1075.
    pub transfer_phones: Vec<String>,
    /// Name of the operator who transfers money, 1026.
    pub transfer_name: Option<String>,
    /// Address of the operator who transfers money, 1005.
    pub transfer_address: Option<String>,
    /// ИНН of the operator who transfers money, 1016.
    pub transfer_vatin: Option<String>,
}

/// Whose goods are sold (данные поставщика), 1224 and 1226.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supplier {
    /// Phones, 1171.
    pub phones: Vec<String>,
    /// Name, 1225.
    pub name: Option<String>,
    /// ИНН, 1226.
    pub vatin: Option<String>,
}

impl AgentInfo {
    /// Whether there is anything beside the kinds of agent.
    pub fn has_data(&self) -> bool {
        *self != Self { agents: self.agents.clone(), ..Self::default() }
    }
}

pub(super) fn operator(fields: &Fields) -> Option<Operator> {
    fields.object("operator", Need::May, |fields| {
        let name = fields.text("name", Need::Must, 64);
        let vatin = fields.tax_number("vatin", Need::May);
        Some(Operator { name: name?, vatin })
    })
}

pub(super) fn client(fields: &Fields) -> Client {
    let read = fields.object("clientInfo", Need::May, |fields| {
        let client = Client {
            contact: fields.text("emailOrPhone", Need::May, 64),
            name: fields.text("name", Need::May, 256),
            vatin: fields.tax_number("vatin", Need::May),
        };
        // FFD 1.2 (1243–1246, 1254): their form is checked here, and no backend so far has room for them.
        fields.text("birthDate", Need::May, 10);
        fields.text("citizenship", Need::May, 3);
        fields.text("identityDocumentCode", Need::May, 2);
        fields.text("identityDocumentData", Need::May, 64);
        fields.text("address", Need::May, 256);
        Some(client)
    });
    read.unwrap_or_default()
}

pub(super) fn agent(fields: &Fields) -> Option<AgentInfo> {
    fields.object("agentInfo", Need::May, |fields| {
        let mut info = AgentInfo { agents: fields.word_list("agents"), ..AgentInfo::default() };
        info.agents.sort_unstable();
        info.agents.dedup();
        fields.mean_nothing("agents");
        for agent in &info.agents {
            fields.mean(&format!("agents.{}", agent.word()), true);
        }
        fields.flag("agentsPrint", true);
        fields.flag("agentDataPrint", true);
        fields.object("payingAgent", Need::May, |fields| {
            info.operation = fields.text("operation", Need::May, 24);
            info.paying_phones = fields.texts("phones", 19);
            Some(())
        });
        fields.object("receivePaymentsOperator", Need::May, |fields| {
            info.receiving_phones = fields.texts("phones", 19);
            Some(())
        });
        fields.object("moneyTransferOperator", Need::May, |fields| {
            info.transfer_phones = fields.texts("phones", 19);
            info.transfer_name = fields.text("name", Need::May, 64);
            info.transfer_address = fields.text("address", Need::May, 256);
            info.transfer_vatin = fields.tax_number("vatin", Need::May);
            Some(())
        });
        Some(info)
    })
}

pub(super) fn supplier(fields: &Fields) -> Option<Supplier> {
    fields.object("supplierInfo", Need::May, |fields| {
        let supplier = Supplier {
            phones: fields.texts("phones", 19),
            name: fields.text("name", Need::May, 256),
            vatin: fields.tax_number("vatin", Need::May),
        };
        fields.flag("supplierPrint", true);
        fields.flag("supplierVatinPrint", true);
        Some(supplier)
    })
}
