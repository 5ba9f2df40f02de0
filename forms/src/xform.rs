//! XForm XML → [`Form`]. Server and tools only: `field` never links it.

use crate::{Diagnostic, Form};

/// A form and what its author should know.
#[derive(Debug)]
pub struct Parsed {
    /// The compiled form.
    pub form: Form,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// Parses and compiles an XForm (ODK XForms specification). All errors found are returned, not only the first.
pub fn parse(_xml: &str) -> Result<Parsed, Vec<Diagnostic>> {
    todo!()
}
