//! The registration number (регистрационный номер ККТ, 1037): ten digits and six check digits.

/// A number with its check digits, such as `0000000001045548`. They are a CRC of the number, the ИНН padded to 12
/// digits and the serial number padded to 20, written with six digits.
pub(super) fn of(number: u64, inn: &str, serial: &str) -> String {
    let check = crc16(format!("{number:010}{inn:0>12}{serial:0>20}").as_bytes());
    format!("{number:010}{check:06}")
}

/// A number with wrong check digits.
pub(super) fn wrong(number: u64, inn: &str, serial: &str) -> String {
    let check = crc16(format!("{number:010}{inn:0>12}{serial:0>20}").as_bytes()) ^ 1;
    format!("{number:010}{check:06}")
}

/// CRC-16/CCITT: polynomial 0x1021, initial value 0xFFFF, not reflected.
fn crc16(bytes: &[u8]) -> u16 {
    let bit = |crc: u16, _: u8| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 };
    bytes.iter().fold(0xffff, |crc, byte| (0..8).fold(crc ^ u16::from(*byte) << 8, bit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digits_are_those_of_the_number_the_taxpayer_and_the_serial_number() {
        assert_eq!(crc16(b"123456789"), 0x29b1);
        assert_eq!(of(1, "7743013901", "00000000000000012345"), "0000000001045548");
        assert_eq!(of(1, "7743013901", "12345"), "0000000001045548");
        assert_eq!(wrong(1, "7743013901", "12345"), "0000000001045549");
    }
}
