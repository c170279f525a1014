//! The delivery of results to the organization, and mails about results that were not delivered.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Instant;

/// The delivery of a result to the organization's address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Delivery {
    /// The task; `None` for a test callback.
    pub(super) task: Option<String>,
    pub(super) url: String,
    /// The result of each attempt: an HTTP status, or an error text.
    pub(super) attempts: Vec<Value>,
    /// No more attempts follow: the result was delivered, or the service gave up.
    pub(super) over: bool,
    pub(super) delivered: bool,
    /// The time of the next attempt; `None`: now.
    #[serde(skip)]
    pub(super) due: Option<Instant>,
}

/// A mail to the organization's address for errors.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) task: Option<String>,
    pub(super) url: String,
    pub(super) text: String,
}

impl Delivery {
    /// The callback for a result; `None` if the settings have no address for it.
    pub(super) fn of_result(settings: &Map<String, Value>, task: &str) -> Option<Self> {
        Self::to(settings, "printResultUrl", Some(task.to_owned()))
    }

    /// The callback by which the owner of the settings tries an address.
    pub(super) fn of_test(settings: &Map<String, Value>) -> Option<Self> {
        Self::to(settings, "testUrl", None)
    }

    fn to(settings: &Map<String, Value>, name: &str, task: Option<String>) -> Option<Self> {
        let url = settings.get(name)?.as_str()?.to_owned();
        Some(Self { task, url, attempts: Vec::new(), over: false, delivered: false, due: None })
    }
}
