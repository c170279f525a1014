//! What a driver would have printed that sends again when no answer arrives: it does so here, to a register of its own,
//! over the same broken connection, with the request that the library has sent.

use super::lang::Lang;
use super::screen::{self, Tone};
use super::{broken_link, receipts};
use kassa_simulator::icash::{Options, Simulator};
use serde_json::json;
use std::error::Error;
use std::io::{self, Read, Write};
use std::net::TcpStream;

/// Shows it, and returns the number of receipts on its register.
pub fn shown(lang: Lang, register: &Simulator) -> Result<usize, Box<dyn Error>> {
    let requests = register.requests();
    let sale = requests.iter().rfind(|request| request["path"].as_str().is_some_and(|path| path.ends_with("/receipt")));
    let body = sale.and_then(|sale| sale["body"].as_str()).ok_or("no receipt was sent")?;
    let naive = Simulator::start(Options::default())?;
    naive.make_document(&json!({ "command": "shift/open", "data": { "T1021": "Лунина" } }));
    let before = naive.tape().len();
    naive.set_faults(broken_link());
    let mut till = Vec::new();
    for _ in 0..2 {
        till.push((Tone::Dim, lang.told("чек отправлен", "the receipt is sent").to_owned()));
        if send(&naive.url(), body)?.is_empty() {
            let broke = lang.told("связь оборвалась: отправить снова", "the link broke: send it again");
            till.push((Tone::Bad, broke.to_owned()));
        }
    }
    till.push((Tone::Bad, lang.told("два чека за одну покупку", "two receipts for one purchase").to_owned()));
    let title = lang.told("Тот же чек, драйвер, который повторяет", "The same receipt by a driver that repeats");
    screen::step(title, &till, &naive.tape()[before..]);
    Ok(receipts(&naive))
}

/// Posts a receipt; returns the answer, empty if the connection broke.
fn send(url: &str, body: &str) -> io::Result<String> {
    let address = url.trim_start_matches("http://");
    let mut link = TcpStream::connect(address)?;
    let length = body.len();
    let head = format!(
        "POST /api/1/receipt HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    let mut answer = String::new();
    let sent = link.write_all((head + body).as_bytes()).and_then(|()| link.read_to_string(&mut answer));
    Ok(sent.map(|_| answer).unwrap_or_default())
}
