//! The fault matrix of the registration workflow: each exchange with the service and with the register meets every
//! fault; the program is killed at every step; either side loses its power. In every case there must be one
//! application, one report on the register and one filing of each kind with the tax service, and every answer on the
//! way must be true.

mod concurrency;
mod exchanges;
mod judge;
mod kills;
mod link;
mod lost_journal;
mod other_applications;
mod power;
mod program;
mod random_faults;
mod rejections;
mod report;
mod scene;
mod secrets;
mod variants;
