//! A refused HTTP request.

use super::Dialect;
use super::failure::WEB;
use crate::http::Answer;
use serde_json::json;

pub(super) struct Refusal {
    status: u16,
    code: u16,
    why: String,
}

impl Refusal {
    pub(super) fn new(status: u16, why: impl Into<String>) -> Self {
        Self { status, code: WEB, why: why.into() }
    }

    /// What the fault `error` answers: an HTTP status, or HTTP 500 with the code of an error.
    pub(super) fn of_fault(code: u16) -> Self {
        match code {
            400..=599 => Self::new(code, "запрос отклонён"),
            code => Self { status: 500, code, why: super::failure::text(code) },
        }
    }

    /// The servers of the first dialect answer with a page, not with JSON.
    pub(super) fn answer(&self, dialect: Dialect) -> Answer {
        let answer = match dialect {
            Dialect::V1 => {
                let page = format!("<html><body><h2>HTTP ERROR {}</h2>{}</body></html>\n", self.status, self.why);
                Answer { content_type: "text/html; charset=utf-8", ..Answer::text(self.status, &page) }
            }
            Dialect::V2 => {
                let body = json!({"error": {"code": self.code, "description": self.why}});
                Answer { status: self.status, ..Answer::json(&body) }
            }
        };
        let headers: &[_] = if self.status == 401 { &[("WWW-Authenticate", "Basic realm=\"atolweb\"")] } else { &[] };
        Answer { headers, ..answer }
    }
}
