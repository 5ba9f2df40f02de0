//! What questions can be: their controls and their data types, in ODK's terms.

use serde::{Deserialize, Serialize};

/// How a question is asked (ODK body elements).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Control {
    /// `input`.
    Input,
    /// `select1`.
    SelectOne,
    /// `select`.
    SelectMultiple,
    /// `rank`.
    Rank,
    /// `upload`.
    Upload(MediaKind),
    /// `range`; bounds and step are in the view's parameters (`start`, `end`, `step`).
    Range,
    /// `trigger`.
    Trigger,
    /// A readonly text without an answer of its own (XLSForm `note`).
    Note,
}

/// `mediatype` of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum MediaKind {
    Image,
    Audio,
    Video,
    File,
}

/// `type` of a bind (ODK data types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum DataType {
    String,
    Int,
    Decimal,
    Boolean,
    Date,
    Time,
    DateTime,
    Geopoint,
    Geotrace,
    Geoshape,
    Barcode,
    Binary,
    Intent,
}

impl DataType {
    /// The type a bind's `type` names, prefixes such as `xsd:` left aside; none for one unknown.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let local = name.rsplit(':').next().unwrap_or(name);
        Some(match local {
            "string" | "select" | "select1" | "rank" | "text" | "odkSelect" | "" => Self::String,
            "int" | "integer" | "long" => Self::Int,
            "decimal" | "double" | "float" => Self::Decimal,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "time" => Self::Time,
            "dateTime" => Self::DateTime,
            "geopoint" => Self::Geopoint,
            "geotrace" => Self::Geotrace,
            "geoshape" => Self::Geoshape,
            "barcode" => Self::Barcode,
            "binary" | "base64Binary" => Self::Binary,
            "intent" => Self::Intent,
            _ => return None,
        })
    }

    /// Whether answers are numbers.
    pub(crate) fn numeric(self) -> bool {
        matches!(self, Self::Int | Self::Decimal)
    }
}
