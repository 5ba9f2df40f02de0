//! Texts of a form as views: line breaks and `**strong**` as ODK allows them, figures made to stand out. Never raw HTML.

use leptos::prelude::*;

/// Width of a text in half characters: Chinese counts 2, Latin 1.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// A text with `**strong**` parts.
pub fn rich(text: &str) -> AnyView {
    if !text.contains("**") {
        return text.to_owned().into_any();
    }
    text.split("**")
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { view! { <b>{part.to_owned()}</b> }.into_any() } else { part.to_owned().into_any() })
        .collect_view()
        .into_any()
}

/// A text whose figures are strong: sums read aloud at the table. Only a sum of money has its thousands apart: telephones, years and codes
/// are the form's own words and stay as written.
pub(super) fn figures(text: &str) -> AnyView {
    let mut out: Vec<AnyView> = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, tail) = rest.split_at(from);
        let to = tail.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(tail.len());
        // A full stop behind a figure ends the sentence.
        let to = tail.get(..to).map_or(to, |figure| figure.trim_end_matches('.').len());
        let (number, after) = tail.split_at(to);
        // A date or a code keeps its form: only figures that stand alone are figures.
        let alone = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
            && !after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '年');
        let money = ["元", "yuan"].iter().any(|unit| after.trim_start().starts_with(unit));
        let shown = if money { super::with_commas(number) } else { number.to_owned() };
        out.push(before.to_owned().into_any());
        out.push(if alone { view! { <b>{shown}</b> }.into_any() } else { shown.into_any() });
        rest = after;
    }
    out.push(rest.to_owned().into_any());
    out.collect_view().into_any()
}
