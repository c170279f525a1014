//! The running server, and how its memory is changed.

use super::Options;
use super::refusal::Refusal;
use super::state::State;
use crate::memory::Memory;
use std::io;

/// What the connections, the queue and the owner of the simulator share.
pub struct AtolWeb {
    pub(super) options: Options,
    pub(super) memory: Memory<State>,
}

impl AtolWeb {
    pub(super) fn new(options: Options) -> io::Result<Self> {
        let memory = Memory::open(&options.setup, |kept, now| {
            let mut state = kept.unwrap_or_else(|| State::new(&options, now));
            state.restart(&options, now);
            for register in &mut state.core.registers {
                register.world.task = options.setup.processing_delay();
            }
            state
        })?;
        Ok(Self { options, memory })
    }

    /// Changes the memory: completely, or not at all if the change is refused or cannot be saved.
    pub(super) fn change<T>(
        &self,
        state: &mut State,
        change: impl FnOnce(&mut State) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.memory.change(state, || Refusal::new(500, "состояние не записано"), change)
    }
}
