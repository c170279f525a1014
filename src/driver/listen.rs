//! Listening for the calls of a queue's server, for hosts without a web server of their own.

use super::callback::Rejected;
use super::device::{Device, ResultSink};
use crate::backends::{CallbackRejected, Documents};
use crate::error::{Error, ErrorKind, Fault, Problem, Result, Text};
use crate::transport::places;
use crate::transport::server::{Answering, Received, Server};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

/// Longest look-up of a name that is to be listened at.
const LOOK_UP: Duration = Duration::from_secs(10);

impl Device {
    /// Listens at `address` (`127.0.0.1:8085`; port 0 takes a free one) for the call-backs of a queue's server from now on
    /// instead of elsewhere, or no longer; gives where. If it cannot listen there, all stays as it was.
    ///
    /// It is plain HTTP, for hosts without a web server of their own. Each call-back is answered when its result is in the
    /// journal; [`Device::set_result`] says who gets it.
    pub fn listen(self: &Arc<Self>, address: Option<&str>) -> Result<Option<SocketAddr>> {
        let Documents::Queue(queue) = self.backend.documents() else {
            return Err(Error::before(ErrorKind::Unsupported { task: "listen".into(), backend: self.policy.backend }));
        };
        let Some(address) = address else {
            self.end_listening();
            return Ok(None);
        };
        if let Err(CallbackRejected::NoKey) = queue.called_back(&[], &[]) {
            return Err(Error::before(self.turned(CallbackRejected::NoKey)));
        }
        let cannot = |error: io::Error| {
            let text = Text::with(
                format!("Не удалось принимать вызовы по этому адресу: {error}"),
                format!("Cannot listen at this address: {error}"),
            );
            let fault = Fault { path: "address".into(), value: Some(address.into()), problem: Problem::Form(text) };
            Error::before(ErrorKind::BadConfig(vec![fault]))
        };
        let places = self.with_context(|context| {
            let stopped = || context.is_stopped();
            places(address, context.left().min(LOOK_UP), &stopped).map_err(|error| match stopped() {
                true => Error::before(ErrorKind::Cancelled),
                false => cannot(error),
            })
        })?;
        let own = |server: &&Arc<Server>| server.listens() && places.contains(&server.address());
        if let Some(server) = self.servers().iter().find(own) {
            return Ok(Some(server.address()));
        }
        // One that has ended within its own calls has its place until they are over.
        let leaving: Vec<_> = self.servers().iter().filter(|server| !server.listens()).cloned().collect();
        for server in leaving {
            server.end();
        }
        let device = Arc::downgrade(self);
        let answer: Answering =
            Arc::new(move |received| device.upgrade().map_or(503, |device| device.answer(received)));
        let server = Arc::new(Server::start(&places, &answer).map_err(cannot)?);
        let listening = server.address();
        self.replace(Some(server));
        Ok(Some(listening))
    }

    /// Listens no longer. When it returns, no call is under way any more, unless it was called within one.
    pub fn end_listening(&self) {
        self.replace(None);
    }

    fn replace(&self, server: Option<Arc<Server>>) {
        let earlier = {
            let mut servers = self.servers();
            let earlier = servers.clone();
            servers.extend(server);
            earlier
        };
        // Not under the mutex: what they are waited for may call this as well.
        for server in &earlier {
            server.end();
        }
        // Whoever ends the listening next waits for those that could not be waited for here.
        self.servers().retain(|server| !server.is_over());
    }

    fn servers(&self) -> MutexGuard<'_, Vec<Arc<Server>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives each result that comes in by [`Device::listen`] to `sink` from now on, or to nobody. It is called on threads of
    /// the library's own, also on several at once, and may call this device.
    pub fn set_result(&self, sink: Option<ResultSink>) {
        *self.result.write().unwrap_or_else(PoisonError::into_inner) = sink;
    }

    /// The status that a call is answered with. The host hears of a result after it is in the journal and before the
    /// server does: if the host falls over it, the server comes again.
    fn answer(&self, received: &Received) -> u16 {
        let Documents::Queue(queue) = self.backend.documents() else { return 404 };
        match self.called_back(queue, &received.headers, &received.body) {
            Ok(result) => {
                let sink = self.result.read().unwrap_or_else(PoisonError::into_inner).clone();
                // What still stands in the queue has no result to tell.
                if let Some(sink) = sink.filter(|_| result.is_over()) {
                    sink(&result);
                }
                200
            }
            Err(Rejected::CallbackRejected(CallbackRejected::Unauthorized | CallbackRejected::NoKey)) => 403,
            Err(Rejected::CallbackRejected(CallbackRejected::Unreadable(_))) => 400,
            Err(Rejected::Foreign) => 404,
            Err(Rejected::Local(_)) => 503,
        }
    }
}
