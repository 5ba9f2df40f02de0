//! A secondary instance as columns: choices, CSV, entity lists. Not a DOM: a row is a number.
//!
//! Invariant: every column has as many cells as the list has rows; an absent cell is the empty text.

use serde::{Deserialize, Serialize};

use crate::diag::Diagnostic;

/// One list of rows under named columns, immutable once made; key columns are indexed on first use.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct List {
    // owner: xpath/list helper
}

impl List {
    /// Reads a CSV file with a header row (UTF-8, with or without byte order mark).
    pub fn from_csv(_text: &[u8]) -> Result<Self, Diagnostic> {
        todo!()
    }
    /// Builds a list from column names and rows.
    pub fn from_rows<'a>(_columns: &[&str], _rows: impl IntoIterator<Item = Vec<&'a str>>) -> Self {
        todo!()
    }
    /// Number of rows.
    pub fn len(&self) -> usize {
        todo!()
    }
    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Column names in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
    /// The column of that name.
    pub fn column(&self, _name: &str) -> Option<usize> {
        todo!()
    }
    /// One cell; the empty text where there is none.
    pub fn cell(&self, _row: usize, _column: usize) -> &str {
        todo!()
    }
    /// Rows whose cell in `column` equals `text`, in order; a hash index is built on first use.
    pub fn rows_where(&self, _column: usize, _text: &str) -> &[u32] {
        todo!()
    }
    /// The list as compact bytes (what the server sends to the phone).
    pub fn to_bytes(&self) -> Vec<u8> {
        todo!()
    }
    /// Reads what [`List::to_bytes`] wrote; damaged bytes are a diagnostic.
    pub fn from_bytes(_bytes: &[u8]) -> Result<Self, Diagnostic> {
        todo!()
    }
}
