//! The fault matrix of the registration workflow: each exchange with the service and with the register meets every
//! fault; the program is killed at every step; either side loses its power. In every case there must be one
//! application, one report on the register and one filing of each kind with the tax service, and every answer on the
//! way must be true.

mod crowd;
mod exchanges;
mod judge;
mod kills;
mod link;
mod lost;
mod manners;
mod mending;
mod power;
mod program;
mod report;
mod scene;
mod secrets;
mod strangers;
mod weather;
