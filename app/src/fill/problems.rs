//! Before finishing: the figure with its sum, what stops sending, what only warns.

use std::collections::BTreeMap;

use forms::engine::{Body, Control};
use forms::{NodeId, Problem, Session};
use leptos::prelude::*;

use super::figures::{Values, sum_card};
use super::filler::Filler;
use super::naming;
use super::panels;
use super::question::HEADING;
use crate::controls::words_of_problem;
use crate::ui::icon::{self, icon};
use crate::ui::{self, Tone};
use crate::words::{self, Lang, fill, say, use_lang};

/// More problems than these are grouped by their part.
const GROUP_FROM: usize = 20;

/// One line of a list.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Issue {
    /// Where to go.
    pub(super) node: NodeId,
    /// Part or instance it stands in.
    place: String,
    /// Label.
    label: String,
    /// What is wrong.
    why: String,
}

/// What stops sending, in form order.
pub(super) fn stopping(session: &Session, lang: Lang) -> Vec<Issue> {
    session.validate().iter().filter_map(|p| issue(session, lang, p)).collect()
}

fn issue(session: &Session, lang: Lang, problem: &Problem) -> Option<Issue> {
    let view = session.view(problem.node)?;
    let why = words_of_problem(lang, &view, problem);
    Some(Issue { node: problem.node, place: place(session, problem.node), label: view.title().to_owned(), why })
}

/// `家庭成员·测试乙`, or the part's label.
fn place(session: &Session, node: NodeId) -> String {
    let mut at = session.parent(node);
    let mut top = String::new();
    while let Some(here) = at {
        at = session.parent(here);
        if let Some(Body::Instance { position, .. }) = session.view(here).map(|v| v.body) {
            let series = at.and_then(|r| naming::label(session, r)).unwrap_or_default();
            let name = naming::name(session, here).title;
            return if name.is_empty() { format!("{series} {position}") } else { format!("{series}·{name}") };
        }
        if at.is_some()
            && let Some(label) = naming::label(session, here)
        {
            // A wrapper around parts says nothing.
            if top.is_empty() || naming::numbered(&top).0.is_empty() {
                top = label;
            }
        }
    }
    top
}

/// Relevant notes that the tables call warnings.
fn warning(session: &Session) -> Vec<Issue> {
    let form = session.form().id();
    let mut out = Vec::new();
    let mut todo: Vec<NodeId> = session.children(session.root()).into_iter().rev().collect();
    while let Some(node) = todo.pop() {
        let Some(view) = session.view(node).filter(|v| v.relevant) else { continue };
        match view.body {
            Body::Question(Control::Note) if panels::warns(form, &view.name) => {
                let text = view.label.map(|l| l.text).unwrap_or_default();
                out.push(Issue { node, place: place(session, node), label: text, why: String::new() });
            }
            Body::Question(_) => {}
            _ => todo.extend(session.children(node).into_iter().rev()),
        }
    }
    out
}

/// The content of the page.
pub(super) fn problems(filler: Filler, failed: RwSignal<Option<String>>) -> AnyView {
    let lang = use_lang();
    let draw = move || {
        filler.structure.track();
        let lang = lang.get();
        let (issues, warnings, values, form) = filler.read(|s| (stopping(s, lang), warning(s), Values::of(s), s.form().id().to_owned()));
        let sum = panels::figure(&form).and_then(|f| sum_card(&values, f));
        let title =
            if issues.is_empty() { say(words::fill::ALL_GOOD).to_owned() } else { fill(words::fill::TO_CHANGE, &[&issues.len().to_string()]) };
        let list =
            if issues.is_empty() { ui::note(Tone::Ok, icon::CHECK, say(words::fill::ALL_GOOD_LINE).into_any()) } else { lists(filler, issues) };
        let warned = (!warnings.is_empty()).then(|| {
            let head = fill(words::fill::TO_LOOK_AT, &[&warnings.len().to_string()]);
            view! { <div class="head"><h2>{head}</h2></div><div class="card">{warnings.into_iter().map(|i| row(filler, i, false)).collect_view()}</div> }
        });
        view! {
            {sum}
            <div class="head"><h2 id=HEADING tabindex="-1">{title}</h2></div>
            {list}
            {warned}
            {failed.get().map(|why| ui::note(Tone::Bad, icon::ALERT, why.into_any()))}
        }
    };
    view! { {draw} }.into_any()
}

fn lists(filler: Filler, issues: Vec<Issue>) -> AnyView {
    if issues.len() <= GROUP_FROM {
        return view! { <div class="card">{issues.into_iter().map(|i| row(filler, i, true)).collect_view()}</div> }.into_any();
    }
    let mut order: Vec<String> = Vec::new();
    let mut groups: BTreeMap<String, Vec<Issue>> = BTreeMap::new();
    for issue in issues {
        if !groups.contains_key(&issue.place) {
            order.push(issue.place.clone());
        }
        groups.entry(issue.place.clone()).or_default().push(issue);
    }
    let group = |place: String| {
        let rows = groups.remove(&place).unwrap_or_default().into_iter().map(|i| row(filler, i, true)).collect_view();
        view! { <details class="card group-issues" open=true><summary><b>{place}</b></summary>{rows}</details> }
    };
    order.into_iter().map(group).collect_view().into_any()
}

fn row(filler: Filler, issue: Issue, stops: bool) -> AnyView {
    let Issue { node, place, label, why } = issue;
    let word = if stops { words::fill::GO_CHANGE } else { words::fill::GO_LOOK };
    view! {
        <div class="issue">
            <div><p class="small dim">{place}</p><b class:warned=!stops>{label}</b>{(!why.is_empty()).then(|| view! { <p class="small why">{why}</p> })}</div>
            <button type="button" class="quiet-link" data-act="fix" on:click=move |_| filler.go_to(node)>{say(word)}{icon(icon::NEXT)}</button>
        </div>
    }
    .into_any()
}
