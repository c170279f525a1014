//! Bad input from every side: the caller's documents, the journal's file and its disk, the clock, the device's answers.
//! Each time the result must be a clear error or a right answer, nothing may be sent where nothing should be, and the
//! device must be usable afterwards.

mod answers;
mod callbacks;
mod clock;
mod disk;
mod documents;
mod journal;
mod locked_journal;
mod lost_writes;
mod results;
mod scripted_device;
mod shop;
