//! The fault matrix of the road from a new register to its registration card: each exchange of the road, with the service
//! and with the register, meets every fault; the program is killed at every step; either side loses its power. Whatever
//! happens, there is one application, one report on the register and one of each filing with the tax service, and every
//! answer on the way must have been true.

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
