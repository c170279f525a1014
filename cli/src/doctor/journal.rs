//! The journal: who may write it, whether it is sound, and what is unresolved in it.

use super::finding::{Finding, permits};
use kassa::{JournalReader, Result, Text};
use serde_json::Value;
use std::path::Path;

const SUBJECT: Text = Text::of("Журнал", "Journal");

/// Unresolved documents that are named; the others are counted.
const MOST: usize = 5;

/// In such a folder (/tmp) nobody replaces the files of others.
const STICKY: u32 = 0o1000;

/// What there is to say about the journal at this path. The device has just been opened, so the file exists and may be
/// written.
pub fn findings(config: &Value, path: &Path) -> Vec<Finding> {
    let mut findings = match sound(path) {
        Ok(finding) => vec![finding],
        Err(error) => vec![Finding::of_error(SUBJECT, &error)],
    };
    if config.get("journal").is_none() {
        findings.push(Finding::warning(
            SUBJECT,
            Text::of(
                "путь не задан, у каждого пользователя системы свой журнал: задайте `journal`",
                "no path is set, so each user of this system has another journal: set `journal`",
            ),
        ));
    }
    findings.extend(unresolved(path).ok().flatten());
    findings.extend(open_to_all(path));
    findings
}

fn sound(path: &Path) -> Result<Finding> {
    let reader = JournalReader::open(path)?;
    let (health, shown) = (reader.check()?, reader.name());
    if let Some(damage) = health.damage.first() {
        return Ok(Finding::fault(
            SUBJECT,
            Text::with(
                format!("{shown} повреждён ({damage}): верните верную копию"),
                format!("{shown} is damaged ({damage}): put the right copy back"),
            ),
        ));
    }
    if let Some(loss) = health.losses.first() {
        return Ok(Finding::fault(
            SUBJECT,
            Text::with(
                format!(
                    "{shown} потерял документы кассы {}: верните верную копию или выполните kassa journal rebuild",
                    loss.device.as_deref().unwrap_or("?")
                ),
                format!(
                    "{shown} has lost documents of {}: put the right copy back, or run kassa journal rebuild",
                    loss.device.as_deref().unwrap_or("?")
                ),
            ),
        ));
    }
    Ok(Finding::ok(SUBJECT, Text::with(format!("{shown}, цел"), format!("{shown}, sound"))))
}

fn unresolved(path: &Path) -> Result<Option<Finding>> {
    let documents = JournalReader::open(path)?.documents()?;
    let ids: Vec<&str> = documents
        .iter()
        .filter(|document| ["open", "ambiguous"].contains(&document.state.as_str()))
        .map(|document| document.external_id.as_str())
        .collect();
    let named = ids.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    Ok((!ids.is_empty()).then(|| {
        Finding::warning(
            SUBJECT,
            Text::with(
                format!("невыясненных документов: {} ({named}): выполните kassa recover ID", ids.len()),
                format!("unresolved documents: {} ({named}): run kassa recover ID", ids.len()),
            ),
        )
    }))
}

/// A journal that every user may write can be damaged by any of them. One that every user may read tells what was sold,
/// and whoever can open it can lock it, which stops the till. The same goes for its folder.
fn open_to_all(path: &Path) -> Option<Finding> {
    let folder = path.parent().filter(|folder| permits(folder, 0o002) && !permits(folder, STICKY));
    let (what, rights) = match folder {
        Some(folder) => (folder, "o-w"),
        None => (path, if permits(path, 0o006) { "o-rw" } else { return None }),
    };
    let what = what.display();
    Some(Finding::warning(
        SUBJECT,
        Text::with(
            format!("читать или менять может любой пользователь системы: `chmod {rights} {what}`"),
            format!("every user of this system may read or change it: `chmod {rights} {what}`"),
        ),
    ))
}
