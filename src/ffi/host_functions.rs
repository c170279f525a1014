//! Functions of the host that receive the log, the progress of calls, and results of callbacks.
#![allow(unsafe_code)]

use super::types::{LogFn, ProgressFn, ResultFn, SpanFn};
use crate::driver::{CallbackResult, Progress, ResultSink};
use crate::log::Record;
use crate::task::words::Words;
use crate::trace::Span;
use crate::transport::Stage;
use core::ffi::c_void;
use serde_json::{Value, json};
use std::ffi::CString;
use std::sync::Arc;

/// Passes each line of the log to the host's function, or drops it if there is none.
pub(super) fn set(log: LogFn, user: *mut c_void) {
    let user = user.expose_provenance();
    crate::log::set(log.map(|log| -> crate::log::Sink {
        Arc::new(move |line: &str| {
            let Ok(line) = CString::new(line.replace('\0', "")) else { return };
            // SAFETY: the interface demands a function that takes this pointer and outlives its setting; the line lives
            // over the call.
            unsafe { log(std::ptr::with_exposed_provenance_mut(user), line.as_ptr().cast()) }
        })
    }));
}

/// Passes each line of the log to the host's function as a JSON object, or drops it if there is none.
pub(super) fn set_records(log: LogFn, user: *mut c_void) {
    let user = user.expose_provenance();
    crate::log::set_records(log.map(|log| -> crate::log::RecordSink {
        Arc::new(move |record: &Record| {
            let mut told = json!({ "level": record.level.word(), "text": record.text });
            for (name, value) in [("device", record.device), ("externalId", record.id)] {
                if let Some(value) = value {
                    told[name] = value.into();
                }
            }
            let Ok(line) = CString::new(told.to_string()) else { return };
            // SAFETY: the interface demands a function that takes this pointer and outlives its setting; the line lives
            // over the call.
            unsafe { log(std::ptr::with_exposed_provenance_mut(user), line.as_ptr().cast()) }
        })
    }));
}

/// Passes each call that has ended to the host's function as a JSON object, or none if there is no function.
pub(super) fn set_spans(span: SpanFn, user: *mut c_void) {
    let user = user.expose_provenance();
    crate::trace::set(span.map(|function| -> crate::trace::Sink {
        Arc::new(move |span: &Span| {
            let Ok(text) = CString::new(spelled_span(span).to_string().replace('\0', "")) else { return };
            // SAFETY: the interface demands a function that takes this pointer and outlives its setting; the text lives
            // over the call.
            unsafe { function(std::ptr::with_exposed_provenance_mut(user), text.as_ptr().cast()) }
        })
    }));
}

fn spelled_span(span: &Span) -> Value {
    let took = u64::try_from(span.took.as_micros()).unwrap_or(u64::MAX);
    let mut told = json!({ "name": span.name, "startUs": span.start, "durationUs": took });
    let Some(about) = &span.about else { return told };
    told["device"] = about.device.as_str().into();
    told["status"] = about.status.into();
    for (name, value) in [("outcome", about.outcome), ("externalId", about.id.as_deref())] {
        if let Some(value) = value {
            told[name] = value.into();
        }
    }
    if let Some(number) = about.number {
        told["fiscalDocumentNumber"] = number.into();
    }
    told["stages"] = span.stages.iter().map(spelled_span).collect();
    told
}

/// Passes the progress of calls to the host's function.
pub(super) fn progress(progress: ProgressFn, user: *mut c_void) -> Option<Progress> {
    let user = user.expose_provenance();
    progress.map(|progress| -> Progress {
        Arc::new(move |stage: Stage| {
            let Ok(text) = CString::new(spelled(stage)) else { return };
            // SAFETY: the interface demands a function that takes this pointer and outlives its setting; the text lives
            // over the call.
            unsafe { progress(std::ptr::with_exposed_provenance_mut(user), text.as_ptr().cast()) }
        })
    })
}

/// Passes the results of callbacks to the host's function.
pub(super) fn result(result: ResultFn, user: *mut c_void) -> Option<ResultSink> {
    let user = user.expose_provenance();
    result.map(|result| -> ResultSink {
        Arc::new(move |outcome: &CallbackResult| {
            let Ok(text) = CString::new(outcome.to_json().to_string().replace('\0', "")) else { return };
            // SAFETY: the interface demands a function that takes this pointer and outlives its setting; the text lives
            // over the call.
            unsafe { result(std::ptr::with_exposed_provenance_mut(user), text.as_ptr().cast()) }
        })
    })
}

fn spelled(stage: Stage) -> String {
    let mut told = json!({ "stage": stage.word() });
    if let Stage::Downloading(done, of) | Stage::Relaying(done, of) = stage {
        told["done"] = done.into();
        if let Some(of) = of {
            told["of"] = of.into();
        }
    }
    told.to_string()
}
