//! A program that uses the library in a process of its own, so that it can be killed.
#![allow(dead_code, reason = "each test program uses its part")]

use super::abi::{Device, lent};
#[cfg(target_os = "linux")]
use super::await_that;
use serde_json::{Value, json};
use std::ffi::{c_char, c_void};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// The environment variable with the program's order; without it the program does nothing.
const ORDER: &str = "KASSA_HOST_ORDER";

/// Longest wait for a line of a program's output. Only a program that hangs takes so long, even on a busy machine.
const LONGEST: Duration = Duration::from_secs(300);

/// The first words of the program's output lines: the device is open, an answer, a result, the address where it
/// listens, and the journal is locked.
const OPEN: &str = "open ";
const ANSWER: &str = "answer ";
const RESULT: &str = "result ";
const LISTENING: &str = "listening ";
const HELD: &str = "held ";

/// The first word of the line with what a child of the program received.
const CHILD: &str = "child ";

/// The program itself. Other tests start it.
#[test]
#[ignore = "no test: the program that other tests start and kill"]
fn program() {
    let order = std::env::var(ORDER).expect("no test: other tests start this program with an order");
    let order: Value = serde_json::from_str(&order).unwrap();
    if let Some(change) = order["change"].as_str() {
        let journal = rusqlite::Connection::open(order["journal"].as_str().unwrap()).unwrap();
        journal.execute_batch(change).unwrap();
        return println!("\n{ANSWER}[0, null]");
    }
    if let Some(journal) = order["hold"].as_str() {
        let journal = rusqlite::Connection::open(journal).unwrap();
        journal.execute_batch("BEGIN IMMEDIATE").unwrap();
        println!("\n{HELD}null");
        loop {
            thread::park();
        }
    }
    let device = Device::open(&order["config"]).unwrap_or_else(|error| panic!("open: {error:?}"));
    println!("\n{OPEN}null");
    if let Some(address) = order["listen"].as_str() {
        assert_eq!(device.on_result(told, std::ptr::null_mut()), 0);
        let (status, answer) = device.listen(Some(address));
        assert_eq!(status, 0, "{answer}");
        println!("\n{LISTENING}{answer}");
        if !order["task"].is_null() {
            let (status, answer) = device.execute(&order["task"]);
            println!("\n{ANSWER}{}", json!([status, answer]));
        }
        loop {
            thread::park();
        }
    }
    #[cfg(target_os = "linux")]
    if let Some(sign) = order["fork"].as_str() {
        return forks(&device, &order["task"], Path::new(sign));
    }
    let (status, answer) = match order["recover"].as_str() {
        Some(id) => device.recover(id),
        None => device.execute(&order["task"]),
    };
    println!("\n{ANSWER}{}", json!([status, answer]));
}

/// The program's callback for results.
extern "C" fn told(_: *mut c_void, result: *const c_char) {
    println!("\n{RESULT}{}", lent(result));
}

/// Executes a task. When the file `sign` appears, a child makes calls on the same handle; when the next file appears,
/// the program executes the task again.
#[cfg(target_os = "linux")]
fn forks(device: &Device, task: &Value, sign: &Path) {
    let call = || {
        let (status, answer) = device.execute(task);
        println!("\n{ANSWER}{}", json!([status, answer]));
    };
    let told = sign.with_extension("told");
    thread::scope(|scope| {
        scope.spawn(call);
        await_that("the sign", || sign.exists());
        in_a_child(|| {
            let id = task["externalId"].as_str().unwrap();
            let answers = json!([device.execute(task), device.recover(id)]);
            std::fs::write(&told, answers.to_string()).unwrap();
        });
    });
    // The answer is printed before it.
    println!("\n{CHILD}{}", std::fs::read_to_string(&told).unwrap());
    await_that("the next sign", || sign.with_extension("next").exists());
    call();
}

/// Does something in a child made by `fork` and waits for its end. The child reports through a file, because the output
/// is shared with the threads of the parent.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "the standard library does not fork")]
fn in_a_child(work: impl FnOnce()) {
    // SAFETY: the child has only this thread, and ends without returning to the test runner. It waits for no lock of
    // another thread: the C library keeps its allocator consistent, and the functions of the library under test were
    // looked up before.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_ok();
        // SAFETY: it takes a number and does not return.
        unsafe { libc::_exit(i32::from(!done)) };
    }
    let mut status = -1;
    // SAFETY: the child is ours, and the status is a local variable.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0, "the child tells what it was told");
}

/// A running program; dropping it kills it.
pub struct Program {
    child: Child,
    /// Lines of its output that were not read yet.
    lines: Receiver<String>,
}

impl Program {
    /// Starts a program that executes a task.
    pub fn executing(config: &Value, task: &Value) -> Self {
        Self::start(&json!({"config": config, "task": task}))
    }

    /// Starts a program that asks what became of a document.
    pub fn recovering(config: &Value, id: &str) -> Self {
        Self::start(&json!({"config": config, "recover": id}))
    }

    /// Starts a program that receives callbacks at an address, and executes a task if there is one.
    pub fn listening(config: &Value, address: &str, task: Option<&Value>) -> Self {
        let program = Self::start(&json!({"config": config, "listen": address, "task": task}));
        program.line(LISTENING).expect("the program listens");
        program
    }

    /// Starts a program that executes a task. Its child makes the call on the same handle once the file `sign` exists;
    /// the same file with the extension `next` makes the program call again.
    pub fn forking(config: &Value, task: &Value, sign: &Path) -> Self {
        Self::start(&json!({"config": config, "task": task, "fork": sign}))
    }

    /// Waits for what its child received: status and answer of `kassa_execute` and of `kassa_recover`.
    pub fn child(&self) -> Value {
        self.line(CHILD).expect("the program forks")
    }

    /// Waits until it has opened its device and begins its task.
    pub fn is_open(&self) {
        self.line(OPEN).expect("the program opens its device");
    }

    /// Waits for the next result that is reported to it.
    pub fn result(&self) -> Value {
        self.line(RESULT).expect("the program is told a result")
    }

    /// The next line of its output that begins with this word; `None` at the end of the output.
    fn line(&self, begin: &str) -> Option<Value> {
        let mut lines = std::iter::from_fn(|| self.lines.recv_timeout(LONGEST).ok());
        let text = lines.find_map(|line| line.strip_prefix(begin).map(str::to_owned))?;
        Some(serde_json::from_str(&text).unwrap())
    }

    /// Changes a journal from outside. It takes another process: a second SQLite in one process would release the locks
    /// of the first when it closes the file.
    pub fn change(journal: &Path, change: &str) {
        let program = Self::start(&json!({"journal": journal, "change": change}));
        assert!(program.try_answer().is_some(), "{change}");
    }

    /// Starts a program that holds the journal's write lock until it is killed.
    pub fn holding(journal: &Path) -> Self {
        let program = Self::start(&json!({"hold": journal}));
        program.line(HELD).expect("the program holds the journal");
        program
    }

    /// Starts a program that executes a task and whose files cannot grow past this many blocks of 512 bytes.
    pub fn limited(blocks: u64, config: &Value, task: &Value) -> Self {
        let mut shell = Command::new("sh");
        // A write past the limit should fail, not kill.
        shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
        shell.arg(std::env::current_exe().unwrap());
        Self::launch(shell, &json!({"config": config, "task": task}))
    }

    fn start(order: &Value) -> Self {
        Self::launch(Command::new(std::env::current_exe().unwrap()), order)
    }

    fn launch(mut command: Command, order: &Value) -> Self {
        let module = module_path!().split_once("::").unwrap().1;
        command
            .args(["--ignored", "--exact", "--nocapture", &format!("{module}::program")])
            .env(ORDER, order.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = spawned(&mut command);
        let output = BufReader::new(child.stdout.take().unwrap());
        let (line, lines) = channel();
        // The thread ends with the program.
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|text| line.send(text)));
        Self { child, lines }
    }

    /// Kills it with SIGKILL.
    pub fn kill(self) {
        assert!(self.kill_in_time(), "the program ended before it was killed");
    }

    /// The same; `false` if it had already ended.
    pub fn kill_in_time(mut self) -> bool {
        let works = self.child.try_wait().unwrap().is_none();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        works
    }

    /// Stops it with SIGSTOP; `false` if it had already ended.
    #[cfg(target_os = "linux")]
    pub fn stop_in_time(&self) -> bool {
        self.signal(libc::SIGSTOP);
        // It goes on for a moment after the signal; and one that has ended and was not waited for yet takes it, too.
        let mut state = None;
        await_that("the program stops", || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
            state = stat.rsplit_once(") ").unwrap().1.chars().next();
            matches!(state, Some('T' | 'Z'))
        });
        state == Some('T')
    }

    /// Lets it go on.
    #[cfg(target_os = "linux")]
    pub fn wake(&self) {
        self.signal(libc::SIGCONT);
    }

    #[cfg(target_os = "linux")]
    #[allow(unsafe_code, reason = "the standard library sends no signal but SIGKILL")]
    fn signal(&self, signal: i32) {
        let process = i32::try_from(self.child.id()).unwrap();
        // SAFETY: the process is our child and was not waited for, so its number is nobody else's.
        assert_eq!(unsafe { libc::kill(process, signal) }, 0);
    }

    pub fn answer(self) -> (i32, Value) {
        self.next_answer().expect("the program answers")
    }

    /// Waits for its answer, or for its end without one.
    pub fn try_answer(self) -> Option<(i32, Value)> {
        self.next_answer()
    }

    /// Waits for its answer or its end, and leaves it running.
    pub fn next_answer(&self) -> Option<(i32, Value)> {
        let answer = self.line(ANSWER)?;
        Some((i32::try_from(answer[0].as_i64().unwrap()).unwrap(), answer[1].clone()))
    }
}

/// Starts it. Wine refuses now and then, as an internal error, to start one of many programs at once.
fn spawned(command: &mut Command) -> Child {
    const INTERNAL_ERROR: i32 = 1359;
    let mut tries = 0..5;
    loop {
        match command.spawn() {
            Err(error) if cfg!(windows) && error.raw_os_error() == Some(INTERNAL_ERROR) && tries.next().is_some() => {
                thread::sleep(Duration::from_millis(200));
            }
            spawned => return spawned.unwrap(),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
