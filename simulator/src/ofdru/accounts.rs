//! Accounts, their tokens, and the agreements (личные кабинеты) that they may work for.

use super::refusal::{self, Refusal};
use super::state::State;
use crate::clock::Moment;
use serde::{Deserialize, Serialize};

/// An account of OFD.ru.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Login, by which a token is requested.
    pub login: String,
    /// Password that belongs to the login.
    pub password: String,
    /// Ids of the agreements that the account may work for.
    pub agreements: Vec<String>,
}

/// A token; an account may have several at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Token {
    pub(super) text: String,
    login: String,
    pub(super) expires: Moment,
}

impl State {
    /// Creates a token. Earlier tokens stay valid until they expire.
    pub(super) fn create_token(&mut self, login: &str, password: &str, now: Moment) -> Result<Token, Refusal> {
        let known = self.core.accounts.iter().any(|account| account.login == login && account.password == password);
        if !known {
            return Err(Refusal {
                of_token: true,
                ..Refusal::because(refusal::ACCESS_DENIED, "неверный логин или пароль")
            });
        }
        let text = self.uuid().replace('-', "");
        let expires = now.plus(i64::from(self.options.token_seconds));
        let made = Token { text, login: login.to_owned(), expires };
        self.core.tokens.retain(|token| token.expires > now);
        self.core.tokens.push(made.clone());
        Ok(made)
    }

    /// The account to which a token belongs.
    pub(super) fn account_of(&self, token: Option<&str>, now: Moment) -> Result<Account, Refusal> {
        let known = self.core.tokens.iter().find(|known| Some(known.text.as_str()) == token && known.expires > now);
        let login = known.map(|known| &known.login).ok_or_else(Refusal::of_token)?;
        let account = self.core.accounts.iter().find(|account| account.login == *login);
        account.cloned().ok_or_else(Refusal::of_token)
    }
}
