//! The QR code of a document.

use qrcode::{Color, EcLevel, QrCode};

/// White modules around a code that a reader needs.
pub const QUIET: usize = 4;

/// Dots of a module where the paper is wide enough: three quarters of a millimetre.
const MODULE: usize = 6;

/// A QR code: a square of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Modules of a side, without the quiet zone.
    pub side: usize,
    dark: Vec<bool>,
}

impl Code {
    /// The code of a text; `None` if the text is longer than a code can be.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let side = code.width();
        Some(Self { side, dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect() })
    }

    /// Modules of a side with the quiet zone.
    pub fn whole_side(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// Dots of a module on paper that is so many dots wide.
    pub fn module(&self, width: usize) -> usize {
        MODULE.min(width / self.whole_side()).max(1)
    }

    /// Whether a module is dark.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        self.dark.get(row * self.side + column).copied().unwrap_or(false)
    }
}
