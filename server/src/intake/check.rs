//! A submission's XML through the engine again: what it says of itself, what does not hold, what the server computes otherwise.
//!
//! Runs on a thread of its own (a `Session` is not `Send`); gives plain data back. Invariant: nothing computed by the phone is believed.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use api::{Flag, PlaceProblem, Words};
use forms::engine::{Difference, ProblemKind};
use forms::{Diagnostic, Edit, Form, List, NodeId, Problem, Session};
use programme::{Fact, FormMeta};
use roxmltree::{Document, ParsingOptions};

use crate::clock::ServerEnv;
use crate::limits::{CLOCK_SKEW_MS, NEAR_LINE_PERCENT, XML_NODES};
use crate::problem::{self, Answer, words};
use crate::show;

/// What the XML says of itself before any form is known.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) form: String,
    pub(super) version: String,
    pub(super) instance_id: String,
    pub(super) deprecated: Option<String>,
    /// When it was finished, by the phone.
    pub(super) ended: Option<String>,
}

/// What the engine found.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) media: Vec<String>,
    /// First relevant value by leaf name.
    pub(crate) values: BTreeMap<String, String>,
    pub(crate) differences: Vec<Difference>,
}

/// Reads id, version, instanceID and deprecatedID; DTDs are refused, nodes are limited.
pub(super) fn head(xml: &str) -> Answer<Head> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: XML_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(xml, options).map_err(|e| problem::xml_broken(&e.pos().to_string()))?;
    let root = document.root_element();
    let meta = root.children().find(|n| n.tag_name().name() == "meta");
    let of_meta = |name: &str| {
        let node = meta.and_then(|m| m.children().find(|n| n.tag_name().name() == name));
        node.and_then(|n| n.text()).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
    };
    Ok(Head {
        form: root.attribute("id").unwrap_or_default().to_owned(),
        version: root.attribute("version").unwrap_or_default().to_owned(),
        instance_id: of_meta("instanceID").ok_or_else(problem::instance_mismatch)?,
        deprecated: of_meta("deprecatedID"),
        ended: root.children().find(|n| n.tag_name().name() == "end").and_then(|n| n.text()).map(|t| t.trim().to_owned()),
    })
}

/// Runs the submission through the engine, by the clock of that moment.
pub(super) fn recheck(form: Arc<Form>, lists: Arc<BTreeMap<String, Arc<List>>>, xml: &str, at: i64) -> Answer<Checked> {
    let env = Rc::new(ServerEnv::at(lists, at));
    let mut found = Session::recheck(form, env, xml).map_err(|d| problem::does_not_hold(d.iter().map(of_diagnostic).collect()))?;
    if !found.problems.is_empty() {
        return Err(problem::does_not_hold(places(&mut found.session, &found.problems)));
    }
    let submission = found.session.submission();
    let mut values = BTreeMap::new();
    for (path, _, value) in found.session.values().iter().filter(|(_, relevant, value)| *relevant && !value.is_empty()) {
        values.entry(leaf(path).to_owned()).or_insert_with(|| value.to_string());
    }
    Ok(Checked { name: submission.instance_name, media: submission.media, values, differences: found.differences })
}

/// The name behind the last slash, without position.
fn leaf(path: &str) -> &str {
    let last = path.rsplit('/').next().unwrap_or_default();
    last.split('[').next().unwrap_or_default()
}

/// Index of the form's language with that code; its first where it has none.
fn language_of(form: &Form, code: &str) -> usize {
    let mark = format!("({code})");
    form.languages().iter().position(|l| l.contains(&mark) || l == code).unwrap_or(0)
}

fn of_diagnostic(d: &Diagnostic) -> PlaceProblem {
    let words = words(
        format!("表里有服务器不认识的内容，请更新应用再提交（{}）", d.code),
        format!("The form holds what the server does not know. Update the app, then submit ({})", d.message),
    );
    PlaceProblem { path: d.place.path.clone(), code: d.code.to_owned(), message: d.message.clone(), words }
}

fn places(session: &mut Session, problems: &[Problem]) -> Vec<PlaceProblem> {
    let zh = messages(session, "zh");
    let en = messages(session, "en");
    let told = |p: &Problem| {
        let own = kind_words(p.kind);
        let said = |m: &BTreeMap<NodeId, String>| m.get(&p.node).cloned();
        let words = Words { zh: said(&zh).unwrap_or(own.zh), en: said(&en).unwrap_or(own.en) };
        let message = p.message.clone().unwrap_or_else(|| words.zh.clone());
        PlaceProblem { path: session.path(p.node), code: kind_code(p.kind).to_owned(), message, words }
    };
    problems.iter().map(told).collect()
}

/// The form's own messages in one language.
fn messages(session: &mut Session, code: &str) -> BTreeMap<NodeId, String> {
    let index = language_of(session.form(), code);
    if session.apply(Edit::Language(index)).is_err() {
        return BTreeMap::new();
    }
    session.validate().into_iter().filter_map(|p| Some((p.node, p.message?))).collect()
}

fn kind_code(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Required => "required",
        ProblemKind::Constraint => "constraint",
        ProblemKind::Type => "type",
        ProblemKind::Choice => "choice",
        ProblemKind::Expression => "expression",
    }
}

fn kind_words(kind: ProblemKind) -> Words {
    match kind {
        ProblemKind::Required => words("这一题必须填", "This answer is needed"),
        ProblemKind::Constraint => words("这个答案不符合要求，请核对", "This answer does not hold. Check it"),
        ProblemKind::Type => words("这个答案的格式不对，请重填", "This answer has the wrong form. Fill it in again"),
        ProblemKind::Choice => words("这个答案不在选项里，请重选", "This answer is not among the choices. Choose again"),
        ProblemKind::Expression => words("这一题算不出来，请联系管理员", "This cannot be computed. Tell the administrator"),
    }
}

/// Figures for lists.
pub(super) fn facts(meta: &FormMeta, checked: &Checked) -> Vec<(Words, String)> {
    let told = |f: &Fact| Some((words(f.zh.clone(), f.en.clone()), show::figure(checked.values.get(&f.node)?, f.decimals)));
    meta.facts.iter().filter_map(told).collect()
}

/// Quality flags that follow from the submission itself.
pub(super) fn flags(meta: &FormMeta, checked: &Checked, skew_ms: i64) -> Vec<Flag> {
    let mut flags = Vec::new();
    let n = checked.differences.len();
    if n > 0 {
        flags.push(flag("differs", format!("服务器复算有 {n} 处不同"), format!("The server computed {n} values differently")));
    }
    if skew_ms.abs() > CLOCK_SKEW_MS {
        let minutes = skew_ms.abs() / 60_000;
        flags.push(flag("clock", format!("手机时间差 {minutes} 分钟"), format!("Phone clock is off by {minutes} minutes")));
    }
    let figure = |node: &str| checked.values.get(node).and_then(|v| v.parse::<f64>().ok());
    if let Some((value, line)) = meta.line.as_ref().and_then(|l| Some((figure(&l.value)?, figure(&l.line)?)))
        && value >= line
        && value <= line * (1.0 + NEAR_LINE_PERCENT / 100.0)
    {
        let over = show::number(&format!("{:.2}", value - line));
        flags.push(flag("near-line", format!("只比标准高 {over} 元"), format!("Only {over} yuan above the line")));
    }
    flags
}

fn flag(code: &str, zh: String, en: String) -> Flag {
    Flag { code: code.to_owned(), words: Words { zh, en } }
}
