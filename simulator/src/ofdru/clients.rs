//! Registration of new clients (appendix 1). The result depends on whether the e-mail address, ИНН and КПП are already
//! known.

use super::application::is_filled;
use super::fields::complaints;
use super::refusal::{self, Refusal};
use super::requests;
use super::state::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An agreement (личный кабинет): the e-mail address of its client, and the companies in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Id, a UUID.
    pub id: String,
    /// The client's e-mail address. It identifies the agreement.
    pub email: String,
    /// The companies in it.
    pub companies: Vec<Company>,
}

/// A company of an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// ИНН.
    pub inn: String,
    /// КПП; empty for a sole proprietor (ИП).
    pub kpp: String,
    /// Full name.
    pub name: String,
}

impl State {
    /// Registers a client on behalf of an account. The account may then work for the client's agreement. Returns the id
    /// of the agreement.
    pub(super) fn register_client(&mut self, body: &Map<String, Value>, login: &str) -> Result<String, Refusal> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut wrong = complaints(requests::CLIENT, body, "");
        if body.contains_key("name") && body.contains_key("Name") {
            wrong.push("name: поле повторяется".to_owned());
        }
        let named = body.get("name").or_else(|| body.get("Name")).is_some_and(is_filled);
        let given = |name: &str| body.get(name).is_some_and(is_filled);
        wrong.extend((!named).then(|| "name: поля нет".to_owned()));
        wrong.extend(["email", "inn"].iter().filter(|name| !given(name)).map(|name| format!("{name}: поля нет")));
        Refusal::of_complaints(&wrong)?;

        let name = if given("name") { text("name") } else { text("Name") };
        let company = Company { inn: text("inn"), kpp: text("kpp"), name };
        let id = self.place_client(&text("email"), company)?;
        if let Some(account) = self.core.accounts.iter_mut().find(|account| account.login == login)
            && !account.agreements.contains(&id)
        {
            account.agreements.push(id.clone());
        }
        Ok(id)
    }

    /// Implements the scenarios at the end of the appendix.
    fn place_client(&mut self, email: &str, company: Company) -> Result<String, Refusal> {
        let companies = || self.core.agreements.iter().flat_map(|agreement| &agreement.companies);
        let inn_known = companies().any(|known| known.inn == company.inn);
        let kpp_known = !company.kpp.is_empty() && companies().any(|known| known.kpp == company.kpp);
        let is_in = |agreement: &Agreement| {
            agreement.companies.iter().any(|known| known.inn == company.inn && known.kpp == company.kpp)
        };
        let home = self.core.agreements.iter().find(|agreement| is_in(agreement));
        if let Some(home) = home {
            return if home.email == email {
                Ok(home.id.clone())
            } else {
                Err(Refusal::because(
                    refusal::VALIDATION,
                    "юридическое лицо уже зарегистрировано в другом личном кабинете",
                ))
            };
        }
        if kpp_known && !inn_known {
            return Err(Refusal::because(refusal::INTERNAL, "КПП известен, а ИНН нет"));
        }
        if let Some(agreement) = self.core.agreements.iter_mut().find(|agreement| agreement.email == email) {
            agreement.companies.push(company);
            return Ok(agreement.id.clone());
        }
        let id = self.uuid();
        self.core.agreements.push(Agreement { id: id.clone(), email: email.to_owned(), companies: vec![company] });
        Ok(id)
    }
}
