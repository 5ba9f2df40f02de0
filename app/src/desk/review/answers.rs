//! The answers, section by section, beside those of the last visit; the table of contents with its marks.

use std::collections::BTreeSet;

use api::{Answer, Detail, Differing};
use leptos::prelude::*;

use super::remarks::{RemarkLine, Said};
use super::{Review, decide};
use crate::desk::format::{self, Change};
use crate::platform::view;
use crate::ui::icon::{self, icon};
use crate::words::{self, desk as w, say};

/// One answer with what stands out at it.
#[derive(Clone)]
struct Line {
    answer: Answer,
    change: Option<Change>,
    differing: Option<Differing>,
    /// A remark of before hangs on it.
    remarked: bool,
}

impl Line {
    fn of(answer: Answer, detail: &Detail) -> Self {
        let change = answer.last.as_deref().map(|last| format::change(&answer.display, last));
        let differing = detail.differences.iter().find(|differing| differing.path == answer.path).cloned();
        let remarked = detail.remarks.iter().any(|remark| remark.path.as_ref() == Some(&answer.path));
        Self { answer, change, differing, remarked }
    }

    /// Worth a look: remarked on, computed differently, another choice, or moved by much.
    fn is_marked(&self) -> bool {
        self.remarked || self.differing.is_some() || matches!(self.change, Some(Change::Other | Change::By { strong: true, .. }))
    }
}

/// A section with its lines.
#[derive(Clone)]
struct Part {
    label: String,
    depth: u8,
    /// An instance of a repeat.
    instance: bool,
    lines: Vec<Line>,
    /// Marks of its own and of the sections inside it: its heading stands as long as one of them does.
    within: usize,
}

impl Part {
    fn marks(&self) -> usize {
        self.lines.iter().filter(|line| line.is_marked()).count()
    }
}

fn parts(detail: &Detail) -> Vec<Part> {
    let part = |section: &api::Section| Part {
        label: section.label.clone(),
        depth: section.depth,
        instance: section.instance,
        lines: section.answers.iter().map(|answer| Line::of(answer.clone(), detail)).collect(),
        within: 0,
    };
    let mut parts: Vec<Part> = detail.sections.iter().map(part).collect();
    let within = |at: usize, all: &[Part]| {
        let inside = all.iter().skip(at + 1).take_while(|part| all.get(at).is_some_and(|outer| part.depth > outer.depth));
        all.get(at).map_or(0, Part::marks) + inside.map(Part::marks).sum::<usize>()
    };
    let counted: Vec<usize> = (0..parts.len()).map(|at| within(at, &parts)).collect();
    for (part, count) in parts.iter_mut().zip(counted) {
        part.within = count;
    }
    parts
}

/// Contents and table.
#[component]
pub(super) fn Answers(detail: StoredValue<Detail>) -> impl IntoView {
    let review = expect_context::<Review>();
    let parts = detail.with_value(parts);
    let marked: usize = parts.iter().map(Part::marks).sum();
    let all: usize = parts.iter().map(|part| part.lines.len()).sum();
    let with_last = parts.iter().flat_map(|part| &part.lines).filter(|line| line.change.is_some()).count();
    let compared = with_last > 0;
    // Where most answers stand beside those of a last visit, the changes are what to look at; else the form is read whole.
    let only_marked = RwSignal::new(marked > 0 && with_last * 2 > all);
    let open = Memo::new(move |_| review.open_paths());
    let whole: Vec<_> = detail.with_value(|d| d.remarks.iter().filter(|remark| remark.path.is_none()).cloned().collect());
    let choose = move |only: bool, word, count: usize| {
        view! { <button type="button" aria-pressed=move || (only_marked.get() == only).to_string() on:click=move |_| only_marked.set(only)>{move || say(word)} " " {count}</button> }
    };
    let toc = contents(&parts);
    view! {
        <nav class="panel toc" aria-label=move || say(w::CONTENTS)>
            {toc.into_iter().map(|line| view! { <TocLine line/> }).collect_view()}
        </nav>
        <section class="panel">
            <header>
                <h2>{move || say(if compared { w::ANSWERS_COMPARED } else { w::ANSWERS })}</h2>
                <span class="seg" role="group" aria-label=move || say(w::WHICH_ROWS)>{choose(true, w::MARKED, marked)} {choose(false, w::ALL, all)}</span>
                <span class="end">
                    <span class="wide">{move || say(if compared { w::MARKED_MEANS } else { w::FIRST_SURVEY })}</span>
                    {decide::is_open(review).then(|| view! { <button type="button" class="button s" on:click=move |_| review.open_remark(None)>{icon(icon::TALK)}{move || say(w::REMARK_WHOLE)}</button> })}
                </span>
            </header>
            <div class="whole">
                {whole.into_iter().map(|remark| view! { <Said remark/> }).collect_view()}
                {move || open.with(|open| open.contains(&None)).then(|| view! { <div class="remark"><RemarkLine path=None/></div> })}
            </div>
            {move || (only_marked.get() && marked == 0).then(|| view! { <p class="nothing">{say(w::NOTHING_MARKED)}</p> })}
            <table class="t tight diff" class:first=!compared>
                <thead><tr>
                    <th class="q">{move || say(w::QUESTION)}</th><th>{move || say(w::NOW)}</th>
                    <th>{move || say(if compared { w::LAST } else { w::FIRST_SHORT })}</th><th>{move || say(w::DIFFERENCE)}</th>
                </tr></thead>
                <tbody>{parts.into_iter().enumerate().map(|(index, part)| view! { <PartRows index part detail open only_marked/> }).collect_view()}</tbody>
            </table>
        </section>
    }
}

/// A line of the contents: a top section or a member, with the marks of everything inside it.
struct TocEntry {
    index: usize,
    label: String,
    inner: bool,
    marks: usize,
    bad: bool,
}

/// Sections of the form and instances of its repeats; what lies deeper counts for the line above it.
fn contents(parts: &[Part]) -> Vec<TocEntry> {
    // A form that keeps nearly everything in one group is listed by the groups of that one.
    let holds_most = parts.iter().enumerate().any(|(at, part)| {
        let inside = parts.iter().skip(at + 1).take_while(|inner| inner.depth > 1).count();
        part.depth == 1 && !part.instance && inside * 2 > parts.len()
    });
    let deepest = if holds_most { 2 } else { 1 };
    let mut lines: Vec<TocEntry> = Vec::new();
    // Depth of the outermost instance around.
    let mut member: Option<u8> = None;
    for (index, part) in parts.iter().enumerate() {
        member = member.filter(|depth| part.depth > *depth);
        if part.instance || member.is_none() && part.depth <= deepest {
            lines.push(TocEntry { index, label: part.label.clone(), inner: part.depth > 1, marks: 0, bad: false });
        }
        if part.instance {
            member = member.or(Some(part.depth));
        }
        if let Some(line) = lines.last_mut() {
            line.marks += part.marks();
            line.bad |= part.lines.iter().any(|line| line.differing.is_some());
        }
    }
    lines
}

#[component]
fn TocLine(line: TocEntry) -> impl IntoView {
    let TocEntry { index, label, inner, marks, bad } = line;
    view! {
        <button type="button" class:inner=inner on:click=move |_| { view::reveal(&section_id(index), true); view::focus(&section_id(index)); }>
            <span class="name">{label}</span>
            {(marks > 0).then(|| view! { <span class=if bad { "chip bad" } else { "chip warn" }>{icon(if bad { icon::CALC } else { icon::DELTA })}{marks}</span> })}
        </button>
    }
}

fn section_id(index: usize) -> String {
    format!("section-{index}")
}

/// Id of a row, so that flags can point to it.
pub(super) fn answer_id(path: &str) -> String {
    format!("at-{}", path.replace(|c: char| !(c.is_ascii_alphanumeric() || c == '_'), "-"))
}

type Open = Memo<BTreeSet<Option<String>>>;

/// A section's heading row and its answers.
#[component]
fn PartRows(index: usize, part: Part, detail: StoredValue<Detail>, open: Open, only_marked: RwSignal<bool>) -> impl IntoView {
    let marks = part.within;
    let computed = part.lines.iter().any(|line| line.answer.computed);
    let differing = part.lines.iter().filter(|line| line.differing.is_some()).count();
    let paths: Vec<_> = part.lines.iter().map(|line| Some(line.answer.path.clone())).collect();
    // A section without a mark stays when a remark is being written in it.
    let hidden = move || only_marked.get() && marks == 0 && !open.with(|open| paths.iter().any(|path| open.contains(path)));
    view! {
        <tr class="group" class:outer={part.depth <= 1 || part.instance} id=section_id(index) tabindex="-1" hidden=hidden>
            <td colspan="4"><span class="row-flex">{part.label}
                {computed.then(|| if differing == 0 {
                    view! { <span class="same">{icon(icon::CHECK)}{move || say(w::SERVER_AGREES)}</span> }.into_any()
                } else {
                    view! { <span class="wrong">{icon(icon::CALC)}{move || words::fill(w::SERVER_DIFFERS_N, &[&differing.to_string()])}</span> }.into_any()
                })}
            </span></td>
        </tr>
        {part.lines.into_iter().map(|line| view! { <AnswerRow line detail open only_marked/> }).collect_view()}
    }
}

#[component]
fn AnswerRow(line: Line, detail: StoredValue<Detail>, open: Open, only_marked: RwSignal<bool>) -> impl IntoView {
    let review = expect_context::<Review>();
    let marked = line.is_marked();
    let Line { answer, change, differing, .. } = line;
    let path = Some(answer.path.clone());
    let key = path.clone();
    let is_open = Memo::new(move |_| open.with(|open| open.contains(&key)));
    let said: Vec<_> = detail.with_value(|d| d.remarks.iter().filter(|remark| remark.path == path).cloned().collect());
    let (to_open, to_write) = (path.clone(), path);
    // Shown as the server wrote it: whether a number gets commas (an amount) or not (a year) is known there.
    let (shown, last) = (answer.display.clone(), answer.last.clone());
    let differs = differing.is_some();
    let label = answer.label.clone();
    view! {
        <tr id=answer_id(&answer.path) class:changed=marked class:differs=differs class:computed=answer.computed hidden=move || only_marked.get() && !marked && !is_open.get()>
            <td class="q">{answer.label.clone()}</td>
            <td class="new" class:n=answer.number>{shown}{answer.masked.then(|| view! { <span class="masked">{icon(icon::LOCK)}<span class="unseen">{move || say(w::MASKED)}</span></span> })}</td>
            <td class="old" class:n=answer.number>{last.unwrap_or_else(|| "—".to_owned())}</td>
            <td class="marks"><span class="row-flex">
                {differing.map(|differing| view! { <Differs differing/> })}
                {change.and_then(change_mark)}
                {decide::is_open(review).then(|| view! {
                    <button type="button" class="remark-open" title=move || say(w::REMARK_HERE) aria-label=move || words::fill(w::REMARK_ON, &[&label])
                        aria-expanded=move || is_open.get().to_string() on:click=move |_| review.open_remark(to_open.clone())>{icon(icon::TALK)}</button>
                })}
            </span></td>
        </tr>
        {said.into_iter().map(|remark| view! { <tr class="remark"><td colspan="4"><Said remark/></td></tr> }).collect_view()}
        {move || is_open.get().then(|| view! { <tr class="remark"><td colspan="4"><RemarkLine path=to_write.clone()/></td></tr> })}
    }
}

/// What the server computed instead.
#[component]
fn Differs(differing: Differing) -> impl IntoView {
    let computed = format::grouped(&differing.computed);
    view! { <span class="mark wrong">{icon(icon::CALC)}{move || words::fill(w::SERVER_HAS, &[if computed.is_empty() { "—" } else { &computed }])}</span> }
}

/// How it moved since the last visit.
fn change_mark(change: Change) -> Option<AnyView> {
    match change {
        Change::Same => None,
        Change::By { text, strong: true } => Some(view! { <span class="mark">{icon(icon::DELTA)}{text}</span> }.into_any()),
        Change::By { text, strong: false } => Some(view! { <span class="sub">{text}</span> }.into_any()),
        Change::Other => Some(view! { <span class="mark">{icon(icon::DELTA)}{move || say(w::CHANGED)}</span> }.into_any()),
    }
}
