//! What really happened to each document, and the judge that compares it with what the driver said.

use crate::plan::{LAG, LinkFault};
use std::collections::BTreeSet;
use std::time::Duration;

/// At most so long is it from a till's last look at a register to its document.
const MOMENT: Duration = Duration::from_millis(100);

/// A document that a register made.
#[derive(Debug, Clone, Default)]
pub struct Made {
    pub register: usize,
    pub at: Duration,
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
        /// The journal has it.
        recorded: bool,
    },
    /// Not made.
    No,
    /// Not known, with these numbers as candidates. `reasons`: some candidate is no document.
    Unknown { candidates: Vec<u64>, reasons: bool },
    /// The id has another document, which is registered.
    Elsewhere,
    /// In a queue.
    Pending,
}

/// A document that a till asks for.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Asked {
    pub name: String,
    pub till: usize,
    pub journal: usize,
    /// Since when.
    since: Duration,
    /// What it is equal to: once more if people changed it.
    pub contents: Vec<u64>,
    pub said: Said,
    /// The numbers of all documents that were ever its candidates.
    shown: BTreeSet<u64>,
    pub sends: u32,
    /// When it was sent last.
    pub at: Duration,
    /// What was said of it last is on the disk of the journal.
    on_disk: bool,
    /// Something happened to it that the docs say nobody can know: a register slower than `settleMs`, a request that the
    /// network copied, a register that lost it before a journal had it or a later one.
    pub beyond: bool,
    /// The register took longer than `settleMs` to begin with it.
    pub late: bool,
    /// The journal may have lost it: one of its files was damaged.
    forgotten: bool,
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
    /// When the register lost documents last.
    lost_at: Option<Duration>,
    /// A file of a journal was damaged.
    damaged: bool,
    /// Damage has left a journal that cannot be written: a person has to put another in its place.
    pub malformed: bool,
    /// For how long the next power failure lasts.
    pub off: Option<u64>,
}

impl Facts {
    /// The first register has lost these documents: its memory is that of an older copy.
    pub fn lose(&mut self, signs: &[String], now: Duration) {
        for made in self.made.iter_mut().filter(|made| made.register == 0 && signs.contains(&made.sign)) {
            made.gone = true;
        }
        if !signs.is_empty() {
            self.lost_at = Some(now);
        }
        self.check_lost();
    }

    /// The register has another drive. What was on the old one is nowhere if the journal has lost it, too.
    pub fn change_drive(&mut self) {
        for made in &mut self.made {
            made.gone = true;
            let Some(id) = made.id else { continue };
            self.asked[id].beyond |= self.asked[id].forgotten;
        }
    }

    /// A journal loses the outcomes that are not on its disk.
    pub fn forget(&mut self, journal: usize) {
        for asked in self.asked.iter_mut().filter(|asked| asked.journal == journal && !asked.on_disk) {
            if let Said::Registered { recorded, .. } = &mut asked.said {
                *recorded = false;
            }
        }
        self.check_lost();
    }

    /// A file of a journal is damaged: it may lose whatever it has.
    pub fn damage(&mut self, journal: usize) {
        self.damaged = true;
        for asked in self.asked.iter_mut().filter(|asked| asked.journal == journal) {
            (asked.forgotten, asked.on_disk) = (true, false);
        }
        self.forget(journal);
    }

    /// Of a document that the register has lost nothing is left where no journal has it or a later one.
    fn check_lost(&mut self) {
        for (nth, made) in self.made.iter().enumerate().filter(|(_, made)| made.gone) {
            let Some(id) = made.id else { continue };
            let journal = self.asked[id].journal;
            let mut later = self.made[nth..].iter().filter(|made| made.gone);
            if !later.any(|later| self.is_recorded(later, journal)) {
                self.asked[id].beyond = true;
            }
        }
    }

    /// Whether a journal has this document as registered.
    fn is_recorded(&self, made: &Made, journal: usize) -> bool {
        let asked = made.id.map(|id| &self.asked[id]).filter(|asked| asked.journal == journal);
        let is_it = |said: &Said| matches!(said, Said::Registered { sign, recorded: true, .. } if *sign == made.sign);
        asked.is_some_and(|asked| is_it(&asked.said))
    }

    /// A request for a document has come to a register.
    pub fn arrive(&mut self, id: usize) {
        // The numbering went back between the till's last look and the document.
        let asked = &mut self.asked[id];
        asked.beyond |= self.lost_at.is_some_and(|lost| lost + MOMENT >= asked.at);
    }

    /// Whether a document is equal to that of this id and was made by a program with another journal, or is one whose own
    /// id got the document of another program, or one that came when nobody could expect it any more. With `by_content`
    /// also one whose own id is unresolved.
    fn is_of_another_program(&self, made: &Made, id: usize, by_content: bool) -> bool {
        // One that was seen before this id was asked for is not its document.
        let is_older = made.at + Duration::from_millis(LAG) < self.asked[id].since;
        if is_older || !self.asked[id].contents.contains(&made.content) {
            return false;
        }
        let Some(other) = made.id.map(|other| &self.asked[other]) else { return true };
        let has_another = matches!(&other.said, Said::Registered { sign, .. } if *sign != made.sign);
        let is_unresolved = by_content && matches!(other.said, Said::Unknown { .. });
        let is_unexpected = other.late || other.beyond || other.forgotten;
        other.journal != self.asked[id].journal
            || (has_another || is_unresolved || is_unexpected) && made.id != Some(id)
    }

    /// Whether another id has this document as its own. If the journal has lost documents, it is enough that the other id
    /// is equal and may have it: one of the two is made again, and that makes two.
    fn is_taken(&self, made: &Made) -> bool {
        let is_forgotten = made.id.is_some_and(|id| self.asked[id].forgotten);
        let has_it = |asked: &Asked| match &asked.said {
            Said::Registered { sign, .. } => *sign == made.sign,
            _ => is_forgotten && asked.contents.contains(&made.content) && asked.shown.contains(&made.number),
        };
        self.asked.iter().enumerate().any(|(id, asked)| made.id != Some(id) && has_it(asked))
    }

    pub fn ask(&mut self, name: String, till: usize, journal: usize, since: Duration) -> usize {
        let (said, at) = (Said::Nothing, Duration::ZERO);
        self.asked.push(Asked {
            name,
            till,
            journal,
            since,
            contents: Vec::new(),
            said,
            shown: BTreeSet::new(),
            sends: 0,
            at,
            on_disk: false,
            beyond: false,
            late: false,
            forgotten: false,
        });
        self.asked.len() - 1
    }

    pub fn sent(&mut self, id: usize, at: Duration, fault: Option<LinkFault>) {
        // Its intent is on the disk, and with it all that was written before.
        let journal = self.asked[id].journal;
        for asked in self.asked.iter_mut().filter(|asked| asked.journal == journal) {
            asked.on_disk = asked.said != Said::Nothing;
        }
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

    /// Whether a document was made for this id, and is not that of another one by now, see [`Facts::is_taken`].
    fn is_there(&self, id: usize) -> bool {
        self.documents(id).any(|made| !self.asked[id].forgotten || !self.is_taken(made))
    }

    /// A register made a document.
    pub fn make(&mut self, made: Made) {
        let id = made.id;
        self.made.push(made);
        let Some(id) = id else { return };
        let count = self.documents(id).count();
        let name = &self.asked[id].name;
        let is_taken = self.asked[id].forgotten && self.documents(id).filter(|made| !self.is_taken(made)).count() < 2;
        if count > 1 && (self.asked[id].beyond || is_taken) {
            self.doubled += 1;
        } else if count > 1 {
            self.breach(Law::Once, format!("{name} was made {count} times"));
        }
    }

    /// The driver answered about a document.
    pub fn say(&mut self, id: usize, said: Said) {
        let (name, beyond) = (self.asked[id].name.clone(), self.asked[id].beyond);
        match &said {
            Said::Registered { number, sign, by_content, .. } => {
                match self.made.iter().find(|made| made.number == *number && made.sign == *sign) {
                    Some(made) if made.id == Some(id) => {}
                    Some(made) if self.is_of_another_program(made, id, *by_content) => {
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
                if self.is_there(id) && !beyond {
                    self.breach(Law::NoStaysNo, format!("{name} is there, and the answer is that it was not made"));
                }
            }
            Said::Unknown { .. } | Said::Elsewhere | Said::Pending | Said::Nothing => {}
        }
        if self.asked[id].said != said {
            self.asked[id].on_disk = false;
        }
        if let Said::Unknown { candidates, .. } = &said {
            self.asked[id].shown.extend(candidates);
        }
        self.asked[id].said = said;
    }

    /// The till asks for the document again. What was said before is over: the process may end before there is an answer.
    pub fn ask_again(&mut self, id: usize, content: u64) {
        self.check_no(id);
        let asked = &mut self.asked[id];
        // Nothing tells that the same id had another content.
        asked.beyond |= asked.forgotten && asked.contents.last().is_some_and(|last| *last != content);
        asked.contents.push(content);
        self.asked[id].said = Said::Nothing;
    }

    /// Before the till asks for the document again, and at the end.
    fn check_no(&mut self, id: usize) {
        let asked = &self.asked[id];
        if asked.said == Said::No && !asked.beyond && self.is_there(id) {
            let what = format!("{} came after the answer that it was not made", asked.name);
            self.breach(Law::NoStaysNo, what);
        }
    }

    /// Whatever a journal has lost, there are no more equal documents than equal sales.
    fn check_count(&mut self, content: u64) {
        let is_sale = |asked: &&Asked| asked.contents.contains(&content);
        // Of some nobody can know anything; each of them may have any number of documents.
        if self.asked.iter().filter(is_sale).any(|asked| asked.beyond) {
            return;
        }
        let (sales, is_ours) = (self.asked.iter().filter(is_sale).count(), |made: &&Made| made.id.is_some());
        let documents = self.made.iter().filter(is_ours).filter(|made| made.content == content).count();
        if documents > sales {
            self.breach(Law::Once, format!("there are {documents} documents for {sales} equal sales"));
        }
    }

    /// At the end of the day.
    pub fn check_end(&mut self) {
        if self.damaged {
            let contents: BTreeSet<u64> = self.asked.iter().flat_map(|asked| asked.contents.clone()).collect();
            for content in contents {
                self.check_count(content);
            }
        }
        for id in 0..self.asked.len() {
            self.check_no(id);
            let name = self.asked[id].name.clone();
            if self.asked[id].said == Said::Pending {
                self.breach(Law::Resolved, format!("{name} is still in its queue"));
            }
            let Said::Unknown { candidates, reasons } = self.asked[id].said.clone() else { continue };
            self.undecidable.insert(id);
            if self.malformed || self.damaged && self.asked[id].beyond {
                continue;
            }
            let there = self.documents(id).filter(|made| !made.gone && !self.is_taken(made));
            let there: Vec<u64> = there.map(|made| made.number).collect();
            if candidates.is_empty() && !reasons {
                self.breach(Law::Resolved, format!("{name} is unresolved, without candidates"));
            } else if !reasons && !there.is_empty() && !there.iter().any(|number| candidates.contains(number)) {
                self.breach(Law::Resolved, format!("{name} is {there:?}, and the candidates are {candidates:?}"));
            }
        }
    }
}
