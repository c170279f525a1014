//! The initial content of the service: the registers of the vendor's example, and one whose card has default values.

use super::Options;
use super::register::{Card, Register, World};
use crate::clock::Moment;
use crate::guid::guid;

pub(super) const ORGANIZATION: &str = "a6ca9ac2-8c7d-4071-b9ce-4e0aefbbba6c";
pub(super) const NODE: &str = "f5717f0c-28b7-4a45-bc14-1f6d3d30b4e8";
/// The user who creates the tasks.
pub(super) const USER: &str = "395edd6a-ea18-4401-a1b5-223cebf39c4c";

/// A test register.
pub const TEST_REGISTER: &str = "89189775-e4fc-70d0-5e2c-182e4121308e";
/// A fiscal register whose card has no default values.
pub const REGISTER: &str = "9366f6f6-cba1-7826-5d9f-59c176822a6c";
/// A fiscal register whose card has default values: taxation `sno_osn`, rate `vat_20`, goods, full settlement.
pub const OTHER_REGISTER: &str = "c2a3f0de-6b1c-4f6e-9a57-0d1f2b3c4d5e";

pub(super) fn registers(options: &Options, now: Moment) -> Vec<Register> {
    let register = |id: &str, title: &str, product: &str, drive: &str| Register {
        id: id.to_owned(),
        state_id: guid(),
        title: title.to_owned(),
        product_number: product.to_owned(),
        fiscalization_number: Some("000000001047487".to_owned()),
        drive: drive.to_owned(),
        is_test: false,
        card: Card::default(),
        session: 0,
        opened: None,
        last_number: 0,
        cash: i64::from(options.cash_roubles) * 100,
        last_error: 0,
        last_error_text: "Ошибок нет".to_owned(),
        updated: now,
        world: World::default(),
    };
    let test = register(TEST_REGISTER, "АТОЛ SN:00106201961044 ИНН:", "00106201961044", "8710000101201674");
    let other = register(OTHER_REGISTER, "АТОЛ SN:00106201961045 ИНН:6163047214", "00106201961045", "9999078900006850");
    let word = |word: &str| Some(word.to_owned());
    vec![
        Register { is_test: true, fiscalization_number: None, ..test },
        register(REGISTER, "ШТРИХ-М SN:0458210010002651 ИНН:6163047214", "0458210010002651", "9999078900006849"),
        Register {
            fiscalization_number: word("000000001047488"),
            card: Card {
                taxation: word("sno_osn"),
                tax: word("vat_20"),
                subject: word("goods"),
                method: word("full_settle"),
            },
            ..other
        },
    ]
}
