//! A form, compiled: flat tables and ids, immutable, the same bytes on the server and on the phone.

use crate::diag::Diagnostic;

/// A compiled form. Made by [`crate::xform::parse`] on the server, read from bytes on the phone.
#[derive(Debug, Clone)]
pub struct Form {
    // owner: form helper
}

impl Form {
    /// `id` of the primary instance's root element.
    pub fn id(&self) -> &str {
        todo!()
    }
    /// `version` of the primary instance's root element; empty where it has none.
    pub fn version(&self) -> &str {
        todo!()
    }
    /// Title (`h:title`).
    pub fn title(&self) -> &str {
        todo!()
    }
    /// Languages as the form names them (`中文 (zh)`), default first.
    pub fn languages(&self) -> &[String] {
        todo!()
    }
    /// URIs of external lists the form reads (`jr://file-csv/hh_case.csv`).
    pub fn list_uris(&self) -> Vec<&str> {
        todo!()
    }
    /// The compiled form as bytes; the first byte is the version of this format.
    pub fn to_bytes(&self) -> Vec<u8> {
        todo!()
    }
    /// Reads what [`Form::to_bytes`] wrote; damaged bytes or another format version are a diagnostic.
    pub fn from_bytes(_bytes: &[u8]) -> Result<Self, Diagnostic> {
        todo!()
    }
}
