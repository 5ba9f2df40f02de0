//! XForm XML → [`Form`]. Server and tools only: `field` never links it.
//!
//! What it is not: an evaluator. Invariant: a form comes out only if every expression, path, text and list it uses was resolved.

mod actions;
mod advice;
mod binds;
mod body;
mod builder;
mod compile;
mod entities;
mod fits;
mod itext;
mod lists;
mod order;
mod paths;
mod schema;

use crate::limits;
use crate::{Diagnostic, Form, xml};

pub use fits::check_list;

/// A form and what its author should know.
#[derive(Debug)]
pub struct Parsed {
    /// The compiled form.
    pub form: Form,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// Parses and compiles an XForm (ODK XForms specification). All errors found are returned, not only the first.
pub fn parse(xml: &str) -> Result<Parsed, Vec<Diagnostic>> {
    let mended;
    let document = match xml::read(xml, limits::FORM_BYTES) {
        Err(error) if error.code == "not-well-formed" => {
            mended = xml::mended(xml).ok_or_else(|| vec![error.clone()])?;
            xml::read(&mended, limits::FORM_BYTES).map_err(|_| vec![error])?
        }
        read => read.map_err(|error| vec![error])?,
    };
    let mut built = build(&document);
    match &mut built {
        Ok(parsed) => xml::locate(&document, &mut parsed.warnings),
        Err(errors) => xml::locate(&document, errors),
    }
    built
}

fn build(document: &roxmltree::Document<'_>) -> Result<Parsed, Vec<Diagnostic>> {
    let mut builder = builder::Builder::open(document.root_element()).map_err(|error| vec![error])?;
    builder.lists();
    builder.itext();
    builder.schema();
    if builder.form.nodes.is_empty() {
        return Err(builder.errors);
    }
    builder.namespaces();
    builder.binds();
    builder.entities();
    builder.body();
    builder.check_named();
    builder.fixed_repeats();
    builder.actions();
    builder.order();
    builder.submission();
    builder.advise_instances();
    builder.advise_form();
    builder.finish()
}
