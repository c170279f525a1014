//! A simulated register in a process of its own, which can lose its power. The process is this test program again,
//! which then acts as `kassa-simulator`.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The environment variable with its arguments, one per line.
const WORDS: &str = "KASSA_TEST_SIMULATOR";

/// Starts it with these arguments. Returns the process, which ends with its standard input, and the address where it
/// listens.
pub fn started(words: &[OsString]) -> (Child, String) {
    let this = concat!(module_path!(), "::program").split_once("::").expect("a module of the test program").1;
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["--exact", this, "--ignored", "--nocapture"])
        .env(WORDS, words.join("\n".as_ref()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let listening = said.find_map(|line| line.split_once("listening ").map(|(_, url)| url.trim().to_owned()));
    (process, listening.expect("the simulator says where it listens"))
}

#[test]
#[ignore = "no test but a program, which other tests start"]
fn program() {
    let words = env::var_os(WORDS).expect("the words of the command line");
    let words = words.into_string().expect("UTF-8");
    let ended = kassa_simulator::program::run(words.lines().map(OsString::from).chain(["--until-eof".into()]));
    assert_eq!(ended, std::process::ExitCode::SUCCESS);
}
