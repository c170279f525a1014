//! The state of a workflow, as the journal keeps it.

use super::correspond;
use super::place::fault;
use super::request::Request;
use crate::backends::workflow::{Mark, RegisterDevice, RegistrarDevice, SavedWorkflow};
use crate::error::{Error, ErrorKind, Fault, Problem, Result, Rule, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The next step of the workflow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Step {
    /// Find or create the application.
    #[default]
    Application,
    /// The service makes its documents.
    Documents,
    /// The documents are signed.
    Signature,
    /// The tax service gives the registration number.
    Number,
    /// The register makes its report, exactly once.
    Registration,
    /// Send the report's data into the application.
    Report,
    /// The service makes the documents with the report's data.
    ReportDocuments,
    /// The documents with the report's data are signed.
    ReportSignature,
    /// The tax service makes the card.
    Approval,
    /// Save the card.
    Card,
    /// Nothing is left to do.
    Done,
}

/// Who has to act next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Awaited {
    /// The program, which may continue at once.
    #[default]
    Program,
    /// The person who signs.
    Signer,
    /// The registration service.
    Registrar,
    /// The tax service.
    TaxService,
    /// The person who made the request, who has to correct it.
    Applicant,
    /// Nobody: the workflow has ended.
    Nobody,
}

/// The state of a workflow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Progress {
    pub step: Step,
    pub awaited: Awaited,
    /// The application's id at the service.
    pub application: Option<String>,
    /// Its creation was begun and its answer was lost.
    pub creating: bool,
    /// Applications that this workflow has given up.
    pub ended: Vec<String>,
    /// Digest of the request with which the application was last filled.
    pub sent: Option<String>,
    /// The round for which its documents were last ordered: 1 for the number, 2 for the card.
    pub ordered: u8,
    /// Stage and status of the application when it was last seen.
    pub stage: Option<String>,
    pub status: Option<String>,
    pub reason: Option<String>,
    /// The registration number from the tax service (РНМ).
    pub number: Option<String>,
    /// Number, time and sign of the register's document.
    pub report: Option<Value>,
    /// The report's data are in the application.
    pub reported: bool,
    /// Documents that wait for their signatures.
    pub unsigned: Vec<Value>,
    /// Faults that have to be corrected in the request.
    pub faults: Vec<Value>,
    /// Whether a corrected request is accepted.
    pub mendable: bool,
    /// Where the card was saved.
    pub card: Option<Value>,
}

/// A workflow.
pub(super) struct Workflow {
    pub register: String,
    pub request: Request,
    pub progress: Progress,
}

impl Workflow {
    /// The workflow with this id; `NotFound` if there is none.
    pub(super) fn of(registrar: &dyn RegistrarDevice, id: &str) -> Result<Self> {
        Self::find(registrar, id)?.ok_or_else(|| Error::before(ErrorKind::NotFound))
    }

    /// The workflow with this id; `None` if there is none.
    pub(super) fn find(registrar: &dyn RegistrarDevice, id: &str) -> Result<Option<Self>> {
        let Some(entry) = registrar.find_workflow(id)? else { return Ok(None) };
        let progress = serde_json::from_str(&entry.progress).map_err(|error| {
            Error::before(ErrorKind::Journal(Text::foreign(
                "запись хода регистрации повреждена",
                &format_args!("road {id}: {error}"),
            )))
        })?;
        let mut request = match Request::read(&entry.request, registrar.level(Rule::TaxNumber))? {
            (Some(request), faults) if faults.is_empty() => request,
            (_, faults) => return Err(Error::before(ErrorKind::BadDocument(faults))),
        };
        request.id = entry.id;
        Ok(Some(Self { register: entry.register, request, progress }))
    }

    /// A new workflow.
    pub(super) fn begin(
        registrar: &dyn RegistrarDevice,
        device: &dyn RegisterDevice,
        request: Request,
    ) -> Result<Self> {
        let workflow = Self { register: device.name().to_owned(), request, progress: Progress::default() };
        workflow.save(registrar, "start", Mark::Done)?;
        Ok(workflow)
    }

    /// The same workflow with a corrected request, if it waits for one.
    pub(super) fn corrected(
        mut self,
        registrar: &dyn RegistrarDevice,
        device: &dyn RegisterDevice,
        request: Request,
    ) -> Result<Self> {
        self.ensure_is_of(device)?;
        let progress = &mut self.progress;
        let nothing_sent = progress.application.is_none() && !progress.creating;
        if !(progress.mendable || nothing_sent) || request.purpose != self.request.purpose {
            return Err(Error::before(ErrorKind::IdReused));
        }
        if progress.report.is_some() {
            let number = progress.number.as_deref().unwrap_or_default();
            let faults = recorded_changes(&self.request, &request, number);
            if !faults.is_empty() {
                return Err(Error::before(ErrorKind::BadDocument(faults)));
            }
        }
        progress.mendable = false;
        progress.awaited = Awaited::Program;
        progress.faults.clear();
        self.request = request;
        self.save(registrar, "mended", Mark::Done)?;
        Ok(self)
    }

    /// Fails if the workflow is about another register than this one.
    pub(super) fn ensure_is_of(&self, device: &dyn RegisterDevice) -> Result<()> {
        if self.register == device.name() {
            return Ok(());
        }
        let text = Text::with(
            format!("Эта регистрация начата для другой кассы: {}", self.register),
            format!("This workflow was started for another register: {}", self.register),
        );
        let fault =
            Fault { path: "register".into(), value: Some(device.name().to_owned()), problem: Problem::Form(text) };
        Err(Error::before(ErrorKind::BadDocument(vec![fault])))
    }

    /// The `externalId` of the register's document, once there is an application. It is made from the application's id,
    /// so that every workflow with this application asks the register for the same document.
    pub(super) fn external_id(&self) -> Option<String> {
        self.progress.application.as_ref().map(|id| format!("road {id}"))
    }

    /// Writes its state and the mark of a step to disk.
    pub(super) fn save(&self, registrar: &dyn RegistrarDevice, step: &str, mark: Mark) -> Result<()> {
        let progress = serde_json::to_string(&self.progress)
            .map_err(|error| Error::before(ErrorKind::Internal(format!("road {}: {error}", self.request.id))))?;
        let saved = SavedWorkflow {
            id: self.request.id.clone(),
            register: self.register.clone(),
            request: self.request.text.clone(),
            progress,
        };
        registrar.save_workflow(&saved, step, mark)
    }
}

/// Faults of a corrected request that changes what the register has already recorded.
fn recorded_changes(old: &Request, new: &Request, number: &str) -> Vec<Fault> {
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

/// Paths at which two JSON values differ.
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

/// The word that serde writes for a value; empty if it is no word.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
