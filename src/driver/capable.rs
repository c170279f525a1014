//! What the register of a device can do, from the capabilities table of its backend. Nothing is asked of the register.

use super::calls::named;
use super::device::Device;
use crate::backends::{Documents, REGISTRY, Registered};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::task::capabilities::FieldSpec;
use crate::task::words::Words;
use crate::task::{TASKS, TaskName};

impl Device {
    /// Name of the backend: `icash`.
    pub fn backend_name(&self) -> &'static str {
        self.policy.backend
    }

    /// Names of the tasks that the register can do.
    pub fn tasks(&self) -> Vec<&'static str> {
        let does = |task: &&TaskName| self.table(**task).is_some();
        TASKS.iter().filter(does).map(|task| task.word()).collect()
    }

    /// Names of the native methods of the register, for [`Device::call`].
    pub fn methods(&self) -> &'static [&'static str] {
        self.registered().map_or(&[], |registered| registered.methods)
    }

    /// Whether the register can do this task and, if `field` is given, is sent this field of it
    /// (`clientInfo.emailOrPhone`, `items[].price`). A field that is left out with a note is not sent.
    ///
    /// ```
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let journal = folder.path().join("kassa.db").display().to_string().replace('\\', "/");
    /// let config = format!(r#"{{"backend": "icash", "url": "http://192.168.1.10:8080", "journal": "{journal}"}}"#);
    /// let device = kassa::Device::open(&config)?;
    /// assert!(device.can("sell", Some("clientInfo.emailOrPhone")) && !device.can("reportX", None));
    /// # Ok::<(), kassa::Error>(())
    /// ```
    pub fn can(&self, task: &str, field: Option<&str>) -> bool {
        let Ok(fields) = self.fields(task) else { return false };
        let Some(wanted) = field.map(without_indices) else { return true };
        fields.iter().any(|row| row.left_out.is_none() && is_within(row.path, &wanted))
    }

    /// Whether a lost answer is resolved by the same call alone: the service cannot be asked for a document, but knows one
    /// that it is sent again.
    #[doc(hidden)]
    pub fn resolves_by_repeating(&self) -> bool {
        matches!(self.backend.documents(), Documents::Queue(queue) if !queue.finds_keys())
    }

    /// The fields of a task as the register takes them.
    ///
    /// # Errors
    ///
    /// [`Code::Unsupported`](crate::Code::Unsupported) if the register cannot do the task.
    #[doc(hidden)]
    pub fn fields(&self, task: &str) -> Result<Vec<&'static FieldSpec>> {
        let mut fields: Vec<&'static FieldSpec> = Vec::new();
        for row in rows(TaskName::of(task).and_then(|name| self.table(name)).ok_or_else(|| self.cannot(task))?) {
            // Of two rows for one field the first counts.
            if !fields.iter().any(|field| field.path == row.path) {
                fields.push(row);
            }
        }
        Ok(fields)
    }

    fn cannot(&self, task: &str) -> Error {
        let meant = nearest(task, self.tasks());
        Error::before(ErrorKind::Unsupported { task: named(task), backend: self.policy.backend, meant })
    }

    fn table(&self, task: TaskName) -> Option<&'static [&'static [FieldSpec]]> {
        (self.registered()?.capabilities)(task)
    }

    fn registered(&self) -> Option<&'static Registered> {
        REGISTRY.iter().find(|registered| registered.name == self.policy.backend)
    }
}

fn rows(table: &'static [&'static [FieldSpec]]) -> impl Iterator<Item = &'static FieldSpec> {
    table.iter().copied().flatten()
}

/// `items[2].price` as tables name it: `items[].price`.
fn without_indices(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut parts = path.split('[');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        plain.push('[');
        let name = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        plain.push_str(if name.starts_with(']') { name } else { part });
    }
    plain
}

/// Whether `path` is `wanted` or a part of it.
fn is_within(path: &str, wanted: &str) -> bool {
    path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_left_out_and_names_of_kinds_stay() {
        for (path, plain) in [
            ("total", "total"),
            ("items[0].price", "items[].price"),
            ("items[].agentInfo.agents[12]", "items[].agentInfo.agents[]"),
            ("items[text]", "items[text]"),
            ("items[0", "items[0"),
        ] {
            assert_eq!(without_indices(path), plain);
        }
    }

    #[test]
    fn an_object_is_taken_if_a_field_of_it_is() {
        for (path, wanted, is) in [
            ("operator.name", "operator", true),
            ("items[].price", "items", true),
            ("operator.name", "operator.name", true),
            ("operatorCode", "operator", false),
            ("operator", "operator.name", false),
        ] {
            assert_eq!(is_within(path, wanted), is, "{path} {wanted}");
        }
    }
}
