//! `kassa-simulator demo`: a register with an open shift, and what to paste to work it.

use crate::Setup;
use crate::registry::{Demo, Running};
use std::io::{self, Write};
use std::net::TcpListener;

/// The address of the samples in the documentation.
const ADDRESS: &str = "127.0.0.1:8080";
const ANY_PORT: &str = "127.0.0.1:0";

/// The address of the samples if nothing else is there, and the local time.
pub(crate) fn setup(setup: Setup, listens: bool) -> Setup {
    let listen = if listens { setup.listen.clone() } else { free(ADDRESS).to_owned() };
    // The zone is unknown on some systems; then the clock is UTC, as without a demonstration.
    let ahead = time::UtcOffset::current_local_offset().map_or(0, time::UtcOffset::whole_seconds);
    Setup { listen, clock_offset_seconds: ahead.into(), ..setup }
}

/// This address, unless another program listens there.
fn free(address: &str) -> &str {
    if TcpListener::bind(address).is_ok() { address } else { ANY_PORT }
}

/// Opens the shift, and says how to work the register, in Russian or in English.
pub(crate) fn begin(demo: &Demo, simulator: &dyn Running, russian: bool, out: &mut impl Write) -> io::Result<()> {
    let opened = demo.opening.is_some_and(|opening| simulator.has_made(&opening()));
    let told = |ru: &'static str, en: &'static str| if russian { ru } else { en };
    let shift = if opened { told(", смена открыта", ", its shift is open") } else { "" };
    let (url, title) = (simulator.address(), told(demo.title.0, demo.title.1));
    let mut config = (demo.config)(&url);
    config["journal"] = "kassa.db".into();
    let (works, look) = (told("Симулятор работает", "The simulator works"), told("Страница", "Its page"));
    let paste =
        told("Настройки, для kassa.json или вашей программы", "The configuration, for kassa.json or your program");
    let stop = told("Остановить: Ctrl+C.", "Ctrl+C stops it.");
    writeln!(out, "\n{works}: {title}{shift}.\n{look}: {url}/\n\n{paste}:\n\n{config:#}\n\n{stop}")
}

/// Whether the locale is Russian.
pub(crate) fn is_russian() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = || set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).or_else(system);
    locale().is_some_and(|name| name.starts_with("ru"))
}

/// Windows does not set the variables of the locale.
#[cfg(windows)]
fn system() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(windows))]
fn system() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_where_another_program_listens_is_not_taken() {
        let other = TcpListener::bind(ANY_PORT).expect("an address");
        let address = other.local_addr().expect("an address").to_string();
        assert_eq!(free(&address), ANY_PORT);
        drop(other);
        assert_eq!(free(&address), address);
    }
}
