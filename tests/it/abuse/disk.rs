//! A disk that is full, at every size: the next write fails when the journal is opened, when the intent is written, or
//! when the answer is recorded.

use super::shop::{Shop, config, sale};
use crate::support::abi::Device;
use crate::support::host::Program;
use crate::support::register::await_that;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// By how many blocks of 512 bytes the log may grow: from none to more than a sale needs.
const STEPS: u64 = 80;

#[test]
fn a_program_whose_files_cannot_grow_makes_each_document_once() {
    let shop = Shop::open();
    // Stays open, so that the log grows from one sale to the next.
    let device = shop.device();
    let log = shop.journal().with_extension("db-wal");
    let length = || fs::metadata(&log).unwrap().len();
    for number in 0.. {
        if length() > 64 * 1024 {
            break;
        }
        shop.sells(&device, &format!("before {number}"));
    }
    let sold = shop.made();
    let mut seen = BTreeMap::new();
    for blocks in 0..STEPS {
        let id = format!("{blocks} blocks more");
        let before = shop.posts();
        let limit = length().div_ceil(512) + blocks;
        let (status, answer) = Program::limited(limit, &shop.config(), &sale(&id)).answer();
        shop.judge(&id, before, status, &answer);
        *seen.entry(status).or_insert(0) += 1;
        let (status, answer) = device.recover(&id);
        shop.judge(&id, shop.posts(), status, &answer);
        shop.sells(&device, &id);
    }
    println!("statuses under a limit of file size: {seen:?}");
    assert_eq!(shop.made(), sold + usize::try_from(STEPS).unwrap());
    assert!(seen.contains_key(&0) && seen.contains_key(&12), "{seen:?}");
}

/// A small separate disk; only root may mount one.
struct Disk(PathBuf);

impl Disk {
    fn mount(place: &Path) -> Option<Self> {
        fs::create_dir(place).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=12m", "none"])
            .arg(place)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        mounted.then(|| Self(place.to_owned()))
    }

    /// Fills it up to this many kilobytes of free space.
    fn fill(&self, spare: usize) {
        let mut file = File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[0xA5; 1024]).is_ok() {}
        let length = file.metadata().unwrap().len();
        file.set_len(length.saturating_sub(spare as u64 * 1024)).unwrap();
    }

    fn empty(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }

    fn remount(&self, how: &str) {
        let mounted = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&self.0).status().unwrap();
        assert!(mounted.success(), "remount,{how}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_makes_each_document_once() {
    let shop = Shop::open();
    let Some(disk) = Disk::mount(&shop.folder.path().join("disk")) else {
        println!("no right to mount a disk; the limit of file size beside this proves the same");
        return;
    };
    let config = config(shop.register.url(), &disk.0.join("kassa.db"));
    let mut seen = BTreeMap::new();
    let device = Device::open(&config).unwrap();
    shop.sells(&device, "first");
    for spare in 0..24 {
        let id = format!("with {spare} KB");
        let before = shop.posts();
        disk.fill(spare);
        let (status, answer) = device.execute(&sale(&id));
        shop.judge(&id, before, status, &answer);
        *seen.entry(status).or_insert(0) += 1;
        // The disk is still full: repeat the call, then try with a new device.
        let before = shop.posts();
        let (status, answer) = device.execute(&sale(&id));
        shop.judge(&id, before, status, &answer);
        if let Ok(other) = Device::open(&config) {
            let before = shop.posts();
            let (status, answer) = other.execute(&sale(&id));
            shop.judge(&id, before, status, &answer);
        }
        disk.empty();
        shop.sells(&device, &id);
    }
    println!("statuses on a full disk: {seen:?}");
    assert_eq!(shop.made(), 25);
    assert!(seen.contains_key(&12), "{seen:?}");
}

#[test]
fn a_disk_that_is_read_only_is_an_error_and_nothing_is_sent() {
    let shop = Shop::open();
    let Some(disk) = Disk::mount(&shop.folder.path().join("disk")) else {
        println!("no right to mount a disk; places that cannot be written are tried elsewhere");
        return;
    };
    let config = config(shop.register.url(), &disk.0.join("kassa.db"));
    shop.sells(&Device::open(&config).unwrap(), "first");
    await_that("the journal is closed", || !disk.0.join("kassa.db-wal").exists());
    disk.remount("ro");
    match Device::open(&config) {
        Err((status, _)) => assert_eq!(status, 12),
        Ok(device) => {
            let (status, answer) = device.execute(&sale("second"));
            assert_eq!(status, 12, "{answer}");
        }
    }
    assert_eq!(shop.made(), 1);
    disk.remount("rw");
    let device = Device::open(&config).unwrap();
    shop.sells(&device, "second");
    shop.sells(&device, "first");
}
