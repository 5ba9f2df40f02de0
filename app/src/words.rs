//! The words of the screens, Chinese and English, generated from `words/*.toml` at build; a missing translation fails the build.
//!
//! Use: `t(lang, words::field::SAVE)`, or in a view `move || say(words::field::SAVE)` which follows the language in use.
//! A text with `{}` takes its values by [`fill`].

use leptos::prelude::*;

/// Language of the screens. The form's own language follows it where the form has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

/// One text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// 中文.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The text in one language.
pub fn t(lang: Lang, word: Word) -> &'static str {
    match lang {
        Lang::Zh => word.zh,
        Lang::En => word.en,
    }
}

/// The language in use, provided once by each bundle's root.
pub fn use_lang() -> RwSignal<Lang> {
    expect_context::<RwSignal<Lang>>()
}

/// The text in the language in use; reactive.
pub fn say(word: Word) -> &'static str {
    t(use_lang().get(), word)
}

/// The text in the language in use with each `{}` replaced in turn; reactive.
pub fn fill(word: Word, values: &[&str]) -> String {
    fill_in(use_lang().get(), word, values)
}

/// The text in one language with each `{}` replaced in turn.
pub fn fill_in(lang: Lang, word: Word, values: &[&str]) -> String {
    let mut parts = t(lang, word).split("{}");
    let mut out = String::from(parts.next().unwrap_or_default());
    let mut values = values.iter();
    for part in parts {
        out.push_str(values.next().unwrap_or(&""));
        out.push_str(part);
    }
    out
}

/// A text that came with the data, in the language in use; reactive. Where one language is missing the other stands in.
pub fn pick(words: &api::Words) -> String {
    pick_in(use_lang().get(), words)
}

/// A text that came with the data, in one language.
pub fn pick_in(lang: Lang, words: &api::Words) -> String {
    let (first, second) = match lang {
        Lang::Zh => (&words.zh, &words.en),
        Lang::En => (&words.en, &words.zh),
    };
    if first.is_empty() { second.clone() } else { first.clone() }
}

/// Whether a text has another in it, where `a` is also `A`: for searching. An empty one is in every text.
pub fn holds(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
}
