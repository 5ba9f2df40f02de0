//! A stored submission opened with the engine: sections, answers in words, labels, places. On a thread of its own, plain data out.
//!
//! Invariant: an answer tagged as identity number, telephone, account or illness leaves masked.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use api::{Answer, Differing, Evidence, GeoPlace, MediaInfo, Section, Words};
use forms::engine::{Body, Control, DataType, NodeView};
use forms::{Edit, Form, List, NodeId, Session};
use programme::Fact;

use super::before::{Traces, beside};
use crate::clock::{ServerEnv, now_ms};
use crate::problem;
use crate::store::media::MediaRow;
use crate::store::submission::DifferenceRow;
use crate::{mask, show};

/// What to open.
pub(super) struct Book {
    pub(super) form: Arc<Form>,
    pub(super) lists: Arc<BTreeMap<String, Arc<List>>>,
    pub(super) xml: String,
    /// The clock it is read by: that of its receipt, so that it reads the same for ever.
    pub(super) at: i64,
    pub(super) language: usize,
    /// Computed nodes worth showing, with their words.
    pub(super) results: Vec<Fact>,
    /// The visit before, where one was accepted.
    pub(super) visit: Option<Visit>,
    /// Values of the last visit by leaf name.
    pub(super) last: BTreeMap<String, String>,
    pub(super) differences: Vec<DifferenceRow>,
    pub(super) files: Vec<MediaRow>,
}

/// A submission to compare with.
pub(super) struct Visit {
    pub(super) form: Arc<Form>,
    pub(super) xml: String,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) sections: Vec<Section>,
    pub(super) differences: Vec<Differing>,
    pub(super) media: Vec<Evidence>,
    pub(super) places: Vec<GeoPlace>,
}

/// Label and answer of one node, for a remark.
#[derive(Debug)]
pub(super) struct Quoted {
    pub(super) label: String,
    pub(super) value: String,
}

fn open(form: Arc<Form>, lists: Arc<BTreeMap<String, Arc<List>>>, xml: &str, at: i64, edit: bool) -> problem::Answer<Session> {
    let env = Rc::new(ServerEnv::at(lists, at));
    Session::from_xml(form, env, xml, edit).map_err(|found| {
        let codes: Vec<&str> = found.iter().map(|d| d.code).collect();
        tracing::error!(?codes, "a stored submission does not open");
        problem::broken()
    })
}

/// The snapshot of a returned submission, opened for editing.
pub(crate) fn mend(form: Arc<Form>, lists: Arc<BTreeMap<String, Arc<List>>>, xml: &str) -> problem::Answer<Vec<u8>> {
    Ok(open(form, lists, xml, now_ms(), true)?.snapshot())
}

/// Everything the desk shows of the answers.
pub(super) fn read(book: &Book) -> problem::Answer<Pages> {
    let session = in_language(book, book.form.clone(), &book.xml)?;
    let mut now = walk(&session, book);
    if let Some(visit) = &book.visit {
        let before = in_language(book, visit.form.clone(), &visit.xml)?;
        let before = walk(&before, book);
        let changed = if is_english(book) { "different" } else { "与本次不同" };
        beside(&mut now.pages.sections, &now.traces, (&before.pages.sections, &before.traces), changed);
    }
    let mut pages = now.pages;
    pages.sections = with_content(pages.sections);
    pages.differences = book.differences.iter().map(|d| differing(&session, d)).collect();
    pages.media = book.files.iter().map(|f| evidence(f, &now.uploads)).collect();
    Ok(pages)
}

fn in_language(book: &Book, form: Arc<Form>, xml: &str) -> problem::Answer<Session> {
    let mut session = open(form, book.lists.clone(), xml, book.at, false)?;
    if session.apply(Edit::Language(book.language)).is_err() {
        tracing::warn!("the form does not have the language asked for");
    }
    Ok(session)
}

fn walk<'a>(session: &'a Session, book: &Book) -> Reader<'a> {
    let english = is_english(book);
    let mut reader =
        Reader { session, comma: if english { ", " } else { "、" }, pages: Pages::default(), uploads: BTreeMap::new(), traces: Traces::default() };
    reader.section(session.root(), book.form.title().to_owned(), 0);
    reader.results(book, english);
    reader
}

fn is_english(book: &Book) -> bool {
    book.form.languages().get(book.language).is_some_and(|l| l.contains("(en)"))
}

/// Sections that have an answer, or hold one that has.
fn with_content(sections: Vec<Section>) -> Vec<Section> {
    let mut kept: Vec<Section> = Vec::new();
    for section in sections.into_iter().rev() {
        // Going backwards: what stands right behind a section and deeper is inside it.
        // The form itself needs no heading of its own above its sections.
        if !section.answers.is_empty() || section.depth > 0 && kept.last().is_some_and(|inner| inner.depth > section.depth) {
            kept.push(section);
        }
    }
    kept.reverse();
    kept
}

/// Label and answer of the nodes that remarks point to; none for a path the submission does not have.
pub(super) fn quote(book: &Book, paths: &[String]) -> problem::Answer<Vec<Option<Quoted>>> {
    let session = open(book.form.clone(), book.lists.clone(), &book.xml, book.at, false)?;
    let one = |path: &String| {
        let view = session.view(session.find(path)?)?;
        let value = if matches!(view.body, Body::Question(_)) { answer(&session, &view, "、").display } else { String::new() };
        Some(Quoted { label: label_of(&view), value })
    };
    Ok(paths.iter().map(one).collect())
}

struct Reader<'a> {
    session: &'a Session,
    /// Between several choices.
    comma: &'static str,
    pages: Pages,
    /// File name → (label, path) of its question.
    uploads: BTreeMap<String, (String, String)>,
    traces: Traces,
}

impl Reader<'_> {
    /// A section for a group, an instance or the form, with everything in it.
    fn section(&mut self, node: NodeId, label: String, depth: u8) {
        let place = self.pages.sections.len();
        let instance = matches!(self.session.view(node).map(|v| v.body), Some(Body::Instance { .. }));
        self.pages.sections.push(Section { path: self.session.path(node), label, depth, instance, answers: Vec::new() });
        self.fill(node, place, depth);
    }

    fn fill(&mut self, node: NodeId, place: usize, depth: u8) {
        for child in self.session.children(node) {
            let Some(view) = self.session.view(child).filter(|v| v.relevant) else { continue };
            match view.body {
                Body::Group { .. } if view.label.as_ref().is_some_and(|l| !l.text.is_empty()) => {
                    self.section(child, label_of(&view), depth.saturating_add(1));
                }
                // A group without a title is no section of its own.
                Body::Group { .. } => self.fill(child, place, depth),
                Body::Repeat { .. } => self.instances(child, &label_of(&view), depth),
                Body::Instance { .. } | Body::Question(Control::Note | Control::Trigger) => {}
                Body::Question(control) => self.question(&view, control, place),
            }
        }
    }

    fn instances(&mut self, range: NodeId, label: &str, depth: u8) {
        for instance in self.session.children(range) {
            let Some(view) = self.session.view(instance).filter(|v| v.relevant) else { continue };
            if let Body::Instance { position, of } = view.body {
                let name = self.name_in(instance);
                self.traces.instance(self.session.path(instance), name.as_deref());
                let called = name.map(|name| format!(" · {name}")).unwrap_or_default();
                self.section(instance, format!("{label} {position} / {of}{called}"), depth.saturating_add(1));
            }
        }
    }

    /// The first name answered in an instance, not in those inside it.
    fn name_in(&self, node: NodeId) -> Option<String> {
        self.session.children(node).into_iter().find_map(|child| {
            let view = self.session.view(child).filter(|v| v.relevant)?;
            match view.body {
                Body::Group { .. } => self.name_in(child),
                Body::Question(_) if view.pii.as_deref() == Some("name") && !view.value.is_empty() => Some(view.value.to_string()),
                _ => None,
            }
        })
    }

    fn question(&mut self, view: &NodeView, control: Control, place: usize) {
        let told = answer(self.session, view, self.comma);
        self.traces.stored.insert(told.path.clone(), view.value.to_string());
        if let Control::Upload(_) = control
            && !view.value.is_empty()
        {
            self.uploads.insert(view.value.to_string(), (told.label.clone(), told.path.clone()));
        }
        if view.data_type == DataType::Geopoint
            && let Some((lat, lon, accuracy)) = show::geopoint(&view.value)
        {
            self.pages.places.push(GeoPlace { label: told.label.clone(), lat, lon, accuracy });
        }
        if let Some(section) = self.pages.sections.get_mut(place) {
            section.answers.push(told);
        }
    }

    /// Computed nodes have no place in the body of the form: a section of their own at the end.
    fn results(&mut self, book: &Book, english: bool) {
        let pick = |w: &Fact| if english { w.en.clone() } else { w.zh.clone() };
        let values = self.session.values();
        let last = |fact: &Fact| book.last.get(&fact.node).map(|v| show::figure(v, fact.decimals));
        let result = |fact: &Fact| {
            let (path, _, value) = values.iter().find(|(path, relevant, _)| *relevant && path.rsplit('/').next() == Some(fact.node.as_str()))?;
            Some(Answer {
                path: path.clone(),
                label: pick(fact),
                display: show::figure(value, fact.decimals),
                masked: false,
                computed: true,
                number: true,
                last: last(fact),
            })
        };
        let answers: Vec<Answer> = book.results.iter().filter_map(result).collect();
        let label = if english { "Computed" } else { "计算结果" }.to_owned();
        self.pages.sections.push(Section { path: String::new(), label, depth: 0, instance: false, answers });
    }
}

fn label_of(view: &NodeView) -> String {
    view.label.as_ref().map(|l| l.text.trim().to_owned()).filter(|l| !l.is_empty()).unwrap_or_else(|| view.name.to_string())
}

fn answer(session: &Session, view: &NodeView, comma: &str) -> Answer {
    let shown = display(session, view, comma);
    let masked = masked(view.pii.as_deref(), &shown);
    let number = masked.is_none() && matches!(view.data_type, DataType::Int | DataType::Decimal);
    Answer {
        path: session.path(view.id),
        label: label_of(view),
        masked: masked.is_some(),
        display: masked.unwrap_or(shown),
        computed: view.locked(),
        number,
        last: None,
    }
}

fn display(session: &Session, view: &NodeView, comma: &str) -> String {
    if view.value.is_empty() {
        return String::new();
    }
    match (view.body, view.data_type) {
        (Body::Question(Control::SelectOne | Control::SelectMultiple | Control::Rank), _) => {
            session.chosen(view.id).into_iter().map(|t| t.text).collect::<Vec<_>>().join(comma)
        }
        (_, DataType::Decimal) => show::number(&view.value),
        // Years and small counts read better without a comma.
        (_, DataType::Int) if view.value.len() > 4 => show::number(&view.value),
        (_, DataType::DateTime) => show::moment(&view.value),
        (_, DataType::Geopoint) => show::geopoint(&view.value).map_or_else(|| view.value.to_string(), |(lat, lon, _)| format!("{lat}, {lon}")),
        _ => view.value.to_string(),
    }
}

/// The masked text of a personal answer; none for others.
fn masked(pii: Option<&str>, text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    match pii? {
        "id" => Some(mask::identity(text)),
        "phone" => Some(mask::phone(text)),
        "bank" => Some(mask::account(text)),
        "health" => Some(mask::hidden(text)),
        _ => None,
    }
}

fn differing(session: &Session, d: &DifferenceRow) -> Differing {
    let view = session.find(&d.path).and_then(|n| session.view(n));
    let pii = view.as_ref().and_then(|v| v.pii.clone());
    let shown = |text: &str| masked(pii.as_deref(), text).unwrap_or_else(|| text.to_owned());
    let name = d.path.rsplit('/').next().unwrap_or_default().to_owned();
    Differing { path: d.path.clone(), label: view.map_or(name, |v| label_of(&v)), sent: shown(&d.sent), computed: shown(&d.computed) }
}

fn evidence(file: &MediaRow, uploads: &BTreeMap<String, (String, String)>) -> Evidence {
    let (label, path) = uploads.get(&file.name).cloned().unwrap_or_else(|| (file.name.clone(), String::new()));
    Evidence { info: info(file), label, path, here: file.here == 1 }
}

/// A stored file on the wire.
pub(crate) fn info(file: &MediaRow) -> MediaInfo {
    MediaInfo { name: file.name.clone(), sha256: file.sha256.clone(), size: u64::try_from(file.size).unwrap_or(0), kind: file.kind.clone() }
}

/// What happened, in words.
pub(super) fn happening(what: &str) -> Words {
    let (zh, en) = match what {
        "received" => ("提交，服务器已收到", "Sent, received by the server"),
        "mended" => ("更正后重新提交", "Corrected and sent again"),
        "replaced" => ("已有更正的版本", "Replaced by a corrected version"),
        "returned" => ("退回更正", "Returned for correction"),
        "accepted" => ("审核通过", "Accepted"),
        "rival" => ("同一编号收到不同内容，已另存", "Other content came under the same id, kept beside"),
        "media" => ("附件收齐", "All files arrived"),
        other => (other, other),
    };
    problem::words(zh, en)
}
