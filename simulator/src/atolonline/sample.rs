//! The initial content of the service: three invented shops.

use super::Options;
use super::access::User;
use super::register::{Group, Register, World};

/// Login of the user of [`GROUP`] and [`OLD_GROUP`].
pub const LOGIN: &str = "shop-login";
/// Password of [`LOGIN`].
pub const PASSWORD: &str = "shop-password";
/// A group of registers whose ИНН is [`INN`].
pub const GROUP: &str = "shop-group_1";
/// A group of the same user that is still on version 4 of the protocol.
pub const OLD_GROUP: &str = "shop-group_4";
/// The ИНН of the shop.
pub const INN: &str = "7743013901";
/// Login of the user of another shop, with the group [`OTHER_GROUP`].
pub const OTHER_LOGIN: &str = "other-login";
/// Password of [`OTHER_LOGIN`].
pub const OTHER_PASSWORD: &str = "other-password";
/// The group of another shop.
pub const OTHER_GROUP: &str = "other-group_2";
/// Login of a shop that is still on version 4 of the protocol.
pub const OLD_LOGIN: &str = "old-login";
/// Password of [`OLD_LOGIN`].
pub const OLD_PASSWORD: &str = "old-password";

pub(super) fn users() -> Vec<User> {
    let user = |login: &str, password: &str, groups: &[&str]| User {
        login: login.to_owned(),
        password: password.to_owned(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        is_old: login == OLD_LOGIN,
        blocked: false,
    };
    vec![
        user(LOGIN, PASSWORD, &[GROUP, OLD_GROUP]),
        user(OTHER_LOGIN, OTHER_PASSWORD, &[OTHER_GROUP]),
        user(OLD_LOGIN, OLD_PASSWORD, &[]),
    ]
}

pub(super) fn groups(options: &Options) -> Vec<Group> {
    let shops = [(GROUP, INN), (OTHER_GROUP, "6163047214"), (OLD_GROUP, INN)];
    let group = |(place, (code, inn)): (usize, (&str, &str))| Group {
        code: code.to_owned(),
        inn: inn.to_owned(),
        is_old: code == OLD_GROUP,
        registers: (1..=options.registers.max(1)).map(|number| register(place, inn, number)).collect(),
        world: World::default(),
    };
    shops.into_iter().enumerate().map(group).collect()
}

fn register(place: usize, inn: &str, number: u32) -> Register {
    Register {
        device: format!("KSR-{place}-{number}"),
        inn: inn.to_owned(),
        registration_number: format!("00053{place}7{number:04}01234"),
        drive: format!("99990789{place}{number:07}"),
        shift: 0,
        opened: None,
        last_number: 0,
        last_receipt: 0,
        due: None,
    }
}
