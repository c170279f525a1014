//! The initial content of the server: two accounts, each with its own agreement.

use super::accounts::Account;
use super::clients::{Agreement, Company};

/// The agreement of the first account. The vendor's examples use it.
pub(super) const AGREEMENT: &str = "555b55e5-a555-5e55-55d5-5fcbafd5fe55";
const OTHER_AGREEMENT: &str = "777b77e7-a777-7e77-77d7-7fcbafd7fe77";

pub(super) fn accounts() -> Vec<Account> {
    let account = |login: &str, password: &str, agreement: &str| Account {
        login: login.to_owned(),
        password: password.to_owned(),
        agreements: vec![agreement.to_owned()],
    };
    vec![
        account("partner@example.com", "partner-password", AGREEMENT),
        account("other@example.com", "other-password", OTHER_AGREEMENT),
    ]
}

pub(super) fn agreements() -> Vec<Agreement> {
    let agreement = |id: &str, email: &str, inn: &str, kpp: &str, name: &str| Agreement {
        id: id.to_owned(),
        email: email.to_owned(),
        companies: vec![Company { inn: inn.to_owned(), kpp: kpp.to_owned(), name: name.to_owned() }],
    };
    vec![
        agreement(AGREEMENT, "shop@example.com", "7743013901", "774301001", "ООО \"Ромашка\""),
        agreement(OTHER_AGREEMENT, "other@example.com", "7841465198", "771343001", "ООО \"Другая\""),
    ]
}
