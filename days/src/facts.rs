//! What really happened to each document, and the judge that compares it with what the driver said.

use crate::plan::LinkFault;
use std::collections::BTreeSet;
use std::time::Duration;

/// A document that a register made.
#[derive(Debug, Clone)]
pub struct Made {
    pub register: usize,
    pub number: u64,
    /// Its fiscal sign, which no other document has.
    pub sign: String,
    /// What it is equal to.
    pub content: u64,
    /// The document that a till asked for; `None` for one of another program.
    pub id: Option<usize>,
    /// The register has lost it since: it was restored from an older copy.
    pub gone: bool,
}

/// What the driver said last of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Nothing yet.
    Nothing,
    Registered {
        number: u64,
        sign: String,
        by_content: bool,
    },
    /// Not made.
    No,
    /// Not known, with these numbers as candidates. `reasons`: some candidate is no document.
    Unknown {
        candidates: Vec<u64>,
        reasons: bool,
    },
    /// The id has another document, which is registered.
    Elsewhere,
    /// In a queue.
    Pending,
}

/// A document that a till asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub name: String,
    pub till: usize,
    pub journal: usize,
    /// What it is equal to: once more if people changed it.
    pub contents: Vec<u64>,
    pub said: Said,
    pub sends: u32,
    /// When it was sent last.
    pub at: Duration,
    /// Something happened to it that the docs say nobody can know: a register slower than `settleMs`, a request that the
    /// network copied, a register that lost it before a journal had it or a later one.
    pub beyond: bool,
    /// The register took longer than `settleMs` to begin with it.
    pub late: bool,
}

/// The laws that the judge holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// documents(id) ≤ 1.
    Once,
    /// A registered document is the one that was made for the id.
    ItsDocument,
    /// What is not made is not there, and does not come.
    NoStaysNo,
    /// In the end every id is resolved, or its document is among the candidates.
    Resolved,
    /// A call ends with its deadline.
    Deadline,
    /// When nothing goes wrong any more, each till sells again.
    SellsAgain,
    /// Nothing panics.
    NoPanic,
    /// Only a call that asks for a document sends it.
    SentWhenAsked,
}

/// A law that was broken.
#[derive(Debug, Clone)]
pub struct Breach {
    pub law: Law,
    pub what: String,
}

#[derive(Debug, Default)]
pub struct Facts {
    pub made: Vec<Made>,
    pub asked: Vec<Asked>,
    pub breaches: Vec<Breach>,
    /// Documents whose outcome a person has to find out.
    pub undecidable: BTreeSet<usize>,
    /// Answers that named an equal document of another program, as the docs say can happen: on a register that was not
    /// known to be shared, and after the settling time, with `warnings.byContent`.
    pub mistaken: [u64; 2],
    /// Second documents after what nobody can know.
    pub doubled: u64,
    pub calls: u64,
    /// How often the power of a machine failed in the middle of a write.
    pub power_failures: u64,
    /// Requests for documents that came to a register.
    pub requests: u64,
    /// The server of the journal has lost outcomes that were not synced.
    pub forgot: bool,
    /// For how long the next power failure lasts.
    pub off: Option<u64>,
}

impl Facts {
    /// The first register has lost these documents: its memory is that of an older copy.
    pub fn lose(&mut self, signs: &[String]) {
        for nth in 0..self.made.len() {
            let made = &mut self.made[nth];
            let is_lost = made.register == 0 && signs.contains(&made.sign);
            made.gone |= is_lost;
            let Some(id) = made.id.filter(|_| is_lost) else { continue };
            let journal = self.asked[id].journal;
            if self.forgot || !self.made[nth..].iter().any(|later| self.is_recorded(later, journal)) {
                self.asked[id].beyond = true;
            }
        }
    }

    /// The server of the journal loses outcomes. Those of documents that the register has lost as well are nowhere now.
    pub fn forget(&mut self) {
        self.forgot = true;
        for id in self.made.iter().filter(|made| made.gone).filter_map(|made| made.id) {
            self.asked[id].beyond = true;
        }
    }

    /// Whether a journal has this document as registered.
    fn is_recorded(&self, made: &Made, journal: usize) -> bool {
        let asked = made.id.map(|id| &self.asked[id]).filter(|asked| asked.journal == journal);
        asked.is_some_and(|asked| matches!(&asked.said, Said::Registered { sign, .. } if *sign == made.sign))
    }

    /// Whether a document is equal to that of this id and was made by a program with another journal, or is one whose own
    /// id got the document of another program, or one that came when nobody could expect it any more.
    fn is_of_another_program(&self, made: &Made, id: usize) -> bool {
        if !self.asked[id].contents.contains(&made.content) {
            return false;
        }
        let Some(other) = made.id.map(|other| &self.asked[other]) else { return true };
        let has_another = matches!(&other.said, Said::Registered { sign, .. } if *sign != made.sign);
        other.journal != self.asked[id].journal || (has_another || other.late) && made.id != Some(id)
    }

    pub fn ask(&mut self, name: String, till: usize, journal: usize) -> usize {
        let (said, at) = (Said::Nothing, Duration::ZERO);
        self.asked.push(Asked {
            name,
            till,
            journal,
            contents: Vec::new(),
            said,
            sends: 0,
            at,
            beyond: false,
            late: false,
        });
        self.asked.len() - 1
    }

    pub fn sent(&mut self, id: usize, at: Duration, fault: Option<LinkFault>) {
        let asked = &mut self.asked[id];
        asked.sends += 1;
        asked.at = at;
        asked.beyond |= fault == Some(LinkFault::Twice);
    }

    pub fn sent_without_asking(&mut self) {
        self.breach(Law::SentWhenAsked, "a document was sent by a call that asks for none".into());
    }

    pub fn breach(&mut self, law: Law, what: String) {
        self.breaches.push(Breach { law, what });
    }

    fn documents(&self, id: usize) -> impl Iterator<Item = &Made> {
        self.made.iter().filter(move |made| made.id == Some(id))
    }

    /// A register made a document.
    pub fn make(&mut self, made: Made) {
        let id = made.id;
        self.made.push(made);
        let Some(id) = id else { return };
        let count = self.documents(id).count();
        let name = &self.asked[id].name;
        if count > 1 && self.asked[id].beyond {
            self.doubled += 1;
        } else if count > 1 {
            self.breach(Law::Once, format!("{name} was made {count} times"));
        }
    }

    /// The driver answered about a document.
    pub fn say(&mut self, id: usize, said: Said) {
        let (name, beyond) = (self.asked[id].name.clone(), self.asked[id].beyond);
        match &said {
            Said::Registered { number, sign, by_content } => {
                match self.made.iter().find(|made| made.number == *number && made.sign == *sign) {
                    Some(made) if made.id == Some(id) => {}
                    Some(made) if self.is_of_another_program(made, id) => {
                        self.mistaken[usize::from(*by_content)] += 1;
                    }
                    Some(made) => {
                        let owner = made.id.map_or("another program", |other| &self.asked[other].name).to_owned();
                        self.breach(Law::ItsDocument, format!("{name} is registered as {number}, which is of {owner}"));
                    }
                    None => {
                        self.breach(
                            Law::ItsDocument,
                            format!("{name} is registered as {number}, which does not exist"),
                        );
                    }
                }
            }
            Said::No => {
                if self.documents(id).next().is_some() && !beyond {
                    self.breach(Law::NoStaysNo, format!("{name} is there, and the answer is that it was not made"));
                }
            }
            Said::Unknown { .. } | Said::Elsewhere | Said::Pending | Said::Nothing => {}
        }
        self.asked[id].said = said;
    }

    /// The till asks for the document again. What was said before is over: the process may end before there is an answer.
    pub fn ask_again(&mut self, id: usize, content: u64) {
        self.check_no(id);
        self.asked[id].contents.push(content);
        self.asked[id].said = Said::Nothing;
    }

    /// Before the till asks for the document again, and at the end.
    fn check_no(&mut self, id: usize) {
        let asked = &self.asked[id];
        if asked.said == Said::No && !asked.beyond && self.documents(id).next().is_some() {
            let what = format!("{} came after the answer that it was not made", asked.name);
            self.breach(Law::NoStaysNo, what);
        }
    }

    /// At the end of the day.
    pub fn check_end(&mut self) {
        for id in 0..self.asked.len() {
            self.check_no(id);
            let name = self.asked[id].name.clone();
            if self.asked[id].said == Said::Pending {
                self.breach(Law::Resolved, format!("{name} is still in its queue"));
            }
            let Said::Unknown { candidates, reasons } = self.asked[id].said.clone() else { continue };
            self.undecidable.insert(id);
            let there: Vec<u64> = self.documents(id).filter(|made| !made.gone).map(|made| made.number).collect();
            if candidates.is_empty() && !reasons {
                self.breach(Law::Resolved, format!("{name} is unresolved, without candidates"));
            } else if !reasons && !there.is_empty() && !there.iter().any(|number| candidates.contains(number)) {
                self.breach(Law::Resolved, format!("{name} is {there:?}, and the candidates are {candidates:?}"));
            }
        }
    }
}
