//! Flags and words of a task.

use super::{Fields, Need, asked_for};
use crate::error::{Allowed, Problem, Text};
use crate::task::capabilities::Limit;
use crate::task::json::Node;
use crate::task::path::Path;
use crate::task::words::{Words, listed};
use serde_json::json;

impl Fields<'_> {
    /// A flag; its usual value needs nothing from the backend.
    pub fn flag(&self, name: &'static str, usual: bool) -> bool {
        self.describe(name, Need::Optional, || json!({ "type": "boolean", "default": usual }));
        match self.take(name, Need::Optional) {
            None => usual,
            Some(Node::Bool(value)) => {
                if *value != usual {
                    self.mean(name, value);
                    if self.limit(name, &Node::Bool(*value)).is_none() {
                        return usual;
                    }
                    self.rewrite(name, || Node::Bool(*value));
                }
                *value
            }
            Some(node) => {
                self.reader.fault(self.at(name), Some(node), Problem::Type("boolean"));
                usual
            }
        }
    }

    /// A flag whose values both matter; `None` if the caller left it out.
    pub fn flag_given(&self, name: &'static str, need: Need) -> Option<bool> {
        self.describe(name, need, || json!({ "type": "boolean" }));
        let node = self.take(name, need)?;
        let Node::Bool(value) = node else { return self.wrong(name, node, Problem::Type("boolean")) };
        // A flag set to `false` needs nothing from a backend that does not have it.
        self.mean(name, value);
        if *value || self.capabilities(name).is_some() {
            self.limit(name, node)?;
        }
        self.rewrite(name, || Node::Bool(*value));
        Some(*value)
    }

    /// A flag that only a backend whose protocol is the vocabulary gets; for others the library itself uses it.
    pub fn flag_ignored(&self, name: &'static str) -> bool {
        self.describe(name, Need::Optional, || json!({ "type": "boolean" }));
        match self.take(name, Need::Optional) {
            Some(Node::Bool(value)) => {
                self.rewrite(name, || Node::Bool(*value));
                *value
            }
            Some(node) => {
                self.reader.fault(self.at(name), Some(node), Problem::Type("boolean"));
                false
            }
            None => false,
        }
    }

    /// A word of a list; the value `usual` needs nothing from the backend.
    pub fn word<W: Words + PartialEq>(&self, name: &'static str, need: Need, usual: Option<W>) -> Option<W> {
        self.describe(name, need, || json!({ "enum": W::SPELLINGS.iter().map(|(word, _)| *word).collect::<Vec<_>>() }));
        let node = self.take(name, need)?;
        let required = self.requires(name);
        let taken = self.capabilities(name).filter(|member| member.left_out.is_none());
        let limit = taken.map_or(Limit::NONE, |capabilities| capabilities.limit);
        let value = self.one_word(self.at(name), node, if required { Need::Required } else { need }, limit)?;
        if Some(value) != usual {
            self.mean(name, value.word());
            if self.goes_without_saying(name, value) {
                return None;
            }
            let limit = self.limit(name, node)?;
            let allowed = self.allowed(self.at(name), node, value, limit);
            if allowed {
                self.rewrite(name, || Node::Text(value.word().into()));
            }
            return allowed.then_some(value);
        }
        Some(value)
    }

    /// The word that the configuration gives for a missing member; a fault if the backend does not take it.
    pub fn word_of_configuration<W: Words>(&self, name: &'static str, word: W) -> Option<W> {
        self.know(name);
        if !self.fits(self.at(name), self.capabilities(name), word) {
            return None;
        }
        self.mean(name, word.word());
        self.rewrite(name, || Node::Text(word.word().into()));
        Some(word)
    }

    /// Whether a field is left out and this value of it needs no note.
    fn goes_without_saying<W: Words>(&self, name: &str, value: W) -> bool {
        let member = self.capabilities(name).filter(|member| member.left_out.is_some());
        member.is_some_and(|member| !member.limit.words.is_empty() && member.limit.has(value))
    }

    pub(super) fn one_word<W: Words>(&self, path: Path, node: &Node, need: Need, limit: Limit) -> Option<W> {
        let value = match node {
            Node::Text(text) if text.is_empty() && need == Need::Optional => return None,
            Node::Text(text) => W::of(text),
            Node::Number(digits) => W::of(digits).inspect(|value| {
                let text = Text::with(
                    format!("Вместо числа указывайте «{}»", value.word()),
                    format!("Use \"{}\" instead of the number", value.word()),
                );
                self.reader.note(path, Some(node), Problem::Form(text));
            }),
            _ => {
                self.reader.fault(path, Some(node), Problem::Type("string"));
                return None;
            }
        };
        if value.is_none() {
            // Only what this register takes helps.
            let words = listed::<W>().filter(|(_, value)| limit.has(*value)).map(|(word, _)| word);
            self.reader.fault(path, Some(node), Problem::Word(Allowed::of(&node.show(), words)));
        }
        value
    }

    /// Whether the backend has this word. If not, that is a fault, unless an administrator has the field left out.
    pub(super) fn allowed<W: Words>(&self, path: Path, node: &Node, value: W, limit: Limit) -> bool {
        if limit.has(value) {
            return true;
        }
        let policy = self.reader.policy;
        if policy.leaves_out(&path.pattern()) {
            self.reader.leave_out(path, node, asked_for());
            return false;
        }
        let problem = Problem::NotAmong { backend: policy.backend, allowed: limit.words.join(", ") };
        self.reader.fault(path, Some(node), problem);
        true
    }

    /// An array of words.
    pub fn word_list<W: Words>(&self, name: &'static str) -> Vec<W> {
        self.describe(name, Need::Optional, || {
            json!({ "type": "array", "items": { "enum": W::SPELLINGS.iter().map(|(word, _)| *word).collect::<Vec<_>>() } })
        });
        let words: Vec<W> = self.elements(name, Need::Optional, |path, node, limit| {
            let value: W = self.one_word(path, node, Need::Required, limit)?;
            self.reader.mean(path, value.word());
            self.allowed(path, node, value, limit).then_some(value)
        });
        if !words.is_empty() {
            self.rewrite(name, || Node::List(words.iter().map(|word| Node::Text(word.word().into())).collect()));
        }
        words
    }
}
