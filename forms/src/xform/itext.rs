//! itext → texts by language. A text with outputs is compiled once for each node it is shown at, since its paths start there.

use roxmltree::Node;

use super::builder::Builder;
use super::compile::{Read, Scope};
use crate::definition::{Part, TextDef, TextForms, TextId};
use crate::{Diagnostic, Place, xml};

/// A text as the form has it: language and its `text` element.
#[derive(Default)]
pub(super) struct RawText<'a, 'i> {
    values: Vec<(usize, Node<'a, 'i>)>,
    outputs: bool,
}

impl<'a, 'i> Builder<'a, 'i> {
    /// Reads languages and texts.
    pub(super) fn itext(&mut self) {
        let Some(itext) = xml::named(self.model, "itext").next() else {
            self.form.languages.push(String::new());
            return;
        };
        let mut translations: Vec<Node<'a, 'i>> = xml::named(itext, "translation").collect();
        if let Some(default) = translations.iter().position(|t| t.attribute("default").is_some_and(|d| !d.trim().starts_with("false"))) {
            let first = translations.remove(default);
            translations.insert(0, first);
        }
        for (language, translation) in translations.iter().enumerate() {
            self.form.languages.push(translation.attribute("lang").unwrap_or_default().to_owned());
            for text in xml::named(*translation, "text") {
                let Some(id) = text.attribute("id") else {
                    continue;
                };
                let raw = self.itext.entry(id.to_owned()).or_default();
                raw.outputs |= text.descendants().any(|n| n.is_element() && n.tag_name().name() == "output");
                raw.values.push((language, text));
            }
        }
        if self.form.languages.is_empty() {
            self.form.languages.push(String::new());
        }
    }

    /// All texts that choices may name at run time.
    pub(super) fn itext_index(&mut self) {
        let mut ids: Vec<String> = self.itext.keys().cloned().collect();
        ids.sort();
        for id in ids {
            let scope = Scope::of(0, 0);
            let kept = std::mem::take(&mut self.reading);
            if let Some(text) = self.shared_text(&id, scope) {
                self.form.itext.push((id, text));
            }
            self.reading = kept;
        }
    }

    fn shared_text(&mut self, id: &str, scope: Scope) -> Option<TextId> {
        // A text with outputs relative to its question belongs to that question alone.
        let outputs = self.itext.get(id)?.outputs;
        if outputs && self.texts.keys().any(|(known, node)| known == id && node.is_some()) {
            return None;
        }
        self.text(id, scope, &Place::default())
    }

    /// The text of an itext id as shown at a node; what it reads joins the reading.
    pub(super) fn text(&mut self, id: &str, scope: Scope, place: &Place) -> Option<TextId> {
        let Some(raw) = self.itext.get(id) else {
            let error = Diagnostic::error("unknown-itext", format!("expected a text of the form's itext, found no {id}"));
            self.errors.push(error.at(place.clone()));
            return None;
        };
        let key = (id.to_owned(), Some(scope.node).filter(|_| raw.outputs));
        if let Some((text, reads)) = self.texts.get(&key) {
            self.reading.extend(reads);
            return Some(*text);
        }
        let values: Vec<(usize, Node<'a, 'i>)> = raw.values.clone();
        let kept = std::mem::take(&mut self.reading);
        let mut languages = vec![TextForms::default(); self.form.languages.len()];
        for (language, text) in values {
            let forms = self.forms(text, scope, id);
            if let Some(slot) = languages.get_mut(language) {
                *slot = forms;
            }
        }
        let first = languages.first().cloned().unwrap_or_default();
        for forms in languages.iter_mut().skip(1) {
            if untranslated(forms) {
                forms.clone_from(&first);
            }
        }
        let reads: Vec<Read> = std::mem::replace(&mut self.reading, kept);
        self.reading.extend(&reads);
        let made = self.add_text(TextDef { languages });
        self.texts.insert(key, (made, reads));
        Some(made)
    }

    /// A text outside itext.
    pub(super) fn plain_text(&mut self, element: Node<'a, 'i>, scope: Scope) -> TextId {
        let long = self.parts(element, scope);
        self.add_text(TextDef { languages: vec![TextForms { long, ..TextForms::default() }] })
    }

    pub(super) fn add_text(&mut self, text: TextDef) -> TextId {
        self.form.texts.push(text);
        self.form.texts.len() as TextId - 1
    }

    fn forms(&mut self, text: Node<'a, 'i>, scope: Scope, id: &str) -> TextForms {
        let mut forms = TextForms::default();
        let mut best = 0;
        for value in xml::named(text, "value") {
            let rank = match value.attribute("form") {
                None => 3,
                Some("long") => 2,
                Some("short") => 1,
                Some("guidance") => {
                    forms.guidance = self.parts(value, scope);
                    continue;
                }
                Some(media) => {
                    let file = xml::text(&value).trim().rsplit('/').next().unwrap_or_default().to_owned();
                    match media {
                        "image" => forms.image = Some(file),
                        "audio" => forms.audio = Some(file),
                        "video" => forms.video = Some(file),
                        "big-image" => {}
                        other => {
                            let warning = Diagnostic::warning("unknown-text-form", format!("expected a known form of text {id}, found {other}"));
                            self.warnings.push(warning.at(xml::place(&value, "/model/itext")));
                        }
                    }
                    continue;
                }
            };
            if rank > best {
                best = rank;
                forms.long = self.parts(value, scope);
            }
        }
        forms
    }

    /// Words and outputs below an element, white space at both ends left out.
    pub(super) fn parts(&mut self, element: Node<'a, 'i>, scope: Scope) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for node in element.descendants().skip(1) {
            if node.is_text() {
                let words = node.text().unwrap_or_default();
                match parts.last_mut() {
                    Some(Part::Words(before)) => before.push_str(words),
                    _ => parts.push(Part::Words(words.to_owned())),
                }
            } else if node.is_element() && node.tag_name().name() == "output" {
                let Some(value) = node.attribute("value").or(node.attribute("ref")) else {
                    continue;
                };
                let path = format!("{}/output", self.path_of(scope.node));
                if let Some(op) = self.expression(value, scope, &xml::place(&node, &path)) {
                    parts.push(Part::Output(op));
                }
            }
        }
        if let Some(Part::Words(first)) = parts.first_mut() {
            *first = first.trim_start().to_owned();
        }
        if let Some(Part::Words(last)) = parts.last_mut() {
            *last = last.trim_end().to_owned();
        }
        parts.retain(|p| !matches!(p, Part::Words(words) if words.is_empty()));
        parts
    }
}

/// `-` is how form tools write a translation that is missing: people then read the first language rather than a dash.
fn untranslated(forms: &TextForms) -> bool {
    match forms.long.as_slice() {
        [] => true,
        [Part::Words(words)] => words == "-",
        _ => false,
    }
}
