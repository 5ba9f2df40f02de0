//! Errors as data: a code, a place, what was expected, what to do. Not for refusals of one answer (those are [`crate::Problem`]).

use std::fmt;
use std::num::NonZeroU32;

/// How bad a finding is: errors stop a form from loading, warnings do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The form cannot be used.
    Error,
    /// The form can be used; its author should look.
    Warning,
}

/// Where in the source a finding points.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Line of the XML (1-based), 0 where not known.
    pub line: u32,
    /// Column of the XML (1-based), 0 where not known.
    pub column: u32,
    /// The node or attribute meant, as its author wrote it: `/data/age/@constraint`.
    pub path: String,
    /// Byte range inside the expression, where one is at fault.
    pub span: Option<(u32, u32)>,
    /// Byte of the XML, from 1, that line and column are still to be counted for: counting goes through the text, so it is left until a finding is told.
    pub(crate) byte: Option<NonZeroU32>,
}

/// One finding about a form, a list or a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code for the help desk and for translations, such as `unknown-function`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it points.
    pub place: Place,
    /// One sentence: "expected X, found Y". English; a user interface translates by `code` and shows this behind it.
    pub message: String,
    /// What to do about it, where that can be said.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error with a code and a sentence; place and hint are added by the builder methods.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, place: Place::default(), message: message.into(), hint: None }
    }

    /// A warning with a code and a sentence.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same finding with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {} [{}] {}", self.place.line, self.place.column, self.place.path, self.code, self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}
