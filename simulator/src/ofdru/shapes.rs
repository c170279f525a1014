//! The possible forms of the answers where the vendor's document contradicts itself or says nothing.
//!
//! A client must understand all of them, because the real server may use any. A test selects one by its name.

use super::refusal::Refusal;
use serde_json::{Value, json};

/// The form of the answers. The default is the form of the vendor's examples.
#[expect(clippy::struct_excessive_bools, reason = "each is a form of its own")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shapes {
    /// The answer with a token has its members directly, not inside `Data`.
    pub bare_token: bool,
    /// A list with one application is an array as well, not the application itself.
    pub array_of_one: bool,
    /// An empty list is refused as `ApplicationNotFound`, instead of an empty array.
    pub none_is_refused: bool,
    /// Where a refusal has its name.
    pub refusal: RefusalShape,
    /// HTTP status of a refusal.
    pub refusal_status: u16,
    /// HTTP status when the token is refused.
    pub token_status: u16,
    /// The appendix's answer has the member `Data`, as its text says, not `data`, as its example shows.
    pub capital_data: bool,
    /// The document number of the report is an integer, not a text.
    pub integer_numbers: bool,
    /// `Content` is the whole document, not its check code.
    pub whole_content: bool,
    /// A single application has the form of table 2, without documents, number and reason. §2.4 refers to §2.1.
    pub short_get: bool,
}

/// Where a refusal has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalShape {
    /// `{"Status": "Error", "Errors": ["…", …], "Message": "…"}`: all names.
    Errors,
    /// `{"Status": "Error", "Error": "…", "Message": "…"}`: the first name.
    Error,
    /// `{"Status": "…", "Message": "…"}`: the first name.
    Status,
    /// `{"Success": false, "errorText": "…", "errorValue": "…"}`, as in the appendix: the first name.
    Value,
}

impl Default for Shapes {
    fn default() -> Self {
        Self {
            bare_token: false,
            array_of_one: false,
            none_is_refused: false,
            refusal: RefusalShape::Errors,
            refusal_status: 200,
            token_status: 401,
            capital_data: false,
            integer_numbers: false,
            whole_content: false,
            short_get: false,
        }
    }
}

impl Shapes {
    /// Adds a form by its name: `bare-token`, `array-of-one`, `none-is-refused`, `refusal-error`, `refusal-status`,
    /// `refusal-value`, `refusal-400`, `token-200`, `capital-data`, `integer-numbers`, `whole-content`, `short-get`.
    /// Returns `None` for another name.
    pub fn with(mut self, word: &str) -> Option<Self> {
        match word {
            "bare-token" => self.bare_token = true,
            "array-of-one" => self.array_of_one = true,
            "none-is-refused" => self.none_is_refused = true,
            "refusal-error" => self.refusal = RefusalShape::Error,
            "refusal-status" => self.refusal = RefusalShape::Status,
            "refusal-value" => self.refusal = RefusalShape::Value,
            "refusal-400" => self.refusal_status = 400,
            "token-200" => self.token_status = 200,
            "capital-data" => self.capital_data = true,
            "integer-numbers" => self.integer_numbers = true,
            "whole-content" => self.whole_content = true,
            "short-get" => self.short_get = true,
            _ => return None,
        }
        Some(self)
    }

    /// The body of a refusal (§2).
    pub(super) fn refused(&self, refusal: &Refusal) -> Value {
        let (name, why) = (refusal.name(), &refusal.why);
        match self.refusal {
            RefusalShape::Errors => json!({"Status": "Error", "Errors": refusal.names, "Message": why}),
            RefusalShape::Error => json!({"Status": "Error", "Error": name, "Message": why}),
            RefusalShape::Status => json!({"Status": name, "Message": why}),
            RefusalShape::Value => json!({"Success": false, "errorText": why, "errorValue": name}),
        }
    }
}
