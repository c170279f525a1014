//! A network cable that is unplugged while a receipt is in the point of sale's TCP send queue, and a DNS look-up that
//! nobody answers.
//!
//! The point of sale, the register and the switch between them are network namespaces. A receipt that the program gave
//! up must never arrive, in whichever way it was given up: its repetition would be a second receipt.
#![cfg(target_os = "linux")]
#![allow(unsafe_code, reason = "a thread enters a namespace, and a foreign host calls C functions")]

use crate::documents::{BAD_CONFIG, OK, changed, sale};
use crate::support::abi::{Device, function};
use crate::support::host::Program;
use kassa_simulator::icash::{Options, Simulator};
use kassa_simulator::{Fault, Setup, Tls};
use serde_json::{Value, json};
use socket2::{SockRef, TcpKeepalive};
use std::ffi::{c_int, c_void};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const NOT_MADE: i32 = 8;
const UNKNOWN: i32 = 9;
const CANCELLED: i32 = 15;

/// The register's address, as the point of sale sees it.
const REGISTER: &str = "10.77.0.2";

/// A request longer than this is a receipt; the driver's queries are shorter.
const QUESTION: usize = 2048;

/// Time limit of a wait. Only a hang takes so long, even on a busy machine.
const LONGEST: Duration = Duration::from_secs(300);

/// A cancelled call must return within this time; a DNS look-up takes much longer.
const SOON: Duration = Duration::from_secs(10);

/// A point of sale, a register and a switch between them, each a network namespace. Dropping it removes them.
struct Network {
    name: String,
}

impl Network {
    /// `Err` gives the reason why this machine cannot have namespaces. Once there is one namespace, the rest must
    /// succeed.
    fn new() -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("kassa-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let network = Self { name };
        let made = Command::new("ip").args(["netns", "add", &network.space("till")]).output();
        let made = made.map_err(|error| format!("ip: {error}"))?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).trim().to_owned());
        }
        for space in ["register", "switch"] {
            ip(&["netns", "add", &network.space(space)]);
        }
        let switch = network.space("switch");
        ip(&["-n", &switch, "link", "add", "bridge", "type", "bridge"]);
        ip(&["-n", &switch, "link", "set", "bridge", "up"]);
        for (space, address) in [("till", "10.77.0.1/24"), ("register", "10.77.0.2/24")] {
            let port = format!("to-{space}");
            let space = network.space(space);
            ip(&["-n", &space, "link", "add", "eth0", "type", "veth", "peer", "name", &port, "netns", &switch]);
            ip(&["-n", &switch, "link", "set", &port, "master", "bridge", "up"]);
            ip(&["-n", &space, "address", "add", address, "dev", "eth0"]);
            ip(&["-n", &space, "link", "set", "eth0", "up"]);
            ip(&["-n", &space, "link", "set", "lo", "up"]);
        }
        Ok(network)
    }

    /// The same, but prints the reason when there are no namespaces.
    fn or_say() -> Option<Self> {
        let say = |reason: &String| {
            let text = format!(
                "\nNO NETWORK NAMESPACES ({reason}): the cable is not pulled here.\n\
                 Run as root with iproute2. Only the socket option is looked at instead.\n"
            );
            // The test runner does not capture this, unlike what `eprintln!` writes.
            std::io::stderr().write_all(text.as_bytes()).unwrap();
        };
        Self::new().inspect_err(say).ok()
    }

    fn space(&self, space: &str) -> String {
        format!("{}-{space}", self.name)
    }

    /// Unplugs the register's cable, or plugs it in again.
    fn cable(&self, state: &str) {
        ip(&["-n", &self.space("switch"), "link", "set", "to-register", state]);
    }

    /// Runs `does` in a namespace, on a thread of its own: threads and programs that it starts run there, too.
    fn within<T: Send>(&self, space: &str, work: impl FnOnce() -> T + Send) -> T {
        unsafe extern "C" {
            fn setns(space: c_int, kind: c_int) -> c_int;
        }
        let file = File::open(format!("/run/netns/{}", self.space(space))).unwrap();
        thread::scope(|scope| {
            let thread = scope.spawn(move || {
                // SAFETY: the descriptor is open, and only this thread enters the namespace.
                assert_eq!(unsafe { setns(file.as_raw_fd(), 0) }, 0, "{}", std::io::Error::last_os_error());
                work()
            });
            thread.join().unwrap()
        })
    }
}

fn ip(arguments: &[&str]) {
    crate::support::run(Command::new("ip").args(arguments));
}

impl Drop for Network {
    fn drop(&mut self) {
        for space in ["till", "register", "switch"] {
            let _gone = Command::new("ip").args(["netns", "del", &self.space(space)]).output();
        }
    }
}

/// A register in its namespace, where it has to be stopped, too.
struct Register<'a> {
    network: &'a Network,
    simulator: Option<Simulator>,
}

impl<'a> Register<'a> {
    fn start(network: &'a Network) -> Self {
        let simulator = network.within("register", || Simulator::start(Options::default()).unwrap());
        let opened = simulator.make_document(&json!({ "command": "shift/open" })).unwrap();
        assert_eq!(opened["ok"], true);
        Self { network, simulator: Some(simulator) }
    }

    fn place(&self) -> SocketAddr {
        self.simulator.as_ref().unwrap().url().trim_start_matches("http://").parse().unwrap()
    }

    /// How many receipts it has made.
    fn receipts(&self) -> usize {
        self.simulator.as_ref().unwrap().ledger().len() - 2
    }
}

impl Drop for Register<'_> {
    fn drop(&mut self) {
        self.network.within("register", || drop(self.simulator.take()));
    }
}

/// A proxy in front of the register's program. Like a slow register it stops reading within the first receipt, until
/// the test lets it continue.
struct Slow {
    /// The first receipt has begun to arrive.
    begun: Receiver<()>,
    /// Lets the register's program get the rest.
    go_on: Sender<()>,
    /// The connection to the point of sale has ended, and the register's program has processed what arrived.
    ended: Receiver<()>,
}

/// The test's ends of its channels.
type Stop = (Sender<()>, Receiver<()>, Sender<()>);

impl Slow {
    fn start(behind: SocketAddr) -> Self {
        let listener = TcpListener::bind((REGISTER, 8080)).unwrap();
        // A small receive buffer: most of the receipt stays in the sender's queue.
        SockRef::from(&listener).set_recv_buffer_size(2048).unwrap();
        let ((begins, begun), (go_on, may_go_on), (ends, ended)) = (channel(), channel(), channel());
        let first = Arc::new(Mutex::new(Some((begins, may_go_on, ends))));
        thread::spawn(move || {
            for till in listener.incoming() {
                let (till, first) = (till.unwrap(), Arc::clone(&first));
                thread::spawn(move || Self::pass(&till, behind, &first));
            }
        });
        Self { begun, go_on, ended }
    }

    fn pass(mut till: &TcpStream, behind: SocketAddr, first: &Mutex<Option<Stop>>) {
        // Keepalive detects a point of sale that disappears without closing the connection.
        let keepalive = TcpKeepalive::new().with_time(Duration::from_secs(1)).with_interval(Duration::from_secs(1));
        SockRef::from(till).set_tcp_keepalive(&keepalive.with_retries(60)).unwrap();
        let register = TcpStream::connect(behind).unwrap();
        let (mut piece, mut come, mut end) = ([0; 512], 0, None);
        thread::scope(|scope| {
            scope.spawn(|| {
                let _gone = std::io::copy(&mut &register, &mut &*till);
                let _gone = till.shutdown(Shutdown::Both);
            });
            while let Ok(count @ 1..) = till.read(&mut piece) {
                come += count;
                let held = if come > QUESTION { first.lock().unwrap().take() } else { None };
                if let Some((begins, may_go_on, ends)) = held {
                    end = Some(ends);
                    let _gone = begins.send(());
                    let _gone = may_go_on.recv();
                }
                if (&register).write_all(&piece[..count]).is_err() {
                    break;
                }
            }
            let _gone = register.shutdown(Shutdown::Write);
        });
        if let Some(end) = end {
            let _gone = end.send(());
        }
    }
}

/// A receipt that is longer than the register's TCP window and shorter than the sender's queue.
fn receipt() -> Value {
    let line = &sale()["items"][0];
    let items: Vec<_> = (0..60).map(|at| changed(line, &json!({ "name": format!("Хлеб № {at}") }))).collect();
    changed(&sale(), &json!({ "externalId": "чек", "items": items, "payments": [{ "type": "cash", "sum": 600 }] }))
}

/// How a receipt is given up after the cable was unplugged: by the function given.
type GivesUp = fn(&Value, pull: &(dyn Fn() + Sync));

fn by_its_time(config: &Value, pull: &(dyn Fn() + Sync)) {
    let device = Device::open(config).unwrap();
    thread::scope(|scope| {
        scope.spawn(pull);
        let (status, answer) = device.execute(&receipt());
        assert_eq!(status, UNKNOWN, "{answer}");
    });
}

fn by_cancel(config: &Value, pull: &(dyn Fn() + Sync)) {
    let device = Device::open(&changed(config, &json!({ "timeoutMs": 60_000, "deadlineMs": 60_000 }))).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            pull();
            assert_eq!(cancel(&device), OK);
        });
        let (status, answer) = device.execute(&receipt());
        assert_eq!(status, UNKNOWN, "{answer}");
    });
}

fn by_death(config: &Value, pull: &(dyn Fn() + Sync)) {
    let config = changed(config, &json!({ "timeoutMs": 60_000, "deadlineMs": 60_000 }));
    let program = Program::executing(&config, &receipt());
    pull();
    program.kill();
}

fn cancel(device: &Device) -> c_int {
    // SAFETY: the handle is open.
    unsafe { function::<unsafe extern "C" fn(*mut c_void) -> c_int>("kassa_cancel")(device.handle()) }
}

fn never_arrives(gives_up: GivesUp) {
    let Some(network) = Network::or_say() else { return assert_discards(false) };
    let register = Register::start(&network);
    let slow = network.within("register", || Slow::start(register.place()));
    let folder = tempfile::tempdir().unwrap();
    let config = json!({
        "backend": "icash", "url": format!("http://{REGISTER}:8080"), "journal": folder.path().join("kassa.db"),
        "connectTimeoutMs": 500, "timeoutMs": 1500, "settleMs": 300, "deadlineMs": 3000,
    });
    let begun = Mutex::new(slow.begun);
    let pull = || {
        begun.lock().unwrap().recv_timeout(LONGEST).unwrap();
        network.cable("down");
    };
    network.within("till", || gives_up(&config, &pull));
    assert_eq!(register.receipts(), 0, "no whole request has come");
    network.cable("up");
    network.within("till", || {
        let device = Device::open(&config).unwrap();
        let mut tries = (0..10).map(|_| device.execute(&receipt()));
        let again = |(status, _): &(i32, Value)| [NOT_MADE, UNKNOWN].contains(status);
        let (status, answer) = tries.find(|answer| !again(answer)).expect("an answer to rely on");
        assert_eq!(status, OK, "{answer}");
    });
    slow.go_on.send(()).unwrap();
    slow.ended.recv_timeout(LONGEST).unwrap();
    assert_eq!(register.receipts(), 1, "the repetition is the only receipt");
}

#[test]
fn what_was_given_up_at_its_deadline_never_arrives() {
    never_arrives(by_its_time);
}

#[test]
fn what_the_program_cancelled_never_arrives() {
    never_arrives(by_cancel);
}

#[test]
fn what_a_killed_program_was_sending_never_arrives() {
    never_arrives(by_death);
}

/// The connections of this process to an address, and how each of them would end.
fn ends(place: SocketAddr) -> Vec<Option<Duration>> {
    let open =
        fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let end = |number| {
        // SAFETY: another thread may close it meanwhile; then these calls fail.
        let socket = unsafe { BorrowedFd::borrow_raw(number) };
        let socket = SockRef::from(&socket);
        let peer = socket.peer_addr().ok()?.as_socket()?;
        (peer == place).then(|| socket.linger().unwrap())
    };
    open.filter_map(end).collect()
}

/// While a receipt is being sent, the option of its socket says that closing it discards the queue.
fn assert_discards(secured: bool) {
    let folder = tempfile::tempdir().unwrap();
    let tls = secured.then(|| Tls { folder: folder.path().to_owned(), asks_client: false });
    let setup = Setup { tls, ..Setup::default() };
    let register = Simulator::start(Options { setup, ..Options::default() }).unwrap();
    register.make_document(&json!({ "command": "shift/open" })).unwrap();
    let silence = json!([{ "path": "/receipt", "point": "received", "action": "hang", "delayMs": 60_000 }]);
    register.set_faults(Fault::list(&silence.to_string()).unwrap());
    let journal = folder.path().join("kassa.db");
    let mut config = json!({ "backend": "icash", "url": register.url(), "journal": journal });
    if secured {
        config["tls"] = json!({ "ca": folder.path().join("ca.pem") });
    }
    let device = Device::open(&config).unwrap();
    let place = register.url().split_once("://").unwrap().1.parse().unwrap();
    thread::scope(|scope| {
        let call = scope.spawn(|| device.execute(&receipt()).0);
        while !register.requests().iter().any(|request| request["path"] == "/api/1/receipt") {
            assert!(!call.is_finished(), "the receipt is under way");
            thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(ends(place), [Some(Duration::ZERO)], "secured: {secured}");
        assert_eq!(cancel(&device), OK);
        assert_eq!(call.join().unwrap(), UNKNOWN);
    });
    assert_eq!(ends(place), []);
}

#[test]
fn closing_a_connection_discards_its_queue_while_a_receipt_is_being_sent() {
    for secured in [false, true] {
        assert_discards(secured);
    }
}

/// A resolver configuration of a namespace's own, for programs started in it.
struct Names(PathBuf);

impl Names {
    /// Every DNS look-up asks the register's address.
    fn new(network: &Network) -> Self {
        let folder = PathBuf::from("/etc/netns").join(network.space("till"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("resolv.conf"), format!("nameserver {REGISTER}\noptions timeout:30 attempts:2\n"))
            .unwrap();
        fs::write(folder.join("nsswitch.conf"), "hosts: files dns\n").unwrap();
        Self(folder)
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_look_up_without_an_answer_is_bounded_and_can_be_cancelled() {
    // The test beside this one also checks that a wait of this kind can be cancelled.
    let Some(network) = Network::or_say() else { return };
    let _names = Names::new(&network);
    let _silent = network.within("register", || UdpSocket::bind((REGISTER, 53)).unwrap());
    let mut program = Command::new("ip");
    program.args(["netns", "exec", &network.space("till")]).arg(std::env::current_exe().unwrap());
    crate::support::run_test(&mut program, module_path!(), "where_no_name_is_known");
}

/// A call that has to look up a name.
type Call = fn(&Device) -> (i32, Value);

/// Not a test by itself: the test before it runs it in its namespace.
#[test]
#[ignore = "no test: the program that another test starts"]
fn where_no_name_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({
        "backend": "itkassa", "url": "http://register.example/api", "apiKey": "k", "creItemId": "01234567-89ab-cdef-0123-456789abcdef", "callbackKey": "0123456789abcdef",
        "journal": folder.path().join("kassa.db"), "connectTimeoutMs": 120_000, "deadlineMs": 120_000,
    });
    let device = Device::open(&config).unwrap();
    let calls: [(&str, Call); 2] = [
        ("a question", |device| device.execute(&json!({ "type": "getDeviceStatus" }))),
        ("listening", |device| device.listen(Some("register.example:0"))),
    ];
    for (name, call) in calls {
        let back = AtomicBool::new(false);
        let (status, answer, time) = thread::scope(|scope| {
            let called = scope.spawn(|| {
                let (status, answer) = call(&device);
                back.store(true, Ordering::Release);
                (status, answer, Instant::now())
            });
            thread::sleep(Duration::from_millis(300));
            assert!(!back.load(Ordering::Acquire), "{name} waits for the name");
            let stopped = Instant::now();
            assert_eq!(cancel(&device), OK);
            let (status, answer, ended) = called.join().unwrap();
            (status, answer, ended - stopped)
        });
        assert_eq!(status, CANCELLED, "{name}: {answer}");
        assert!(time < SOON, "{name}: {time:?}");
    }
    drop(device);
    let hasty = Device::open(&changed(&config, &json!({ "deadlineMs": 200 }))).unwrap();
    let (status, answer) = hasty.listen(Some("register.example:0"));
    assert_eq!(status, BAD_CONFIG, "{answer}");
    assert!(answer.to_string().contains("not looked up in time"), "{answer}");
}
