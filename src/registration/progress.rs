//! Where a road stands, as the journal keeps it.

use super::correspond;
use super::request::{Request, fault};
use super::unknown_road;
use crate::driver::Driver;
use crate::error::{Error, Fault, Problem, Result, Text, What};
use crate::journal::{Mark, RoadEntry};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What comes next on the road.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Step {
    /// The application is looked up, or created.
    #[default]
    Application,
    /// Its documents are made.
    Documents,
    /// They are signed.
    Signature,
    /// The tax service gives the registration number.
    Number,
    /// The register makes its report.
    Registration,
    /// The report's data go into the application.
    Report,
    /// The documents with them are made.
    ReportDocuments,
    /// They are signed.
    ReportSignature,
    /// The tax service makes the card.
    Approval,
    /// The card is saved.
    Card,
    /// Nothing.
    Done,
}

/// Who is awaited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Awaited {
    /// The program: it may go on at once.
    #[default]
    Program,
    /// Whoever signs.
    Signer,
    /// The registration service.
    Registrar,
    /// The tax service.
    TaxService,
    /// Whoever made the request: it has to be mended.
    Applicant,
    /// Nobody.
    Nobody,
}

/// Where a road stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Progress {
    pub step: Step,
    pub awaited: Awaited,
    /// Id of the application.
    pub application: Option<String>,
    /// Its creation was begun, and it is not known what came of it.
    pub creating: bool,
    /// Applications that came to their end and are not gone on with.
    pub ended: Vec<String>,
    /// Digest of the request that the application was last filled with.
    pub sent: Option<String>,
    /// For which round its documents were last ordered: 1 for the number, 2 for the card.
    pub ordered: u8,
    /// The application as it was last seen.
    pub stage: Option<String>,
    pub status: Option<String>,
    pub reason: Option<String>,
    /// The registration number.
    pub number: Option<String>,
    /// What the register wrote down about its document.
    pub report: Option<Value>,
    /// The report's data are in the application.
    pub reported: bool,
    /// Documents that wait for their signatures.
    pub unsigned: Vec<Value>,
    /// What has to be mended.
    pub faults: Vec<Value>,
    /// A mended request is taken.
    pub mendable: bool,
    /// Where the card is.
    pub card: Option<Value>,
}

/// A road.
pub(super) struct Road {
    pub registrar: String,
    pub register: String,
    pub request: Request,
    pub progress: Progress,
}

impl Road {
    /// The road of this id.
    pub(super) fn of(registrar: &Driver, id: &str) -> Result<Self> {
        Self::find(registrar, id)?.ok_or_else(unknown_road)
    }

    /// The road of this id, if there is one.
    pub(super) fn find(registrar: &Driver, id: &str) -> Result<Option<Self>> {
        let Some(entry) = registrar.find_road(id)? else { return Ok(None) };
        let progress = serde_json::from_str(&entry.progress)
            .map_err(|error| Error::before(What::Journal(format!("road {id}: {error}"))))?;
        let mut request = Request::read(&entry.request, registrar, None)?;
        request.id = entry.id;
        Ok(Some(Self { registrar: entry.registrar, register: entry.register, request, progress }))
    }

    /// A new road.
    pub(super) fn begin(registrar: &Driver, device: &Driver, request: Request) -> Result<Self> {
        let road = Self {
            registrar: registrar.device().to_owned(),
            register: device.device().to_owned(),
            request,
            progress: Progress::default(),
        };
        road.keep(registrar, "start", Mark::Done)?;
        Ok(road)
    }

    /// The same road with a mended request, where one is awaited.
    pub(super) fn mended(mut self, registrar: &Driver, device: &Driver, request: Request) -> Result<Self> {
        self.is_of(device)?;
        let progress = &mut self.progress;
        let nothing_sent = progress.application.is_none() && !progress.creating;
        if !(progress.mendable || nothing_sent) || request.purpose != self.request.purpose {
            return Err(Error::before(What::IdReused));
        }
        if progress.report.is_some() {
            let number = progress.number.as_deref().unwrap_or_default();
            let faults = written_down(&self.request, &request, number);
            if !faults.is_empty() {
                return Err(Error::before(What::BadDocument(faults)));
            }
        }
        progress.mendable = false;
        progress.awaited = Awaited::Program;
        progress.faults.clear();
        self.request = request;
        self.keep(registrar, "mended", Mark::Done)?;
        Ok(self)
    }

    /// A road leads to one register.
    pub(super) fn is_of(&self, device: &Driver) -> Result<()> {
        if self.register == device.device() {
            return Ok(());
        }
        let text = Text::with(
            format!("Этот процесс начат для другой кассы: {}", self.register),
            format!("This workflow was started for another register: {}", self.register),
        );
        let fault =
            Fault { path: "register".into(), value: Some(device.device().to_owned()), problem: Problem::Form(text) };
        Err(Error::before(What::BadDocument(vec![fault])))
    }

    /// The id of the register's document, once there is an application. It is made of that one's id: whoever else is on
    /// a road with the same application asks the register for the same document.
    pub(super) fn external_id(&self) -> Option<String> {
        self.progress.application.as_ref().map(|id| format!("road {id}"))
    }

    /// Makes durable where it stands.
    pub(super) fn keep(&self, registrar: &Driver, step: &str, mark: Mark) -> Result<()> {
        let progress = serde_json::to_string(&self.progress)
            .map_err(|error| Error::before(What::Internal(format!("road {}: {error}", self.request.id))))?;
        let entry = RoadEntry {
            registrar: self.registrar.clone(),
            id: self.request.id.clone(),
            register: self.register.clone(),
            request: self.request.text.clone(),
            progress,
        };
        registrar.keep_road(&entry, step, mark)
    }
}

/// What a mended request would change of what the register has written down already.
fn written_down(old: &Request, new: &Request, number: &str) -> Vec<Fault> {
    let (old, task) = (correspond::task(old, number), correspond::task(new, number));
    let text = Text::of(
        "Касса уже записала эти данные: чтобы изменить их, нужна перерегистрация",
        "The register has already recorded this: a change needs a new registration",
    );
    differing(&old, &task, String::new())
        .into_iter()
        .map(|path| {
            let pointer = format!("/{}", path.replace('.', "/"));
            fault(correspond::origin(new, &path), task.pointer(&pointer), Problem::Form(text.clone()))
        })
        .collect()
}

/// Paths at which two documents differ.
fn differing(old: &Value, new: &Value, path: String) -> Vec<String> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|name| !old.contains_key(*name));
            let below = |name: &String| if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            old.keys()
                .chain(added)
                .flat_map(|name| {
                    let value =
                        |members: &serde_json::Map<String, Value>| members.get(name).cloned().unwrap_or_default();
                    differing(&value(old), &value(new), below(name))
                })
                .collect()
        }
        _ if old == new => Vec::new(),
        _ => vec![path],
    }
}

/// The word of a value that serde writes as one.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
