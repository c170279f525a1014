//! `find`: looks on the local network for registers whose protocol lets them be recognised without a password.

mod network;

use crate::failure::{Done, FAULT_FOUND, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, init, progress, show};
use clap::{Arg, ArgAction, ArgMatches, Command};
use kassa::backends::discovery::{Discovered, discover};
use kassa::backends::{REGISTRY, Registered};
use serde_json::{Map, Value, json};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Connections that are tried at once: a router of a shop has room for them.
const AT_ONCE: usize = 64;

/// Longest wait for a connection, and for each answer, unless `--timeout-ms` says otherwise.
const TIME: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(3));

/// A register at an address.
struct Found {
    address: SocketAddr,
    backend: &'static Registered,
    register: Discovered,
}

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang
        .told("Найти кассы в локальной сети; ничего не меняет", "Find registers on the local network; changes nothing");
    let network = lang.told(
        "Сеть, например 192.168.1.0/24; по умолчанию сети этого компьютера; можно повторять",
        "Network, such as 192.168.1.0/24; by default those of this machine; may be repeated",
    );
    let port = lang.told(
        "Порт вместо обычных для каждой модели; можно повторять",
        "Port, instead of the usual ones of each model; may be repeated",
    );
    let network: Arg = args::option(lang, "network", lang.told("СЕТЬ", "NETWORK"), network);
    let port: Arg = args::option(lang, "port", lang.told("ПОРТ", "PORT"), port);
    args::command(lang, name, about)
        .arg(network.action(ArgAction::Append))
        .arg(port.action(ArgAction::Append).value_parser(clap::value_parser!(u16).range(1..)))
}

/// Looks, and shows what was found.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let given: Vec<&String> = matches.get_many("network").unwrap_or_default().collect();
    let addresses = network::addresses(&given)?;
    let ports: Vec<u16> = matches.get_many("port").unwrap_or_default().copied().collect();
    let time = matches.get_one::<u32>("timeout-ms").map(|time| Duration::from_millis(u64::from(*time).max(1)));
    let found = looked(session.lang, &places(&addresses, &ports), time.map_or(TIME, |time| (time, time)), &ports);
    progress::clear();
    match session.json {
        true => show::json(&json!({ "registers": found.iter().map(to_json).collect::<Vec<_>>() }))?,
        false => show::text(&table(session.lang, &found))?,
    }
    if found.is_empty() {
        let told = session.lang.told("касс не найдено, адресов", "no register was found; addresses");
        anstream::eprintln!("{told}: {}", addresses.len());
        return Err(Failure::Shown(FAULT_FOUND));
    }
    Ok(())
}

/// What is tried: each port at each address, neighbours last, so that no device gets all connections at once.
fn places(addresses: &[Ipv4Addr], ports: &[u16]) -> Vec<SocketAddr> {
    let mut usual: Vec<u16> =
        REGISTRY.iter().filter_map(|registered| registered.discovery).flat_map(|it| it.ports).copied().collect();
    usual.sort_unstable();
    usual.dedup();
    let ports = if ports.is_empty() { &usual } else { ports };
    ports.iter().flat_map(|port| addresses.iter().map(move |address| (*address, *port).into())).collect()
}

fn looked(lang: Lang, places: &[SocketAddr], time: (Duration, Duration), ports: &[u16]) -> Vec<Found> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(places.len()) {
            scope.spawn(|| {
                while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let here = at(*place, time, ports);
                    found.lock().unwrap_or_else(PoisonError::into_inner).extend(here);
                    progress::checked(lang, done.fetch_add(1, Ordering::Relaxed) + 1, places.len());
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|found| found.address);
    found
}

/// The registers at one address and port.
fn at(address: SocketAddr, (connect, answer): (Duration, Duration), ports: &[u16]) -> Vec<Found> {
    if TcpStream::connect_timeout(&address, connect).is_err() {
        return Vec::new();
    }
    let url = format!("http://{address}");
    let is_asked = |registered: &&Registered| {
        registered.discovery.is_some_and(|it| ports.contains(&address.port()) || it.ports.contains(&address.port()))
    };
    // The first protocol that fits is the right one.
    let found = REGISTRY.iter().filter(is_asked).map(|backend| (backend, discover(backend, &url, answer)));
    let found = found.into_iter().find(|(_, registers)| !registers.is_empty());
    let all = found
        .map(|(backend, registers)| registers.into_iter().map(move |register| Found { address, backend, register }));
    all.into_iter().flatten().collect()
}

/// The configuration, as far as the register tells it.
fn config(found: &Found) -> Map<String, Value> {
    let url = format!("http://{}", found.address);
    let mut config =
        Map::from_iter([("backend".to_owned(), json!(found.backend.name)), ("url".to_owned(), json!(url))]);
    config.extend(found.register.settings.clone());
    config
}

/// The keys that only a person knows.
fn missing(found: &Found) -> Vec<&'static str> {
    let mut config = config(found);
    let mut keys = Vec::new();
    for setting in found.backend.settings {
        if !config.contains_key(setting.key) && init::is_wanted(setting, &config) {
            // Another key that would take its place is not asked for too.
            config.insert(setting.key.to_owned(), Value::Null);
            keys.push(setting.key);
        }
    }
    keys
}

fn to_json(found: &Found) -> Value {
    json!({
        "address": found.address.to_string(), "backend": found.backend.name, "model": found.register.model,
        "serial": found.register.serial, "config": config(found), "missing": missing(found),
    })
}

fn table(lang: Lang, found: &[Found]) -> String {
    if found.is_empty() {
        return String::new();
    }
    let heading = [
        lang.told("Адрес", "Address"),
        "backend",
        lang.told("Модель", "Model"),
        lang.told("Номер (кассы или ФН)", "Number (register or drive)"),
    ];
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|found| {
            let register = &found.register;
            vec![
                found.address.to_string(),
                found.backend.name.to_owned(),
                text(&register.model),
                text(&register.serial),
            ]
        })
        .collect();
    let configs: Vec<String> = found.iter().map(|found| line(lang, found)).collect();
    let title = lang.told("Настройки, строка для каждой:", "Configuration, a line for each:");
    format!("{}\n{title}\n{}\n", show::columns(&heading, &rows), configs.join("\n"))
}

/// The configuration in one line, and how to complete it.
fn line(lang: Lang, found: &Found) -> String {
    let config = Value::Object(config(found)).to_string();
    match missing(found).as_slice() {
        [] => config,
        keys => format!(
            "{config}  # {}: {}; kassa init --backend {} --url http://{}",
            lang.told("ещё нужны", "also needed"),
            keys.join(", "),
            found.backend.name,
            found.address
        ),
    }
}
