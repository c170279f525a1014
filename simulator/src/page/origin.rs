//! Whether a control request is our own page's, or that of a program, and not that of a foreign page in a browser.
//!
//! The simulator has no password. Any page that a developer has open could post faults to it, and a page whose name was
//! made to point at this machine (DNS rebinding) could read everything. A browser says in `Origin` which page it is, and
//! in `Host` by which name it came.

use crate::http::Request;
use std::net::IpAddr;

/// Whether the request may be answered.
pub(crate) fn is_own(request: &Request) -> bool {
    let host = request.header("host").unwrap_or_default();
    let origin = request.header("origin");
    is_local_name(host) && origin.is_none_or(|origin| is_same(origin, host))
}

fn is_same(origin: &str, host: &str) -> bool {
    let of_origin = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    of_origin.is_some_and(|of_origin| of_origin.eq_ignore_ascii_case(host))
}

/// Whether no page of the Internet can have this name: an address, `localhost`, or a name without a dot, as a container
/// has it.
fn is_local_name(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    !name.contains('.') || name.parse::<IpAddr>().is_ok() || name.ends_with(".localhost")
}
