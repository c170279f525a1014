//! Listening for callbacks of a queue's server, for hosts without a web server of their own.

use super::callback::Rejected;
use super::device::{Device, ResultSink};
use crate::backends::{CallbackRejected, Documents};
use crate::error::{Error, ErrorKind, Fault, Problem, Result, Text};
use crate::log::{self, Level};
use crate::transport::server::{Answering, Received, Server};
use crate::transport::{places, text_of};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

/// Longest name resolution of the address to listen at.
const LOOK_UP: Duration = Duration::from_secs(10);

impl Device {
    /// Listens at `address` (`127.0.0.1:8085`; port 0 takes a free one) for callbacks of a queue's server and returns
    /// the address. It replaces an earlier one; `None` ends listening. If it cannot listen there, nothing changes.
    ///
    /// It is plain HTTP, for hosts without a web server of their own. Each callback is answered when its result is in
    /// the journal; [`Device::set_result`] says who receives it.
    pub fn listen(self: &Arc<Self>, address: Option<&str>) -> Result<Option<SocketAddr>> {
        let Documents::Queue(queue) = self.backend.documents() else {
            return Err(Error::before(ErrorKind::Unsupported {
                task: "listen".into(),
                backend: self.policy.backend,
                meant: None,
            }));
        };
        let Some(address) = address else {
            self.end_listening();
            return Ok(None);
        };
        if let Err(reason @ (CallbackRejected::None | CallbackRejected::NoKey)) = queue.called_back(&[], &[]) {
            return Err(Error::before(self.rejection(reason)));
        }
        let cannot = |error: io::Error| {
            let cause = text_of(&error);
            let text = Text::with(
                format!("Не удалось принимать вызовы по этому адресу: {}", cause.ru),
                format!("Cannot listen at this address: {}", cause.en),
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
        // A server that was ended from within one of its own callbacks keeps its address until that callback is over.
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

    /// Ends listening. When this returns, no callback is running any more, unless it was called from within one.
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
        // Not while the mutex is held: a callback that is waited for may call this function too.
        for server in &earlier {
            server.end();
        }
        // Servers that could not be waited for here are waited for by the next call.
        self.servers().retain(|server| !server.is_over());
    }

    fn servers(&self) -> MutexGuard<'_, Vec<Arc<Server>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes each result that arrives by [`Device::listen`] to `sink` from now on; `None` ends that. The function is
    /// called on the library's own threads, also on several at once, and may call this device.
    pub fn set_result(&self, sink: Option<ResultSink>) {
        *self.result.write().unwrap_or_else(PoisonError::into_inner) = sink;
    }

    /// Handles a callback and returns the HTTP status for it. The host receives the result after it is in the journal
    /// and before the server gets its answer: if the host crashes on it, the server sends the callback again.
    fn answer(&self, received: &Received) -> u16 {
        let _entered = log::enter(&self.log, None);
        let status = self.status_for(received);
        log::note(Level::Info, format_args!("callback: {status}"));
        status
    }

    fn status_for(&self, received: &Received) -> u16 {
        let Documents::Queue(queue) = self.backend.documents() else { return 404 };
        match self.called_back(queue, &received.headers, &received.body) {
            Ok(result) => {
                let sink = self.result.read().unwrap_or_else(PoisonError::into_inner).clone();
                // A document that is still in the queue has no result yet.
                if let Some(sink) = sink.filter(|_| result.is_over()) {
                    sink(&result);
                }
                200
            }
            Err(Rejected::CallbackRejected(
                CallbackRejected::Unauthorized | CallbackRejected::None | CallbackRejected::NoKey,
            )) => 403,
            Err(Rejected::CallbackRejected(CallbackRejected::Unreadable(_))) => 400,
            Err(Rejected::Foreign) => 404,
            Err(Rejected::Local(_)) => 503,
        }
    }
}
