//! A document as HTML for an e-mail: self-contained, styled inline, without images, which many mail programs block. The
//! QR code is a table of black and white cells.

use super::code::{Code, QUIET};
use super::rows::{Row, Style};

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\" />\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n";

/// Pixels of a module of the QR code.
const MODULE: usize = 5;

/// A complete HTML document, which is well-formed XML as well.
pub fn draw(rows: &[Row]) -> String {
    let title = rows.iter().find_map(|row| match row {
        Row::Center(text, _) => Some(escaped(text)),
        _ => None,
    });
    let mut html = format!(
        "{HEAD}<title>{}</title>\n</head>\n<body style=\"margin:0;padding:16px;background:#f2f2f2\">\n\
         <table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" align=\"center\" width=\"100%\" \
         style=\"max-width:420px;margin:0 auto;padding:20px;background:#ffffff;color:#111111;\
         font:14px/1.45 -apple-system,'Segoe UI',Roboto,Arial,sans-serif\">\n",
        title.unwrap_or_default()
    );
    for row in rows {
        html.push_str(&drawn(row));
        html.push('\n');
    }
    html.push_str("</table>\n</body>\n</html>\n");
    html
}

fn drawn(row: &Row) -> String {
    let whole = |style: &str, inside: &str| format!("<tr><td colspan=\"2\" style=\"{style}\">{inside}</td></tr>");
    match row {
        Row::Center(text, style) => whole(&format!("text-align:center;{}", weight(*style)), &escaped(text)),
        Row::Left(text) => whole("padding-top:6px;word-break:break-word", &escaped(text)),
        Row::Pair(name, value, style) => {
            let weight = weight(*style);
            format!(
                "<tr><td style=\"padding-right:12px;vertical-align:top;{weight}\">{}</td>\
                 <td style=\"text-align:right;vertical-align:top;word-break:break-word;{weight}\">{}</td></tr>",
                escaped(name),
                escaped(value)
            )
        }
        Row::Rule => whole("border-bottom:1px dashed #999999;font-size:1px;line-height:8px", "&#160;"),
        Row::Space => whole("font-size:1px;line-height:10px", "&#160;"),
        Row::Code(content) => match Code::of(content) {
            Some(code) => whole("padding-top:12px", &squares(&code)),
            None => whole("word-break:break-all", &escaped(content)),
        },
    }
}

fn weight(style: Style) -> &'static str {
    match style {
        Style::Plain => "",
        Style::Bold => "font-weight:bold",
        Style::Tall => "font-weight:bold;font-size:20px",
    }
}

/// The code as a table of cells: the first cell of each row gives the height, those of the first row the width.
fn squares(code: &Code) -> String {
    let side = code.whole_side();
    let mut table = format!(
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" align=\"center\" \
         style=\"border-collapse:collapse;background:#ffffff;margin:0 auto\" width=\"{}\">",
        side * MODULE
    );
    for row in 0..side {
        table.push_str("<tr>");
        for column in 0..side {
            let is_inside = |at: usize| (QUIET..QUIET + code.side).contains(&at);
            let is_dark = is_inside(row) && is_inside(column) && code.is_dark(column - QUIET, row - QUIET);
            table.push_str("<td");
            if row == 0 || column == 0 {
                table.push_str(&format!(" width=\"{MODULE}\" height=\"{MODULE}\" style=\"font-size:0;line-height:0\""));
            }
            table.push_str(if is_dark { " bgcolor=\"#000000\"></td>" } else { "></td>" });
        }
        table.push_str("</tr>\n");
    }
    table + "</table>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
