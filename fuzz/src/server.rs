//! What the targets share: a device that answers what the fuzzer wants, and a folder that nobody else sees.

use kassa::Device;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;

/// Between the parts of an input.
pub const BREAK: &str = "\n--\n";

/// What is answered to the next requests; nothing more ends the connection.
static ANSWERS: Mutex<VecDeque<Vec<u8>>> = Mutex::new(VecDeque::new());

/// The device's address.
pub static URL: LazyLock<String> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(&stream));
        }
    });
    url
});

/// Sets what the device answers from now on. A part that begins with three digits and a space has that HTTP status.
pub fn answer<'a>(parts: impl Iterator<Item = &'a [u8]>) {
    *ANSWERS.lock().unwrap() = parts.map(<[u8]>::to_vec).collect();
}

fn serve(mut stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let (mut length, mut line) = (0, String::new());
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
            let lower = line.to_ascii_lowercase();
            if let Some(given) = lower.strip_prefix("content-length:") {
                length = given.trim().parse().ok()?;
            }
        }
        reader.read_exact(&mut vec![0; length]).ok()?;
        let answer = ANSWERS.lock().unwrap().pop_front()?;
        let (status, body) = match answer.split_at_checked(4) {
            Some((head, body)) if head[3] == b' ' && head[..3].iter().all(u8::is_ascii_digit) => {
                (String::from_utf8_lossy(&head[..3]).into_owned(), body)
            }
            _ => ("200".to_owned(), &*answer),
        };
        let head = format!("HTTP/1.1 {status} .\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).ok()?;
    }
}

/// A folder of this process, in memory if the machine has such a place. It is left behind: the fuzzer ends without
/// running destructors.
pub fn folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        tempfile::Builder::new().prefix("kassa-fuzz").disable_cleanup(true).tempdir_in(place).unwrap().path().to_owned()
    });
    &FOLDER
}

/// The path of a new journal.
pub fn new_journal() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    folder().join(format!("{}.db", COUNT.fetch_add(1, Ordering::Relaxed)))
}

/// Removes a journal with the files beside it.
pub fn remove_journal(path: &Path) {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    for entry in path.parent().unwrap().read_dir().unwrap().flatten() {
        if entry.file_name().to_string_lossy().split('.').next() == Some(&name) {
            let _gone = std::fs::remove_file(entry.path());
        }
    }
}

/// Opens a register of this backend at the device.
pub fn open(backend: &str, journal: &Path) -> Device {
    let own = match backend {
        "cashcore" => r#", "kkmOfdId": 6922, "pin": "1234""#,
        "itkassa" => {
            r#", "apiKey": "11111111-2222-3333-4444-555555555555", "creItemId": "22222222-2222-3333-4444-555555555555", "callbackKey": "0123456789abcdef0123""#
        }
        "atolonline" => {
            r#", "login": "login", "password": "password", "groupCode": "group", "company": {"email": "a@example.com", "inn": "7707083893", "paymentAddress": "https://shop.example"}"#
        }
        "ofdru" => r#", "login": "login", "password": "password", "ofdAgreementId": "1""#,
        _ => "",
    };
    let text = format!(
        r#"{{"backend": "{backend}", "url": "{}", "journal": {journal:?}, "settleMs": 1, "resend": 0, "timeoutMs": 200,
            "connectTimeoutMs": 200, "deadlineMs": 200{own}}}"#,
        *URL
    );
    Device::open(&text).unwrap_or_else(|error| panic!("{backend}: {error:?}"))
}

/// The parts of an input.
pub fn parts(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(data);
    std::iter::from_fn(move || {
        let data = rest?;
        let end = data.windows(BREAK.len()).position(|window| window == BREAK.as_bytes());
        rest = end.map(|end| &data[end + BREAK.len()..]);
        Some(&data[..end.unwrap_or(data.len())])
    })
}
