//! What every journal must do, whatever it is kept in.

use super::{Entry, Journal, Learned, Mark, Sqlite, State, Undelivered, WorkflowEntry};
use std::any::Any;

/// An empty journal of each kind, with what must live as long as it.
///
/// The server's is among them where `KASSA_POSTGRES` names a server: tests/with-postgres starts one.
fn journals() -> Vec<(Box<dyn Journal>, Box<dyn Any>)> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Sqlite::open(&folder.path().join("kassa.db")).unwrap();
    let mut journals: Vec<(Box<dyn Journal>, Box<dyn Any>)> = vec![(Box::new(sqlite), Box::new(folder))];
    #[cfg(feature = "postgres")]
    if let Some(address) = super::postgres::tests::database() {
        let postgres = super::postgres::tests::open(&address);
        assert!(postgres.leases().take("tests").unwrap());
        journals.push((Box::new(postgres), Box::new(())));
    }
    journals
}

pub(super) fn sample(external_id: &str) -> Entry {
    Entry {
        device: "icash 127.0.0.1".into(),
        external_id: external_id.into(),
        task: "sell".into(),
        digest: [7; 32],
        gist: Some([8; 32]),
        drive: Some("9999".into()),
        baseline: "{}".into(),
        fingerprint: "{}".into(),
        asked: "{}".into(),
        attempt: "1".into(),
        key: None,
        epoch: 3,
        parts: "{}".into(),
        account: None,
        undelivered: Undelivered::No,
        state: State::Open,
    }
}

#[test]
fn every_state_is_read_as_it_was_written() {
    for (mut journal, _kept) in journals() {
        for (id, state) in [
            ("open", State::Open),
            ("queued", State::Queued { ticket: Some("b61a171e".into()) }),
            ("registered", State::Registered { number: 4_294_967_295, answer: "{}".into() }),
            ("ambiguous", State::Ambiguous { error: "{}".into() }),
            ("not made", State::NotMade { error: "{}".into(), absent: true }),
        ] {
            let mut entry = sample(id);
            journal.intend(&entry).unwrap();
            journal.resolve(&entry, &state).unwrap();
            entry.state = state;
            assert_eq!(journal.find(&entry.device, id).unwrap(), Some(entry));
        }
        let mut answers = |drive| journal.answers("icash 127.0.0.1", Some(drive), 4_294_967_295, 0).unwrap();
        assert_eq!(answers("9999"), ["{}"]);
        assert_eq!(answers("another"), [""; 0]);
    }
}

#[test]
fn a_number_of_a_drive_belongs_to_one_document_of_all_devices() {
    for (mut journal, _kept) in journals() {
        let by_answer = Entry { device: "itkassa b".into(), drive: None, key: Some("k".into()), ..sample("b") };
        for (entry, number) in [(sample("a"), 7), (by_answer.clone(), 8)] {
            journal.intend(&entry).unwrap();
            let answer = r#"{"fiscalParams": {"fnNumber": "9999"}}"#.into();
            journal.resolve(&entry, &State::Registered { number, answer }).unwrap();
        }
        let renamed = Entry { device: "itkassa a".into(), ..by_answer.clone() };
        let other = Entry { device: "itkassa c".into(), ..sample("a") };
        for (drive, number, but, owner) in [
            ("9999", 7, &other, Some("a")),
            ("9999", 8, &other, Some("b")),
            ("9999", 7, &sample("a"), None),
            ("9999", 8, &by_answer, None),
            ("9999", 8, &renamed, None),
            ("9999", 9, &other, None),
            ("8888", 8, &other, None),
        ] {
            assert_eq!(journal.who_has(drive, number, but).unwrap().as_deref(), owner, "{drive} {number}");
        }
    }
}

#[test]
fn only_what_was_not_made_is_intended_again_and_what_was_made_stays_made() {
    for (mut journal, _kept) in journals() {
        let entry = sample("a");
        journal.intend(&entry).unwrap();
        assert!(journal.intend(&entry).is_err());
        journal.resolve(&entry, &State::NotMade { error: "{}".into(), absent: true }).unwrap();
        journal.intend(&entry).unwrap();
        journal.resolve(&entry, &State::Registered { number: 2, answer: "{}".into() }).unwrap();
        assert!(journal.intend(&entry).is_err());
        assert!(journal.resolve(&entry, &State::NotMade { error: "{}".into(), absent: true }).is_err());
        assert!(journal.resolve(&sample("b"), &State::Open).is_err());
    }
}

#[test]
fn a_queued_document_is_found_by_its_key_and_a_late_result_of_an_earlier_attempt_changes_nothing() {
    for (mut journal, _kept) in journals() {
        let (device, no) = ("icash 127.0.0.1", || State::NotMade { error: "{}".into(), absent: true });
        let first = Entry { key: Some("k1".into()), ..sample("a") };
        journal.intend(&first).unwrap();
        let queued = State::Queued { ticket: Some("t1".into()) };
        assert!(journal.resolve(&first, &queued).unwrap());
        assert_eq!(journal.open_entries(device).unwrap(), [], "what is queued holds nobody up");
        for (key, ticket) in [(Some("k1"), None), (None, Some("t1")), (Some("k1"), Some("another"))] {
            let found = journal.find_queued(device, key, ticket).unwrap().map(|entry| entry.state);
            assert_eq!(found, Some(queued.clone()), "{key:?} {ticket:?}");
        }
        for (key, ticket) in [(Some("k2"), Some("t1")), (None, None), (None, Some("t2"))] {
            assert_eq!(journal.find_queued(device, key, ticket).unwrap(), None, "{key:?} {ticket:?}");
        }
        assert!(journal.resolve(&first, &no()).unwrap());
        // Under another key, and under the same one once more.
        for (key, attempt) in [("k2", "2"), ("k1", "3")] {
            let later = Entry { key: Some(key.into()), attempt: attempt.into(), ..sample("a") };
            journal.intend(&later).unwrap();
            for late in [no(), queued.clone(), State::Registered { number: 1, answer: "{}".into() }] {
                assert!(!journal.resolve(&first, &late).unwrap());
                assert_eq!(journal.find(device, "a").unwrap(), Some(later.clone()), "{late:?}");
            }
            if attempt == "2" {
                assert!(journal.resolve(&later, &no()).unwrap());
                continue;
            }
            assert!(journal.resolve(&later, &State::Registered { number: 1, answer: "{}".into() }).unwrap());
            for late in [no(), queued.clone()] {
                assert!(!journal.resolve(&later, &late).unwrap());
                let kept = journal.find(device, "a").unwrap().unwrap().state;
                assert!(matches!(kept, State::Registered { .. }), "{late:?}: {kept:?}");
            }
        }
    }
}

#[test]
fn a_number_of_a_drive_is_recorded_for_the_first_document_of_a_queue_that_claims_it() {
    for (mut journal, _kept) in journals() {
        let queued = |id: &str| Entry { drive: None, key: Some(id.into()), ..sample(id) };
        let made = |number| {
            let answer = r#"{"fiscalParams": {"fnNumber": "9999"}}"#.into();
            State::Registered { number, answer }
        };
        for (entry, number, is_first) in [(queued("a"), 7, true), (queued("b"), 7, false), (queued("c"), 8, true)] {
            journal.intend(&entry).unwrap();
            assert_eq!(journal.resolve(&entry, &made(number)).unwrap(), is_first, "{}", entry.external_id);
        }
        assert_eq!(journal.find(&queued("b").device, "b").unwrap().unwrap().state, State::Open);
        // The same document under another name of the register, and documents without a number.
        let renamed = Entry { device: "itkassa b".into(), ..queued("a") };
        for (entry, number) in [(renamed, 7), (queued("d"), 0), (queued("e"), 0)] {
            journal.intend(&entry).unwrap();
            assert!(journal.resolve(&entry, &made(number)).unwrap(), "{}", entry.external_id);
        }
    }
}

#[test]
fn an_undelivered_document_of_a_caller_without_ids_is_found_by_its_content() {
    for (mut journal, _kept) in journals() {
        let device = "icash 127.0.0.1";
        let found = |journal: &mut dyn Journal, task| {
            let entry = journal.find_undelivered(device, task, &[7; 32]).unwrap();
            entry.map(|entry| (entry.external_id, entry.undelivered))
        };
        journal.intend(&sample("named")).unwrap();
        assert_eq!(found(&mut *journal, "sell"), None, "who keeps ids asks by them");
        let newest = |journal: &mut dyn Journal| journal.newest(device).unwrap().map(|entry| entry.external_id);
        assert_eq!(newest(&mut *journal).as_deref(), Some("named"));
        let without_id = |id| Entry { undelivered: Undelivered::Yes, ..sample(id) };
        journal.intend(&without_id("a")).unwrap();
        assert_eq!(found(&mut *journal, "sell"), Some(("a".into(), Undelivered::Yes)));
        assert_eq!(found(&mut *journal, "buy"), None);
        journal.intend(&Entry { digest: [8; 32], ..without_id("b") }).unwrap();
        journal.tell(device, "b", true).unwrap();
        assert_eq!(found(&mut *journal, "sell"), Some(("a".into(), Undelivered::LeftBehind)));
        journal.doubt(device, "a").unwrap();
        assert_eq!(found(&mut *journal, "sell"), Some(("a".into(), Undelivered::Yes)));
        assert_eq!(journal.undelivered(device).unwrap().len(), 1);
        let gist = Some([5; 32]);
        journal.intend(&Entry { device: "icash b".into(), gist, ..without_id("far") }).unwrap();
        let mut elsewhere = |device, digest, gist| {
            let entries = journal.undelivered_elsewhere(device, "sell", &[digest; 32], &[gist; 32]).unwrap();
            entries.into_iter().map(|entry| entry.external_id).collect::<Vec<_>>()
        };
        assert_eq!(elsewhere(device, 7, 0), ["far"]);
        assert_eq!(elsewhere(device, 0, 5), ["far"], "its cashier was another one");
        assert_eq!(elsewhere(device, 0, 0), [""; 0]);
        assert_eq!(elsewhere("icash b", 7, 0), ["a"]);
        journal.resolve(&sample("a"), &State::NotMade { error: "{}".into(), absent: true }).unwrap();
        assert_eq!(found(&mut *journal, "sell"), Some(("a".into(), Undelivered::Yes)), "it may have come since");
        assert_eq!(journal.undelivered(device).unwrap(), [], "it is no doubt");
        assert_eq!(newest(&mut *journal).as_deref(), Some("a"), "before the newer one, which was delivered");
        journal.intend(&without_id("a")).unwrap();
        journal.resolve(&sample("a"), &State::NotMade { error: "{}".into(), absent: false }).unwrap();
        assert_eq!(found(&mut *journal, "sell"), None, "what was not made is made anew");
        journal.intend(&without_id("a")).unwrap();
        journal.tell(device, "a", false).unwrap();
        assert_eq!(found(&mut *journal, "sell"), None);
    }
}

fn kept(journal: &mut dyn Journal, device: &str, drive: Option<&str>, epoch: u64, number: u64) {
    let id = format!("{device} {epoch} {number}");
    let entry = Entry { device: device.into(), drive: drive.map(ToOwned::to_owned), epoch, ..sample(&id) };
    journal.intend(&entry).unwrap();
    journal.resolve(&entry, &State::Registered { number, answer: id.clone() }).unwrap();
}

#[test]
fn a_drive_is_one_register_whatever_its_name_and_without_one_the_name_decides() {
    for (mut journal, _kept) in journals() {
        for (device, drive, epoch, number) in [
            ("a", Some("9"), 0, 7),
            ("a", Some("9"), 1, 2),
            ("b", Some("9"), 1, 3),
            ("a", None, 0, 4),
            ("b", None, 0, 5),
        ] {
            kept(&mut *journal, device, drive, epoch, number);
        }
        let mut last = |device, drive, epoch| journal.last(device, drive, epoch).unwrap().map(|last| last.number);
        assert_eq!(last("a", Some("9"), 0), Some(7));
        assert_eq!(last("a", Some("9"), 1), Some(3), "sold under another name");
        assert_eq!(last("a", Some("8"), 0), None);
        assert_eq!(last("a", None, 0), Some(4));
        let mut last_here = |device, drive, epoch| journal.last_here(device, drive, epoch).unwrap();
        assert_eq!(last_here("a", Some("9"), 1), Some(2), "not what was sold under another name");
        assert_eq!((last_here("a", None, 0), last_here("a", Some("8"), 0)), (Some(4), None));
        let since = journal.answers("a", Some("9"), 7, 1).unwrap();
        assert_eq!(since, [""; 0], "not since the numbering restarted");
        let mut answers = |drive, number| journal.answers("a", drive, number, 0).unwrap();
        assert_eq!(answers(Some("9"), 3), ["b 1 3"]);
        assert_eq!(answers(Some("9"), 7), ["a 0 7"], "of an earlier epoch");
        assert_eq!(answers(None, 5), [""; 0]);
        assert_eq!(journal.learned("c", Some("9")).unwrap().epoch, 1, "a new name of a known drive");
        let learned = Learned { epoch: 4, keeps_marks: Some(false), shared: true, lost: false };
        journal.learn("c", &learned).unwrap();
        assert_eq!(journal.learned("c", Some("9")).unwrap(), learned);
    }
}

#[test]
fn a_document_under_another_name_of_its_register_is_found_by_the_drive() {
    for (mut journal, _kept) in journals() {
        let entry = sample("a");
        journal.intend(&entry).unwrap();
        let (here, elsewhere) = (entry.device.clone(), "icash b");
        assert_eq!(journal.find_elsewhere(elsewhere, "9999", "a").unwrap(), Some(entry.clone()));
        assert_eq!(journal.find_elsewhere(elsewhere, "8888", "a").unwrap(), None);
        assert_eq!(journal.find_elsewhere(&here, "9999", "a").unwrap(), None);
        assert_eq!(journal.open_elsewhere(elsewhere, "9999").unwrap(), [entry]);
        assert_eq!(journal.open_elsewhere(&here, "9999").unwrap(), []);
        assert!(journal.is_elsewhere(elsewhere, "a").unwrap() && !journal.is_elsewhere(&here, "a").unwrap());
        assert_eq!((journal.intents(&here).unwrap(), journal.intents(elsewhere).unwrap()), (1, 0));
    }
}

#[test]
fn the_documents_of_one_device_are_counted_by_task_and_state() {
    for (mut journal, _kept) in journals() {
        for (id, task, device) in [("a", "sell", "d"), ("b", "sell", "d"), ("c", "buy", "d"), ("a", "sell", "other")] {
            journal.intend(&Entry { device: device.into(), task: task.into(), ..sample(id) }).unwrap();
        }
        journal
            .resolve(
                &Entry { device: "d".into(), ..sample("b") },
                &State::Registered { number: 5, answer: "{}".into() },
            )
            .unwrap();
        let counts = journal.counts("d").unwrap();
        let told: Vec<_> = counts.iter().map(|count| (&*count.task, &*count.state, count.documents)).collect();
        assert_eq!(told, [("buy", "open", 1), ("sell", "open", 1), ("sell", "registered", 1)]);
        assert!(counts.iter().all(|count| count.device == "d" && count.oldest > 0));
        assert_eq!((counts[1].within[7], counts[2].within[7]), (0, 1));
        assert!(journal.counts("nobody").unwrap().is_empty());
    }
}

#[test]
fn only_what_is_ambiguous_or_was_looked_for_in_vain_is_discarded() {
    for (mut journal, _kept) in journals() {
        let device = sample("a").device;
        journal.intend(&sample("a")).unwrap();
        assert!(!journal.discard(&device, "a", "{}").unwrap() && !journal.discard(&device, "b", "{}").unwrap());
        journal.resolve(&sample("a"), &State::Ambiguous { error: "{}".into() }).unwrap();
        assert!(journal.discard(&device, "a", "[]").unwrap());
        let discarded = State::NotMade { error: "[]".into(), absent: false };
        assert_eq!(journal.find(&device, "a").unwrap().unwrap().state, discarded);
        assert!(!journal.discard(&device, "a", "{}").unwrap(), "what was discarded stays as it is");
        journal.intend(&sample("c")).unwrap();
        journal.resolve(&sample("c"), &State::NotMade { error: "{}".into(), absent: true }).unwrap();
        assert!(journal.discard(&device, "c", "[]").unwrap());
        assert_eq!(journal.find(&device, "c").unwrap().unwrap().state, discarded);
    }
}

#[test]
fn what_was_read_back_is_kept_once_until_it_is_claimed() {
    for (mut journal, _kept) in journals() {
        let read_back = |id: &str, number| Entry {
            task: super::REBUILT.into(),
            gist: None,
            attempt: String::new(),
            state: State::Registered { number, answer: "{}".into() },
            ..sample(id)
        };
        let both = [read_back("1", 2), read_back("2", 1)];
        let device = "icash 127.0.0.1";
        let has_lost = |journal: &mut dyn Journal, device| journal.learned(device, None).unwrap().lost;
        assert!(!has_lost(&mut *journal, device));
        assert_eq!(journal.rebuild(device, &both).unwrap(), 2);
        assert_eq!(journal.rebuild(device, &both).unwrap(), 0);
        assert!(has_lost(&mut *journal, device));
        assert!(!has_lost(&mut *journal, "another"));
        journal.learn(device, &Learned { epoch: 1, ..Learned::default() }).unwrap();
        assert!(has_lost(&mut *journal, device), "what is learned later leaves it as it is");
        let ids = |journal: &mut dyn Journal, device, drive| {
            let found = journal.rebuilt(device, drive).unwrap();
            found.into_iter().map(|entry| entry.external_id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&mut *journal, "icash 127.0.0.1", None), ["2", "1"]);
        assert_eq!(ids(&mut *journal, "another", Some("9999")), ["2", "1"]);
        let anywhere = journal.rebuilt_anywhere().unwrap().into_iter().map(|entry| entry.external_id);
        assert_eq!(anywhere.collect::<Vec<_>>(), ["2", "1"]);
        journal.claim("icash 127.0.0.1", "2", "sale").unwrap();
        for (number, drive, is_it) in [(1, "9999", true), (2, "9999", true), (3, "9999", false), (1, "8888", false)] {
            assert_eq!(
                journal.was_read_back("icash 127.0.0.1", Some(drive), number).unwrap(),
                is_it,
                "{number} {drive}"
            );
        }
        assert_eq!(ids(&mut *journal, "icash 127.0.0.1", None), ["1"]);
    }
}

#[test]
fn the_opening_of_a_shift_is_kept_until_it_ends() {
    for (mut journal, _kept) in journals() {
        for opened_at in [None, Some("10:00"), Some("11:00"), None] {
            journal.keep_shift_opening("d", opened_at).unwrap();
            assert_eq!(journal.shift_opening("d").unwrap().as_deref(), opened_at);
        }
    }
}

#[test]
fn a_workflow_is_read_as_last_written() {
    for (mut journal, _kept) in journals() {
        let workflow = |progress: &str| WorkflowEntry {
            registrar: "ofdru a".into(),
            id: "1".into(),
            register: "icash b".into(),
            request: "{}".into(),
            progress: progress.into(),
        };
        assert_eq!(journal.find_workflow("ofdru a", "1").unwrap(), None);
        for progress in ["1", "2"] {
            journal.keep_workflow(&workflow(progress), "start", Mark::Begun).unwrap();
            assert_eq!(journal.find_workflow("ofdru a", "1").unwrap(), Some(workflow(progress)));
        }
    }
}

#[test]
fn questions_that_are_asked_together_have_the_answers_of_each() {
    for (mut journal, _kept) in journals() {
        let here = sample("a").device;
        let there = Entry { device: "icash 127.0.0.2".into(), ..sample("b") };
        let both = Entry { device: there.device.clone(), ..sample("a") };
        let absent = State::NotMade { error: "{}".into(), absent: true };
        for (entry, state) in [
            (sample("a"), &absent),
            (both, &State::Registered { number: 7, answer: "{}".into() }),
            (there, &absent),
            (sample("c"), &State::Registered { number: 9, answer: "{}".into() }),
        ] {
            journal.intend(&entry).unwrap();
            journal.resolve(&entry, state).unwrap();
        }
        for id in ["a", "b", "c", "d"] {
            let found = journal.find(&here, id).unwrap();
            let is_asked = found.as_ref().is_none_or(Entry::was_not_made);
            let elsewhere = is_asked && journal.is_elsewhere(&here, id).unwrap();
            assert_eq!(journal.find_or_elsewhere(&here, id).unwrap(), (found, elsewhere), "{id}");
        }
        let mut anywhere = |drive, id| {
            let found = journal.find_anywhere(&here, drive, id).unwrap();
            found.map(|entry| (entry.device, matches!(entry.state, State::Registered { .. })))
        };
        let there = "icash 127.0.0.2".to_owned();
        // What was not made here was made there; without the drive, nobody knows that it is the same register.
        assert_eq!(anywhere(Some("9999"), "a"), Some((there.clone(), true)));
        assert_eq!(anywhere(None, "a"), Some((here.clone(), false)));
        assert_eq!(anywhere(Some("another"), "a"), Some((here.clone(), false)));
        assert_eq!(anywhere(Some("9999"), "b"), Some((there.clone(), false)));
        assert_eq!(anywhere(Some("9999"), "c"), Some((here.clone(), true)));
        assert_eq!(anywhere(Some("9999"), "d"), None);
        for (device, drive) in [(&*here, Some("9999")), (&*here, None), ("new", Some("9999")), ("new", Some("another"))]
        {
            let learned = journal.learned(device, drive).unwrap();
            let last = journal.last(device, drive, learned.epoch).unwrap().map(|last| last.number);
            assert_eq!(journal.numbering(device, drive).unwrap(), (learned, last), "{device} {drive:?}");
        }
        assert_eq!(journal.numbering("new", Some("9999")).unwrap().1, Some(9));
        let devices = journal.entries_elsewhere(&here, "a").unwrap().into_iter().map(|entry| entry.device);
        assert_eq!(devices.collect::<Vec<_>>(), [there]);
        for (device, drive, has) in [(&*here, "9999", true), ("new", "9999", false), (&*here, "another", false)] {
            assert_eq!(journal.has_used(device, drive).unwrap(), has, "{device} {drive}");
        }
        assert_eq!(journal.totals().unwrap(), (4, false));
        assert_eq!(journal.rebuilt_anywhere().unwrap(), []);
        journal.rebuild("new", &[]).unwrap();
        assert_eq!(journal.totals().unwrap(), (5, true));
    }
}

#[test]
fn what_is_open_or_in_a_queue_is_unfinished() {
    for (mut journal, _kept) in journals() {
        let device = sample("a").device;
        for (id, state) in [
            ("a", None),
            ("b", Some(State::Queued { ticket: None })),
            ("c", Some(State::Registered { number: 7, answer: "{}".into() })),
            ("d", Some(State::Ambiguous { error: "{}".into() })),
            ("e", Some(State::NotMade { error: "{}".into(), absent: false })),
        ] {
            journal.intend(&sample(id)).unwrap();
            if let Some(state) = state {
                journal.resolve(&sample(id), &state).unwrap();
            }
        }
        let (renamed, other) = (String::from("icash 127.0.0.2"), Some("8888".into()));
        journal.intend(&Entry { device: renamed.clone(), ..sample("f") }).unwrap();
        journal.intend(&Entry { device: renamed, drive: other, ..sample("g") }).unwrap();
        for (drive, unfinished) in [(None, ["a", "b"].as_slice()), (Some("9999"), &["a", "b", "f"])] {
            let found = journal.unfinished_entries(&device, drive).unwrap().into_iter();
            assert_eq!(found.map(|entry| entry.external_id).collect::<Vec<_>>(), unfinished);
            let ambiguous = journal.ambiguous_entries(&device, drive).unwrap().into_iter();
            assert_eq!(ambiguous.map(|entry| entry.external_id).collect::<Vec<_>>(), ["d"]);
        }
    }
}
