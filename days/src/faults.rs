//! The faults of a day's plan, each at its time or place.

use crate::plan::{Event, Fault, LinkFault, Place, Target};
use crate::tape;
use crate::world::Core;
use std::path::Path;
use std::time::Duration;

impl Core {
    /// Puts the faults that have a time in their places.
    pub fn begin(&mut self, folder: &Path) {
        folder.clone_into(&mut self.folder);
        self.used = vec![false; self.plan.faults.len()];
        self.watch_disks();
        for at in 0..self.plan.faults.len() {
            if let Fault::At(time, _) = self.plan.faults[at] {
                self.later(time, crate::world::Event::Fault(at));
            }
        }
    }

    /// From now on nothing goes wrong.
    pub fn calm_down(&mut self) {
        self.stop_without_power();
        self.calm = true;
        self.tell(|| "all is calm".into());
        self.spare_disks();
        for register in 0..self.registers.len() {
            if !self.registers[register].is_on() {
                self.power_on(register);
            }
        }
    }

    /// A fault of the plan that has a time.
    pub fn fault(&mut self, at: usize) {
        let Fault::At(_, event) = self.plan.faults[at] else { return };
        if self.calm {
            return;
        }
        self.tell(|| format!("    {event:?}"));
        if matches!(event, Event::Restored { .. }) {
            // The numbering goes back between a till's last look and its document.
            let now = self.now;
            for id in self.tasks.iter().filter(|task| now < task.stands_until).filter_map(|task| task.id) {
                self.facts.asked[id].beyond = true;
            }
        }
        match event {
            Event::HostPower { journal } => {
                let file = self.file_of(journal);
                tape::fail(&file);
                self.facts.forget(journal);
                self.kill_users(journal);
            }
            Event::Damaged { journal, of, bit } => {
                let file = self.file_of(journal);
                tape::damage(&file, of, bit);
                self.facts.damage(journal);
                self.kill_users(journal);
            }
            Event::DiskFull { journal, time } => {
                let file = self.file_of(journal);
                self.fill_disk(file, time);
            }
            Event::SyncFails { journal, time } => {
                let file = self.file_of(journal);
                self.break_sync(file, time);
            }
            Event::Copied { journal } => {
                let file = self.file_of(journal);
                self.copy_journal(file);
            }
            Event::Replaced { journal, running } => {
                let file = self.file_of(journal);
                self.replace_journal(&file, running);
                self.facts.damage(journal);
                if !running {
                    self.kill_users(journal);
                }
            }
            Event::Reconfigured { till, setting } => self.reconfigured.push((till, setting)),
            event => self.befall(event),
        }
    }

    /// The fault that is meant for this connection or request.
    pub fn fault_of(&mut self, target: Target) -> Option<LinkFault> {
        self.take_fault(|fault| match fault {
            Fault::Link(of, fault) if *of == target => Some(*fault),
            _ => None,
        })
    }

    /// A fault that has not happened yet.
    pub fn take_fault<T>(&mut self, wanted: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        if self.calm {
            return None;
        }
        let free = |(at, fault): (usize, &Fault)| if self.used[at] { None } else { wanted(fault).map(|it| (at, it)) };
        let (at, found) = self.plan.faults.iter().enumerate().find_map(free)?;
        self.used[at] = true;
        Some(found)
    }

    /// For how long the machine of a task stops at the step to which it has come.
    pub fn stop_at_step(&mut self, task: usize) -> Option<Duration> {
        self.tasks[task].steps += 1;
        self.stop_at(task, Place::Step(self.tasks[task].steps))
    }

    /// The same where it is about to connect.
    pub fn stop_before_sending(&mut self, task: usize) -> Option<Duration> {
        if !std::mem::take(&mut self.tasks[task].has_intended) {
            return None;
        }
        self.tasks[task].sendings += 1;
        self.stop_at(task, Place::Sending(self.tasks[task].sendings))
    }

    fn stop_at(&mut self, task: usize, at: Place) -> Option<Duration> {
        let time = self.take_fault(|fault| match fault {
            Fault::Stop { till, place, time, .. } if *till == task && *place == at => Some(*time),
            _ => None,
        })?;
        self.tell(|| format!("    the machine of till {task} stops for {time} ms"));
        let time = Duration::from_millis(time);
        self.tasks[task].stopped += time;
        self.tasks[task].stands_until = self.now + time;
        Some(time)
    }

    /// Kills the process of a task that has come to the point which the plan has for it.
    pub fn kill_if_due(&mut self, task: usize) {
        let points = self.tasks[task].points;
        let due = self.take_fault(|fault| match fault {
            Fault::Kill { till, point } if *till == task && *point == points => Some(()),
            _ => None,
        });
        if due.is_some() {
            self.tell(|| format!("    the process of till {task} is killed"));
            let process = self.tasks[task].process;
            self.kill(process);
        }
    }
}
