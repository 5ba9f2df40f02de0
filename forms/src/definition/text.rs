//! Texts of a form by language, with places where values are filled in.

use serde::{Deserialize, Serialize};

use super::code::OpId;

/// A text of [`super::Form::texts`].
pub(crate) type TextId = u32;

/// A text in every language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TextDef {
    /// By index of the language; a text outside itext has one entry for all.
    pub(crate) languages: Vec<TextForms>,
}

/// A text in one language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TextForms {
    pub(crate) long: Vec<Part>,
    pub(crate) guidance: Vec<Part>,
    pub(crate) image: Option<String>,
    pub(crate) audio: Option<String>,
    pub(crate) video: Option<String>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Part {
    Words(String),
    /// `output`.
    Output(OpId),
}
