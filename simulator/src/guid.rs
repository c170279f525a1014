//! The ids that the service assigns.

/// A random GUID (RFC 9562, version 4).
pub(super) fn guid() -> String {
    let mut bytes = [0_u8; 16];
    // If the system's random generator fails, the id consists of zeros, which is easy to notice.
    let _ = getrandom::fill(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
