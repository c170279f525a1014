//! Native methods: the register's own commands under their own paths (§4), checked against their own tables before they
//! are sent.

use super::super::fingerprint::{Fingerprint, Kind};
use super::super::{Failure, Job, NativeCall, Reply};
use super::native_parameters;
use super::{BASE, Icash, NAME, answers, document, fingerprint};
use crate::backends::{Request, odd_answer, shown};
use crate::error::{BackendError, Fault, Problem, Text};
use crate::rights::fresh;
use crate::task::json::Node;
use crate::task::policy::Policy;
use crate::task::read::{Fields, Need, Reader};
use crate::transport::{CallContext, Method};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Every command of §4. If one path has two HTTP methods, the method is written before it.
pub(super) const NAMES: &[&str] = &[
    "status",
    "shift/status",
    "GET settings",
    "POST settings",
    "search",
    "print",
    "printany",
    "register",
    "shift/open",
    "currentstate",
    "receipt",
    "correctivereceipt",
    "shift/close",
    "finalize",
    "GET ofd",
    "POST ofd",
    "ofd/status",
    "log",
    "firmware/icash1f.bin",
    "shell",
    "wifi/station/aplist",
    "wifi/station/ip",
    "wifi/station/connect",
];

/// The command whose parameters contain a password.
const SECRET: &str = "wifi/station/connect";

/// Largest firmware file that is accepted, in bytes.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Commands that `/shell` accepts (§6.20.2), including those that its list omits.
const SHELL: &[&str] = &[
    "status",
    "settings",
    "search",
    "print",
    "printany",
    "register",
    "shift/open",
    "currentstate",
    "receipt",
    "correctivereceipt",
    "shift/close",
    "finalize",
    "ofd",
    "reset",
    "log",
    "firmware",
    "shift/status",
    "ofd/status",
    "wifi/station/aplist",
    "wifi/station/ip",
    "wifi/station/connect",
];

/// Checks the parameters of a command against its table.
type Table = fn(&Fields);

/// The request of a native call; `None` if there is no such method.
pub(super) fn prepare(name: &str, params: &Node, policy: &Policy) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
    NAMES.contains(&name).then(|| {
        let reader = Reader::new(policy);
        let job = read(name, params, &reader);
        let (mut faults, _) = reader.found();
        let secret = name == SECRET || params.member("command") == Some(&Node::Text(SECRET.into()));
        if secret {
            for fault in &mut faults {
                fault.value = None;
            }
        }
        match job {
            Some(job) if faults.is_empty() => Ok(job),
            _ if faults.is_empty() => Err(vec![whole(params, secret, Problem::Type("object"))]),
            _ => Err(faults),
        }
    })
}

fn whole(params: &Node, secret: bool, problem: Problem) -> Fault {
    Fault { path: String::new(), value: (!secret).then(|| params.show()), problem }
}

fn read(name: &str, params: &Node, reader: &Reader) -> Option<Job<NativeCall>> {
    // The body of a free print is a bare array; it is read as the member of an object (§6.7.2).
    let wrapped;
    let given = params;
    let params = match (name, params) {
        ("printany", Node::List(_)) => {
            wrapped = Node::Object(vec![("data".into(), params.clone())]);
            &wrapped
        }
        (_, Node::Null) => &Node::Object(Vec::new()),
        _ => params,
    };
    reader.object(params, None, |fields| match name {
        "status" | "shift/status" | "ofd/status" | "wifi/station/aplist" | "wifi/station/ip" => Some(get(name)),
        "GET settings" => Some(get("settings")),
        "GET ofd" => Some(get("ofd")),
        "POST settings" => Some(post(fields, "settings", native_parameters::settings, params)),
        "POST ofd" => Some(post(fields, "ofd", native_parameters::ofd, params)),
        "wifi/station/connect" => Some(post(fields, name, native_parameters::wifi, params)),
        "printany" => Some(post(fields, name, native_parameters::print, given)),
        "search" => number(fields, "document_number").map(|number| get(&format!("search/{number}/"))),
        "print" => number(fields, "document_number").map(print),
        "log" => log(fields),
        "firmware/icash1f.bin" => fields
            .text("file", Need::Required, 4096)
            .map(|file| own(Method::Post, name, nothing(), Reply::File(PathBuf::from(file)))),
        "shell" => shell(fields, params),
        _ => fiscal(fields, name, params),
    })
}

fn own(method: Method, command: &str, body: Zeroizing<Vec<u8>>, reply: Reply) -> Job<NativeCall> {
    Job::Query(NativeCall {
        method,
        request: Request::new(format!("{BASE}/{command}"), body),
        reply,
        secret: command == SECRET,
        shown_by: None,
    })
}

fn get(command: &str) -> Job<NativeCall> {
    own(Method::Get, command, Zeroizing::default(), Reply::Json)
}

fn print(number: i64) -> Job<NativeCall> {
    own(Method::Post, &format!("print/{number}/"), nothing(), Reply::Json)
}

fn post(fields: &Fields, command: &str, table: Table, body: &Node) -> Job<NativeCall> {
    table(fields);
    own(Method::Post, command, without_empty(body).to_text(), Reply::Json)
}

fn number(fields: &Fields, name: &'static str) -> Option<i64> {
    fields.integer(name, Need::Required, 1, 4_294_967_295)
}

/// Lines of the log, as text or in a file (§6.18).
fn log(fields: &Fields) -> Option<Job<NativeCall>> {
    let lines = number(fields, "number_of_lines");
    let file = fields.text("file", Need::Optional, 4096).map(PathBuf::from);
    Some(own(Method::Get, &format!("log/{}/", lines?), Zeroizing::default(), Reply::Text(file)))
}

/// The table and the kind of a command that makes a document; `None` for other commands.
fn fiscal_command(command: &str) -> Option<(Table, Kind)> {
    let of: (Table, Kind) = match command {
        "register" => (native_parameters::register, Kind::Registration),
        "shift/open" => (native_parameters::cashier, Kind::OpenShift),
        "shift/close" => (native_parameters::cashier, Kind::CloseShift),
        "currentstate" => (native_parameters::nothing, Kind::CurrentState),
        "receipt" => (native_parameters::receipt, Kind::Receipt),
        "correctivereceipt" => (native_parameters::correction, Kind::Correction),
        "finalize" => (native_parameters::finalize, Kind::CloseArchive),
        _ => return None,
    };
    Some(of)
}

/// The fingerprint of the document with these tags.
fn fingerprint(command: &str, kind: Kind, tags: &Value) -> Fingerprint {
    match (command, kind) {
        ("register", _) if tags.get("T1101").is_some() => fingerprint::of_tags(Kind::Reregistration, tags),
        (_, Kind::CurrentState) => {
            Fingerprint { kind, attributes: BTreeMap::new(), marks: Vec::new(), unmarked_maybe: false }
        }
        _ => fingerprint::of_tags(kind, tags),
    }
}

fn fiscal(fields: &Fields, command: &str, params: &Node) -> Option<Job<NativeCall>> {
    let (table, kind) = fiscal_command(command)?;
    fields.know("externalId");
    table(fields);
    let tags = without_own(params);
    let request = Request::new(format!("{BASE}/{command}"), tags.to_text());
    Some(document(request, fingerprint(command, kind, &tags.to_value()), None))
}

/// Any command through the one fixed path (§6.20). A document made this way is treated like any other.
fn shell(fields: &Fields, params: &Node) -> Option<Job<NativeCall>> {
    let method = fields.text("method", Need::Required, 4);
    let command = fields.text("command", Need::Required, 32);
    if let Some(word) = &method
        && !matches!(word.as_str(), "GET" | "POST")
    {
        fields.judge("method", Problem::Word("GET, POST".into()));
    }
    let command = command?;
    if !SHELL.contains(&command.as_str()) {
        fields.judge("command", Problem::Word(SHELL.join(", ").into()));
        return None;
    }
    let body = without_own(params);
    let request = Request::new(format!("{BASE}/shell"), body.to_text());
    if let Some((table, kind)) = fiscal_command(&command) {
        fields.know("externalId");
        let may = matches!(command.as_str(), "shift/open" | "shift/close" | "finalize" | "currentstate");
        table_of(fields, if may { Need::Optional } else { Need::Required }, table);
        let content = body.member("content").map(Node::to_value).unwrap_or_default();
        return Some(document(request, fingerprint(&command, kind, &content), None));
    }
    match command.as_str() {
        "settings" if method.as_deref() == Some("POST") => {
            table_of(fields, Need::Required, native_parameters::settings);
        }
        "ofd" if method.as_deref() == Some("POST") => table_of(fields, Need::Required, native_parameters::ofd),
        "search" | "print" => table_of(fields, Need::Required, |fields| {
            number(fields, "document_number");
        }),
        "log" => table_of(fields, Need::Required, |fields| {
            number(fields, "number_of_lines");
        }),
        "printany" => match fields.peek("content") {
            Some(Node::Object(_)) => table_of(fields, Need::Required, native_parameters::print),
            _ => native_parameters::print_lines(fields, "content"),
        },
        SECRET => table_of(fields, Need::Required, native_parameters::wifi),
        _ => table_of(fields, Need::Optional, native_parameters::nothing),
    }
    let file = |need| fields.text("file", need, 4096).map(PathBuf::from);
    let reply = match command.as_str() {
        "log" => Reply::Text(file(Need::Optional)),
        "firmware" => Reply::File(file(Need::Required)?),
        _ => Reply::Json,
    };
    Some(Job::Query(NativeCall { method: Method::Post, request, reply, secret: command == SECRET, shown_by: None }))
}

fn table_of(fields: &Fields, need: Need, table: Table) {
    fields.object("content", need, |fields| {
        table(fields);
        Some(())
    });
}

/// The body without the library's own members, with codes as numbers, as the fingerprint needs them.
fn without_own(body: &Node) -> Node {
    without_empty(&body.without(&["externalId", "file"])).plain()
}

/// The body without empty values, which must be left out (§8).
fn without_empty(body: &Node) -> Node {
    match body {
        Node::Object(members) => {
            let kept = members.iter().filter(|(_, value)| !value.is_empty());
            Node::Object(kept.map(|(name, value)| (name.clone(), without_empty(value))).collect())
        }
        Node::List(list) => Node::List(list.iter().map(without_empty).collect()),
        other => other.clone(),
    }
}

/// The body of a command without parameters.
fn nothing() -> Zeroizing<Vec<u8>> {
    b"{}".to_vec().into()
}

impl Icash {
    /// Calls a command that makes no document.
    pub(super) fn native_call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure> {
        match &call.reply {
            Reply::Json => answers::accepted(&self.http.exchange(&call.http_request(), context)?, &[])
                .map_err(|failure| without_text(call, failure)),
            Reply::Text(None) => {
                let response = self.http.exchange(&call.http_request(), context)?;
                if let Some(refused) = answers::refused(&response.body, response.status) {
                    return Err(refused);
                }
                match String::from_utf8(response.body) {
                    Ok(text) if response.status < 400 => Ok(Value::String(text)),
                    Ok(text) => Err(unreadable(response.status, text.as_bytes())),
                    Err(error) => Err(unreadable(response.status, error.as_bytes())),
                }
            }
            Reply::Text(Some(file)) | Reply::File(file) => self.save(call, file, context),
        }
    }

    /// Saves the answer as a file. It is written next to the requested name and renamed when it is complete.
    fn save(&self, call: &NativeCall, file: &Path, context: &CallContext) -> Result<Value, Failure> {
        let failed = |error: std::io::Error| {
            let vendor = BackendError { name: NAME, ..BackendError::default() };
            Failure::Unreadable(Text::of_io(&error).at(&file.display()), vendor)
        };
        let mut part = file.as_os_str().to_owned();
        part.push(".part");
        let unwritable = |error: std::io::Error| {
            let error = Text::of_io(&error);
            let ru = format!("Не удалось создать файл: {}", error.ru);
            let cause = Text::with(ru, format!("Cannot create the file: {}", error.en));
            let value = Some(file.display().to_string());
            Failure::Local(Box::new(Fault { path: "file".into(), value, problem: Problem::Form(cause) }))
        };
        let mut part_file = Counted { file: fresh(Path::new(&part)).map_err(unwritable)?, bytes: 0 };
        let status = self.http.stream(&call.http_request(), context, LARGEST_FILE, &mut part_file);
        let saved = match status {
            Ok(status) if status < 400 => match refusal_in(Path::new(&part), part_file.bytes, status) {
                Some(refused) => Err(refused),
                None => part_file.file.sync_all().and_then(|()| std::fs::rename(&part, file)).map_err(failed),
            },
            Ok(status) => Err(unreadable(status, b"")),
            Err(broken) => Err(broken.into()),
        };
        if saved.is_err()
            && let Err(error) = std::fs::remove_file(&part)
        {
            crate::log::line(crate::log::Level::Warning, format_args!("{}: {error}", part.display()));
        }
        saved.map(|()| json!({ "file": file.display().to_string(), "bytes": part_file.bytes }))
    }
}

/// The register's refusal, if it came instead of a file.
fn refusal_in(part: &Path, bytes: u64, status: u16) -> Option<Failure> {
    const LONGEST: u64 = 64 * 1024;
    if bytes > LONGEST {
        return None;
    }
    answers::refused(&std::fs::read(part).ok()?, status)
}

/// Hides the device's text after a call with a password, because the text may repeat it.
fn without_text(call: &NativeCall, failure: Failure) -> Failure {
    match failure {
        Failure::Unreadable(cause, vendor) if call.secret => {
            Failure::Unreadable(cause, BackendError { text: None, ..vendor })
        }
        Failure::Refused(mut refused) if call.secret => {
            refused.vendor.text = None;
            refused.refusal.faults.clear();
            Failure::Refused(refused)
        }
        other => other,
    }
}

fn unreadable(status: u16, body: &[u8]) -> Failure {
    let vendor = BackendError { name: NAME, code: None, text: Some(shown(body)), http_status: Some(status) };
    Failure::Unreadable(odd_answer(status), vendor)
}

/// A file that counts the bytes written to it.
struct Counted {
    file: File,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
