//! Users, their tokens, and the groups of registers that they may use.

use super::refusal::{
    BLOCKED, LOGIN_FIELDS, NO_TOKEN, OTHER_GROUP, OTHER_PROTOCOL, Refusal, TOKEN_EXPIRED, WRONG_LOGIN,
};
use super::schema::Schema;
use super::state::State;
use super::{order, rows};
use crate::clock::Moment;
use crate::guid::guid;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A user of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) login: String,
    pub(super) password: String,
    /// Codes of the groups that the user may use.
    pub(super) groups: Vec<String>,
    /// The shop is still on version 4 of the protocol.
    pub(super) is_old: bool,
    pub(super) blocked: bool,
}

/// A token that was given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Token {
    text: String,
    login: String,
    pub(super) expires: Moment,
}

impl State {
    /// Answers `getToken`: the user's token that is still valid, or a new one.
    pub(super) fn token_for(&mut self, body: &[u8], now: Moment) -> Result<String, Refusal> {
        let (given, mut faults) = order::object(body)?;
        Schema { tables: &[rows::LOGINS], edition: self.options.edition }.check(&given, "", &mut faults);
        Refusal::of_fields(LOGIN_FIELDS, &faults)?;
        let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (login, password) = (text("login"), text("pass"));
        let known = self.core.users.iter().find(|user| user.login == login && user.password == password);
        let user = known.ok_or_else(|| Refusal::new(WRONG_LOGIN))?;
        if user.blocked {
            return Err(Refusal::new(BLOCKED));
        }
        if user.is_old {
            return Err(Refusal::new(OTHER_PROTOCOL));
        }
        self.core.tokens.retain(|token| token.expires > now);
        let valid = self.core.tokens.iter().rev().find(|token| token.login == login);
        if let Some(token) = valid.filter(|_| !self.options.shapes.new_tokens) {
            return Ok(token.text.clone());
        }
        let text = format!("{}{}", guid(), guid()).replace('-', "");
        let expires = now.plus(i64::from(self.options.token_seconds));
        self.core.tokens.push(Token { text: text.clone(), login, expires });
        Ok(text)
    }

    /// Whether a token permits the use of a group.
    pub(super) fn admit(&self, token: Option<&str>, group: &str, now: Moment) -> Result<(), Refusal> {
        let given = token.filter(|text| !text.is_empty()).ok_or_else(|| Refusal::new(NO_TOKEN))?;
        let known = self.core.tokens.iter().find(|token| token.text == given && token.expires > now);
        let login = known.map(|token| token.login.as_str());
        let user = self.core.users.iter().find(|user| Some(user.login.as_str()) == login);
        let user = user.ok_or_else(|| Refusal::new(TOKEN_EXPIRED))?;
        if user.blocked {
            return Err(Refusal::new(BLOCKED));
        }
        let group = self.core.groups.iter().find(|known| known.code == group && user.groups.contains(&known.code));
        let group = group.ok_or_else(|| Refusal::new(OTHER_GROUP))?;
        if group.is_old { Err(Refusal::new(OTHER_PROTOCOL)) } else { Ok(()) }
    }
}
