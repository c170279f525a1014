//! The buyer, agents and suppliers.

use super::super::captions::{self, Caption};
use super::{Rows, Style};
use crate::task::date::day_first;
use crate::task::people::{AgentInfo, Client, Supplier};

/// The buyer.
pub(super) fn client(rows: &mut Rows, client: &Client) {
    rows.pair(Caption::Client, client.name.as_ref());
    rows.pair(Caption::ClientVatin, client.vatin.as_ref());
    rows.pair(Caption::ClientBirthDate, client.birth_date.map(day_first));
    rows.pair(Caption::ClientCitizenship, client.citizenship.as_ref());
    rows.pair(Caption::ClientDocumentKind, client.document_kind.as_ref());
    rows.pair(Caption::ClientDocument, client.document_number.as_ref());
    rows.pair(Caption::ClientAddress, client.address.as_ref());
    rows.pair(Caption::Contact, client.contact.as_ref());
}

/// An agent with its data.
pub(super) fn agent(rows: &mut Rows, agent: Option<&AgentInfo>) {
    let Some(agent) = agent else { return };
    for kind in &agent.agents {
        rows.pair(Caption::Agent, Some(captions::agent(*kind)));
    }
    rows.pair(Caption::AgentOperation, agent.operation.as_ref());
    phones(rows, Caption::AgentPhone, &agent.paying_phones);
    phones(rows, Caption::ReceiverPhone, &agent.receiving_phones);
    phones(rows, Caption::TransferPhone, &agent.transfer_phones);
    rows.pair(Caption::TransferName, agent.transfer_name.as_ref());
    rows.pair(Caption::TransferAddress, agent.transfer_address.as_ref());
    rows.pair(Caption::TransferVatin, agent.transfer_vatin.as_ref());
}

/// A supplier.
pub(super) fn supplier(rows: &mut Rows, supplier: Option<&Supplier>) {
    let Some(supplier) = supplier else { return };
    rows.pair(Caption::Supplier, supplier.name.as_ref());
    rows.pair(Caption::SupplierVatin, supplier.vatin.as_ref());
    phones(rows, Caption::SupplierPhone, &supplier.phones);
}

fn phones(rows: &mut Rows, caption: Caption, phones: &[String]) {
    if !phones.is_empty() {
        rows.named(rows.told(caption), phones.join(", "), Style::Plain);
    }
}
