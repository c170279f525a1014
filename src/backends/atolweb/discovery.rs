//! Recognising ATOL's web server, and the registers behind it.

use crate::backends::discovery::{Asker, Discovered, Discovery};
use crate::transport::Method;
use serde_json::{Map, Value, json};

pub(super) const DISCOVERY: Discovery = Discovery { ports: &[16732], look };

fn look(asker: &Asker) -> Vec<Discovered> {
    let Some(info) = asker.get("/api/v2/serverInfo").filter(|info| info.get("driverVersion").is_some()) else {
        return old(asker);
    };
    let server = info["serverVersion"].as_str().map(|version| format!("Web Requests {version}"));
    let unknown = || vec![Discovered { model: server.clone(), ..Discovered::default() }];
    // With accounts, only who has one is told which registers there are. The answer has passwords of the registers; only
    // these two members are read.
    let Some(Value::Array(devices)) = asker.get("/api/v2/devices") else { return unknown() };
    let ids: Vec<&str> = devices.iter().filter_map(|device| device.get("id")?.as_str()).collect();
    let is_one = ids.len() == 1;
    let found: Vec<_> = ids.into_iter().map(|id| register(asker, id, is_one, server.clone())).collect();
    if found.is_empty() { unknown() } else { found }
}

/// A register behind the server. It answers this beside the queue; a POST by its protocol, but a question.
fn register(asker: &Asker, id: &str, is_one: bool, server: Option<String>) -> Discovered {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let path = format!("/api/v2/operations/queryDeviceInfo?deviceID={id}");
    let answer = id.chars().all(is_plain).then(|| asker.ask(Method::Post, &path)).flatten();
    let info = answer.filter(|(status, _)| *status == 200).map(|(_, body)| body).unwrap_or_default();
    let text = |name: &str| info.get(name).and_then(Value::as_str).map(str::to_owned);
    // A single register is the default one.
    let settings = if is_one { Map::new() } else { Map::from_iter([("deviceID".to_owned(), json!(id))]) };
    Discovered { model: text("modelName").or(server), serial: text("serial"), settings }
}

/// A server of a driver before 10.7, which does not tell its registers.
fn old(asker: &Asker) -> Vec<Discovered> {
    let counts = asker.get("/stat/requests").filter(|counts| counts.get("ready_count").is_some());
    counts
        .map(|_| Discovered {
            settings: Map::from_iter([("dialect".to_owned(), json!("v1"))]),
            ..Discovered::default()
        })
        .into_iter()
        .collect()
}
