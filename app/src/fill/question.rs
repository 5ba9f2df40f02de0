//! One question in the page, and the page of questions.

use std::rc::Rc;

use forms::engine::{Body, Control};
use forms::{Edit, NodeId, NodeView};
use leptos::prelude::*;

use super::filler::Filler;
use super::screen::read_aloud;
use super::{gate, naming, panels};
use crate::controls::{Asked, Files, Given, control};
use crate::words::{Lang, use_lang};

/// Id of the heading that takes the focus after a page change.
pub(super) const HEADING: &str = "page-heading";

/// Makes the handles of a question; none if the node is gone.
fn ask(filler: Filler, node: NodeId) -> Option<Asked> {
    let (view, choices) = filler.mount(node)?;
    let core = filler.core();
    let (path, form) = filler.read(|s| (s.path(node), s.form().id().to_owned()));
    let name = view.with_untracked(|v| v.name.clone());
    let remarks = core.setup.remarks.iter().filter(|r| r.path.as_deref().is_some_and(|p| same_path(p, &path))).cloned().collect();
    let gate = panels::gate(&form).filter(|g| *g.question == *name);
    let given = Given {
        last: (core.hooks.last)(&path),
        remarks,
        files: files(filler, node),
        aloud: (core.setup.call.is_some() && !is_note(&view.get_untracked())).then(|| aloud(use_lang())),
        closed: gate.map(|g| gate::closed(filler, g, use_lang())),
        path,
    };
    Some(Asked {
        view,
        choices,
        set: UnsyncCallback::new(move |text: String| {
            // An answer given back unchanged (leaving a field) is no edit.
            if view.with_untracked(|v| *v.value != *text) {
                filler.apply(Edit::Set { node, text });
            }
        }),
        typing: RwSignal::new(false),
        checked: filler.checked,
        read_only: core.setup.read_only,
        given: StoredValue::new_local(given),
    })
}

fn is_note(view: &NodeView) -> bool {
    view.body == Body::Question(Control::Note)
}

/// Reads the page in the language in use.
fn aloud(lang: RwSignal<Lang>) -> Rc<dyn Fn()> {
    Rc::new(move || read_aloud(lang.get_untracked()))
}

/// How files of a question come and go; what they do outlives the page.
fn files(filler: Filler, node: NodeId) -> Files {
    let core = filler.core();
    let (put, url, work) = (core.hooks.put_media.clone(), core.hooks.media_url.clone(), core.work.clone());
    Files {
        put,
        url,
        flush: Rc::new(move || filler.save_now()),
        answer: Rc::new(move |text| {
            filler.apply_in(&core, Edit::Set { node, text });
        }),
        work: Rc::new(move |task| work.run(task)),
        before: Rc::new(move |wrap| filler.before_turning(wrap)),
    }
}

/// `/data/member[1]/x` and `/data/member/x` are the same place for a remark.
fn same_path(a: &str, b: &str) -> bool {
    a == b || (a.replace("[1]", "") == b.replace("[1]", ""))
}

/// A question that comes and goes with its relevance.
fn question(filler: Filler, node: NodeId) -> Option<AnyView> {
    let asked = ask(filler, node)?;
    let form = filler.read(|s| s.form().id().to_owned());
    let name = asked.view.with_untracked(|v| v.name.clone());
    let gate = panels::gate(&form);
    if gate.is_some_and(|g| g.instead_of.contains(&&*name)) {
        return None;
    }
    let gate = gate.filter(|g| *g.question == *name);
    let relevant = Memo::new(move |_| asked.view.with(|v| v.relevant));
    let body = move || relevant.get().then(|| view! { {gate.map(|g| gate::panel(filler, g))}{control(asked)} });
    Some(view! { {body} }.into_any())
}

/// Label of the group a question stands in, if it is not the page's own: a heading between questions.
fn heading_of(filler: Filler, node: NodeId, page: NodeId) -> Option<(NodeId, AnyView)> {
    let group = filler.read(|s| s.parent(node)).filter(|g| *g != page)?;
    let (view, _) = filler.mount(group)?;
    let label = move || {
        let (text, relevant) = view.with(|v| (v.label.clone().unwrap_or_default().text, v.relevant));
        (relevant && !text.is_empty()).then(|| view! { <h2 class="group">{text}</h2> })
    };
    Some((group, view! { {label} }.into_any()))
}

/// The content of a page of questions.
pub(super) fn questions(filler: Filler, group: NodeId, nodes: &[NodeId]) -> AnyView {
    let head = Memo::new(move |_| {
        filler.changed.track();
        filler.read(|s| naming::head(s, group))
    });
    let mut before = group;
    let mut rows: Vec<AnyView> = Vec::new();
    for node in nodes {
        if let Some((inner, heading)) = heading_of(filler, *node, group)
            && inner != before
        {
            rows.push(heading);
            before = inner;
        }
        rows.extend(question(filler, *node));
    }
    let above = move || {
        let naming::Head { above, range, .. } = head.get();
        (!above.is_empty()).then(|| match range {
            Some(range) => view! { <button type="button" class="small above link" on:click=move |_| filler.go_to(range)>{above}</button> }.into_any(),
            None => view! { <p class="small dim above">{above}</p> }.into_any(),
        })
    };
    let title = move || {
        let title = head.with(|h| h.title.clone());
        if title.is_empty() { filler.core().setup.title.get() } else { title }
    };
    view! { <div class="page-head">{above}<h1 id=HEADING tabindex="-1">{title}</h1></div>{rows} }.into_any()
}

/// Id in the page of what shows a node: its input, or its frame.
pub(super) fn dom_id(node: NodeId) -> String {
    format!("q{}-{}", node.frame, node.node)
}
