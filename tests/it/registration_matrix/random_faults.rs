//! Many random faults in one workflow; each seed always gives the same faults.

use super::exchanges::{Exchange, Side, faults};
use super::link::EXCHANGES;
use super::report::{Matrix, abreast};
use super::scene::Scene;
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;

const WORKFLOWS: u64 = 60;
/// One exchange in this many fails.
const ONE_OF: u64 = 4;

/// Pseudo-random numbers (xorshift).
struct Lots(u64);

impl Lots {
    fn draw(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

#[test]
fn a_workflow_with_random_faults_leaves_one_of_each() {
    let seeds: Vec<u64> = (1..=WORKFLOWS).collect();
    let matrix = Matrix::default();
    abreast(&seeds, |seed| {
        matrix.add(
            0,
            "one exchange of four fails, as often as it is tried again",
            &format!("seed {seed}"),
            &walked(*seed),
        );
    });
    matrix.close("Bad weather");
}

fn walked(seed: u64) -> Scene {
    let mut lots = Lots(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut scene = Scene::set();
    scene.start();
    let (service, register) = (drawn(Side::Service, &mut lots), drawn(Side::Register, &mut lots));
    scene.story.push(format!("faults: {} {}", json!(service), json!(register)));
    scene.service.faults(&service);
    scene.register.faults(&register);
    let mut handles = scene.open();
    for _ in 0..60 {
        // Half of the calls come from a program that was just restarted.
        if lots.draw(2) == 0 {
            handles = scene.open();
        }
        if scene.advance_on(&handles)["done"] == true {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    drop(handles);
    scene.settle_accounts();
    scene
}

/// Random faults of a side, at some of the first requests of every kind in a workflow: three for each that it needs.
fn drawn(side: Side, lots: &mut Lots) -> Vec<Value> {
    let mut drawn = Vec::new();
    for exchange in EXCHANGES.iter().filter(|exchange| exchange.side == side) {
        let mut table = faults(exchange);
        // With hangs a workflow would take minutes.
        table.retain(|fault| !fault.name.ends_with("hang"));
        for again in 0..3 {
            if lots.draw(ONE_OF) == 0 {
                let fault = &table[usize::try_from(lots.draw(table.len() as u64)).unwrap()];
                let later = Exchange { skip: exchange.skip * 3 + again, ..exchange.clone() };
                drawn.push(later.with(fault));
            }
        }
    }
    drawn
}
