//! A fiscal document as a text, a picture, a page or an e-mail: what the law wants on a receipt, drawn from the task and
//! its answer. Nothing is invented: what neither of them nor the caller knows is left out.
//!
//! How: a task and its answer, or the tags of a stored document, become a [`printed::Printed`]; `rows` puts it into
//! rows in the order of a receipt; `lines` lays the rows out in columns for text, PNG and PDF; HTML is made of the rows.

mod captions;
mod code;
mod font;
mod html;
mod kazakh;
mod lines;
mod pdf;
mod png;
mod printed;
mod request;
mod rows;
mod seller;
mod tags;
mod tasks;
mod text;

pub use printed::Printed;
pub use request::{Form, Format, Paper, RenderRequest, Source, fault};
pub use seller::Seller;
pub use tags::of as of_tags;
pub use tasks::of as of_task;

/// Most rows of an e-mail, which is not laid out in lines.
const MOST_ROWS: usize = 20_000;

/// Draws a document; `None` if it is longer than any register can print.
pub fn draw(printed: &Printed, form: Form) -> Option<Vec<u8>> {
    let rows = rows::of(printed);
    Some(match form {
        Form::Text(columns) => text::draw(&lines::lay(&rows, columns)?).into_bytes(),
        Form::Png(paper) => png::draw(&lines::lay(&rows, paper.columns())?, paper)?,
        Form::Pdf(paper) => pdf::draw(&lines::lay(&rows, paper.columns())?, paper),
        Form::Html if rows.len() > MOST_ROWS => return None,
        Form::Html => html::draw(&rows).into_bytes(),
    })
}
