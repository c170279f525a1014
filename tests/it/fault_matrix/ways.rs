//! Ways that only one protocol has: what happens to a document, and what may be known of it in the end.

use super::faults::{Fault, Manner, Stranger};
use super::link::{abreast, finish, settle};
use super::protocol::{Fiscal, Protocol};
use super::report::{Matrix, Outcome};
use super::scene::{DID_NOT_STRIKE, Said, Scene};
use crate::support::abi::Device;
use serde_json::json;

/// What may be known of a document when everything is well again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Everything: it is made once.
    Known,
    /// Nothing: it is not made again.
    Unknown,
}

/// How a document fares; returns what may be known of it.
type Course = Box<dyn Fn(&mut Scene, &'static Fiscal) -> Ends + Sync>;

/// A way of a document `a`, and how the server answers when it works normally.
pub struct Way {
    pub name: String,
    pub manner: Manner,
    /// Whether another program has a document of the same content made.
    pub stranger: Stranger,
    pub goes: Course,
}

impl Way {
    pub fn new(name: impl Into<String>, goes: impl Fn(&mut Scene, &'static Fiscal) -> Ends + Sync + 'static) -> Self {
        Self { name: name.into(), manner: Manner::Usual, stranger: Stranger::None, goes: Box::new(goes) }
    }
}

/// Goes every way with every task that `fits`.
pub fn go(
    protocol: &'static Protocol,
    title: &str,
    ways: &[Way],
    tasks: &'static [Fiscal],
    fits: fn(&Way, &Fiscal) -> bool,
) {
    let with_tasks = |(key, way)| tasks.iter().map(move |task| (key, way, task));
    let cells: Vec<_> = ways.iter().enumerate().flat_map(with_tasks).filter(|(_, way, task)| fits(way, task)).collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, way, task)| matrix.add(*key, &way.name, task.title, || run(protocol, way, task)));
    matrix.close(&format!("{}: {title}", protocol.word));
}

fn run(protocol: &'static Protocol, way: &Way, task: &'static Fiscal) -> Outcome {
    let fault = Fault { manner: way.manner, stranger: way.stranger, ..Fault::of(protocol, "way", "", Vec::new()) };
    let mut scene = Scene::set(protocol, &fault, task);
    scene.expect("a", task);
    drop(scene.open());
    let ends = (way.goes)(&mut scene, task);
    well(&scene);
    match ends {
        Ends::Known => {
            let recovered = Some(settle(&mut scene, "a", task));
            let ids = scene.ids();
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            finish(&mut scene, &ids, Outcome { recovered, ..Outcome::default() })
        }
        Ends::Unknown => left_open(&mut scene, task),
    }
}

/// Whatever is asked, nothing is sent again and nothing is claimed.
fn left_open(scene: &mut Scene, task: &Fiscal) -> Outcome {
    let (before, made) = (scene.posts(), scene.made());
    let device = hasty(scene);
    let recovered = scene.recover(&device, "a");
    let again = scene.execute(&device, "a", task);
    if !recovered.is_open() || !again.is_open() {
        scene.falsehoods.push(format!("{recovered:?}, {again:?} of a document that nobody knows of"));
    }
    if scene.posts() != before && scene.protocol.finds_documents() {
        scene.falsehoods.push("sent again, and nobody knows of it".into());
    }
    let duplicates = scene.made().saturating_sub(made);
    let (falsehoods, story) = (std::mem::take(&mut scene.falsehoods), std::mem::take(&mut scene.story));
    Outcome { recovered: Some(recovered), duplicates, falsehoods, story, ..Outcome::default() }
}

/// Everything is as at the start.
pub fn well(scene: &Scene) {
    scene.end_faults();
    scene.register.world(&(scene.protocol.queue.as_ref().expect("a queue").well)());
}

/// The library with a short deadline, for a call that ends before its document.
pub fn hasty(scene: &Scene) -> Device {
    let mut config = scene.config();
    config["deadlineMs"] = json!(1500);
    Device::open(&config).unwrap_or_else(|error| panic!("open: {error:?}"))
}

/// Has the document sent and does not wait for its result.
pub fn sends(scene: &mut Scene, task: &Fiscal) -> Said {
    let device = scene.open_patiently();
    let mut asked = task.task("a");
    asked["wait"] = json!(false);
    let (status, answer) = device.execute(&asked);
    scene.judge("execute", "a", 0, status, &answer)
}

/// Notes that the run says nothing if its point was not reached.
pub fn reached(scene: &mut Scene, is_so: bool) {
    if !is_so {
        scene.falsehoods.push(DID_NOT_STRIKE.into());
    }
}
