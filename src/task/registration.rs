//! Registration of a register and its changes (регистрация, перерегистрация): task vocabulary §2.12, §2.13.

use super::people::{Operator, registrar};
use super::read::{Fields, Need};
use super::words::{Agent, FfdVersion, OfdChannel, ReregistrationReason, Taxation};
use crate::error::Problem;

/// A registration, or a change of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Reason for the change (tag 1101); `None` for the first registration.
    pub reason: Option<ReregistrationReason>,
    /// Cashier who does it.
    pub operator: Option<Operator>,
    /// The user of the register (пользователь).
    pub organization: Organization,
    /// The register and how it is used.
    pub device: Usage,
    /// Name of the OFD (tag 1046).
    pub ofd_name: Option<String>,
    /// ИНН of the OFD (tag 1017).
    pub ofd_vatin: Option<String>,
}

/// The user of a register (пользователь): who makes the settlements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organization {
    /// Name, at most 256 characters (tag 1048).
    pub name: String,
    /// ИНН of the user (tag 1018).
    pub vatin: String,
    /// Address of settlements (tag 1009).
    pub address: Option<String>,
    /// Email address from which electronic receipts are sent (tag 1117).
    pub email: Option<String>,
    /// Taxation systems (tag 1062).
    pub taxations: Vec<Taxation>,
    /// Kinds of agent (tag 1057).
    pub agents: Vec<Agent>,
}

/// How a register is used. The flags are tags of the registration report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a tag of its own")]
pub struct Usage {
    /// Registration number (РНМ) (tag 1037).
    pub registration_number: String,
    /// Place of settlements (tag 1187).
    pub place: Option<String>,
    /// Number of the vending machine (tag 1036).
    pub machine_number: Option<String>,
    /// Works without an OFD (tag 1002).
    pub offline: bool,
    /// Encrypts data for the OFD (tag 1056).
    pub encryption: bool,
    /// Used in a vending machine (tag 1001).
    pub automatic: bool,
    /// The printer is inside the machine (tag 1221).
    pub machine_installation: bool,
    /// Makes strict reporting forms (БСО, tag 1110).
    pub bso: bool,
    /// Used only for settlements on the internet (tag 1108).
    pub internet: bool,
    /// Used for services (tag 1109).
    pub service: bool,
    /// Sells excise goods (tag 1207).
    pub excise: bool,
    /// Used for gambling (tag 1193).
    pub gambling: bool,
    /// Used for lotteries (tag 1126).
    pub lottery: bool,
}

/// Which of the registration tasks is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The first registration.
    None,
    /// `changeRegistrationParameters`, which gives its reason.
    Given,
    /// `fnChange`: the task's name is the reason.
    Drive,
}

pub(super) fn read(fields: &Fields, change: Change) -> Option<Registration> {
    let operator = registrar(fields);
    fields.flag("electronically", false);
    let reason = match change {
        Change::None => None,
        Change::Drive => Some(ReregistrationReason::FnChange),
        Change::Given => fields.word("reason", Need::Required, None),
    };
    if change != Change::None {
        fields.integers("changeInfoReasons", 0, 31);
    }
    let organization = fields.object("organization", Need::Required, organization);
    let device = fields.object("device", Need::Required, usage);
    let mut ofd = (None, None);
    fields.object("ofd", Need::Required, |fields| {
        ofd = (
            fields.text("name", Need::Optional, 256),
            fields.registered_tax_number("vatin", Need::Optional, &[10, 12]),
        );
        fields.text("host", Need::Optional, 256);
        fields.integer("port", Need::Optional, 1, 65_535);
        fields.text("dns", Need::Optional, 256);
        Some(())
    });
    fields.object("ism", Need::Optional, |fields| {
        fields.text("host", Need::Optional, 256);
        fields.integer("port", Need::Optional, 1, 65_535)
    });
    if change == Change::Given {
        reason?;
    }
    let (ofd_name, ofd_vatin) = ofd;
    Some(Registration { reason, operator, organization: organization?, device: device?, ofd_name, ofd_vatin })
}

fn organization(fields: &Fields) -> Option<Organization> {
    let name = fields.text("name", Need::Required, 256);
    let vatin = fields.registered_tax_number("vatin", Need::Required, &[10, 12]);
    let address = fields.text("address", Need::Optional, 256);
    let email = fields.text("email", Need::Optional, 64);
    let taxations = fields.word_list("taxationTypes");
    let agents = fields.word_list("agents");
    if taxations.is_empty() && fields.is_missing("taxationTypes") {
        fields.judge("taxationTypes", Problem::Missing);
    }
    Some(Organization { name: name?, vatin: vatin?, address, email, taxations, agents })
}

fn usage(fields: &Fields) -> Option<Usage> {
    let registration_number = fields.text("registrationNumber", Need::Required, 20);
    fields.word("ffdVersion", Need::Required, Some(FfdVersion::V1_05));
    // The website that every register prints by itself.
    fields.text_unless("fnsUrl", &["www.nalog.gov.ru", "nalog.gov.ru", "www.nalog.ru", "nalog.ru"], 256);
    fields.flag("marking", false);
    fields.flag("pawnShop", false);
    fields.flag("insurance", false);
    fields.word::<Taxation>("defaultTaxationType", Need::Optional, None);
    fields.word::<OfdChannel>("ofdChannel", Need::Optional, None);
    let usage = Usage {
        registration_number: registration_number.unwrap_or_default(),
        place: fields.text("paymentsAddress", Need::Optional, 256),
        machine_number: fields.text("machineNumber", Need::Optional, 20),
        offline: fields.flag("offlineMode", false),
        encryption: fields.flag("encryption", false),
        automatic: fields.flag("autoMode", false),
        machine_installation: fields.flag("machineInstallation", false),
        bso: fields.flag("bso", false),
        internet: fields.flag("internet", false),
        service: fields.flag("service", false),
        excise: fields.flag("excise", false),
        gambling: fields.flag("gambling", false),
        lottery: fields.flag("lottery", false),
    };
    (!usage.registration_number.is_empty()).then_some(usage)
}
