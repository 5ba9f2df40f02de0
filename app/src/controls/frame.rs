//! The frame every question stands in: label, 必答, hint, last time's value, the reviewer's remark, the control, what is wrong; and the ids
//! that tie them together for readers. Not generic on purpose: it is compiled once.

use forms::engine::{Body, Control, MediaKind, ProblemKind};
use forms::{NodeView, Problem};
use leptos::prelude::*;

use super::{Asked, rich};
use crate::platform::voice::can_speak;
use crate::ui::look::lang_attribute;
use crate::ui::{self, icon};
use crate::words::{self, Lang, Word, fill, say, t, use_lang};

/// Whether the label belongs to one input or to a set of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// `<label for>`.
    One,
    /// `<fieldset>` and `<legend>`.
    Set,
}

/// What is wrong with an answer, in words: the form's own, else ours by kind and control.
pub fn words_of_problem(lang: Lang, view: &NodeView, problem: &Problem) -> String {
    if let Some(message) = problem.message.as_deref().filter(|m| !m.is_empty()) {
        return message.to_owned();
    }
    let signature = view.appearance.iter().any(|a| &**a == "signature");
    let word = if signature && problem.kind == ProblemKind::Required { words::fill::NEED_SIGN } else { word_of(view.body, view.asked, problem.kind) };
    t(lang, word).to_owned()
}

fn word_of(body: Body, asked: bool, kind: ProblemKind) -> Word {
    let control = if let Body::Question(control) = body { control } else { Control::Input };
    match (kind, control) {
        (ProblemKind::Required, _) if !asked => words::fill::NEED_COMPUTED,
        (ProblemKind::Required, Control::Upload(MediaKind::Image)) => words::fill::NEED_PICTURE,
        (ProblemKind::Required, Control::Upload(_)) => words::fill::NEED_FILE,
        (ProblemKind::Required, Control::SelectOne | Control::SelectMultiple) => words::fill::NEED_CHOICE,
        (ProblemKind::Required, _) => words::fill::NEED_ANSWER,
        (ProblemKind::Type, _) => words::fill::WRONG_TYPE,
        (ProblemKind::Choice, _) => words::fill::WRONG_CHOICE,
        (ProblemKind::Constraint, _) => words::fill::WRONG_ANSWER,
        (ProblemKind::Expression, _) => words::fill::WRONG_FORM,
    }
}

/// What the question says is wrong now; none while typing.
fn trouble(asked: Asked) -> Option<String> {
    if !asked.wrong() {
        return None;
    }
    let lang = use_lang().get();
    asked.view.with(|v| {
        let blank = || Problem { node: v.id, kind: ProblemKind::Required, message: None };
        Some(words_of_problem(lang, v, &v.problem.clone().unwrap_or_else(blank)))
    })
}

/// 必答, 可多选: beside the label, in small letters.
fn tag(asked: Asked) -> String {
    let (required, many, label) = asked.view.with(|v| {
        let label = v.label.as_ref().map(|l| l.text.clone()).unwrap_or_default();
        (v.required, v.body == Body::Question(Control::SelectMultiple), label)
    });
    let many = many && !label.contains("多选");
    let must = if required { say(words::fill::MUST) } else { "" };
    let several = if many { say(words::fill::SEVERAL) } else { "" };
    let comma = if required && many { say(words::fill::COMMA) } else { "" };
    format!("{must}{comma}{several}")
}

fn last_line(asked: Asked) -> Option<String> {
    let last = asked.given.with_value(|g| g.last.clone())?;
    let shown = asked.choices.with(|choices| {
        if choices.is_empty() {
            return super::with_commas(&last.value);
        }
        let label = |value: &str| choices.iter().find(|c| &*c.value == value).map_or_else(|| value.to_owned(), |c| c.label.text.clone());
        last.value.split_whitespace().map(label).collect::<Vec<_>>().join(say(words::fill::LIST_COMMA))
    });
    Some(if last.when.is_empty() { fill(words::fill::LAST, &[&shown]) } else { fill(words::fill::LAST_WHEN, &[&last.when, &shown]) })
}

fn label_line(asked: Asked) -> AnyView {
    let label = asked.view.with(|v| v.label.as_ref().map(|l| l.text.clone()).unwrap_or_default());
    let tag = tag(asked);
    view! { {rich(&label)}{(!tag.is_empty()).then(|| view! { " "<span class="small dim tag">{tag}</span> })} }.into_any()
}

fn hints(asked: Asked) -> AnyView {
    let id = format!("{}-hint", asked.id());
    let lines = move || {
        let texts =
            asked.view.with(|v| [&v.hint, &v.guidance].into_iter().flatten().map(|h| h.text.clone()).filter(|h| !h.is_empty()).collect::<Vec<_>>());
        let hints = texts.into_iter().map(|h| view! { <p class="hint">{rich(&h)}</p> }).collect_view();
        let last = last_line(asked).map(|l| view! { <p class="hint last">{l}</p> });
        view! { {hints}{last} }
    };
    view! { <div id=id class="hints">{lines}</div> }.into_any()
}

fn remarks(asked: Asked) -> AnyView {
    let remarks = asked.given.with_value(|g| g.remarks.clone());
    remarks
        .into_iter()
        .map(|r| view! { <blockquote class="quote"><p>{r.text}</p><p class="small dim">{r.by}</p></blockquote> })
        .collect_view()
        .into_any()
}

/// 把题目读给我听; not there on a phone that cannot.
fn talk(asked: Asked) -> Option<AnyView> {
    let lang = use_lang();
    asked.given.with_value(|g| g.aloud.is_some()).then(|| {
        let read = move |_| asked.given.with_value(|g| g.aloud.iter().for_each(|read| read()));
        let button = move || {
            can_speak(lang_attribute(lang.get())).then(|| view! {
                <button type="button" class="talk" data-act="read" on:click=read>{icon::icon(icon::SPEAK)}{say(words::fill::READ_QUESTION)}</button>
            })
        };
        view! { {button} }.into_any()
    })
}

/// Draws the frame around a control.
pub(super) fn frame(asked: Asked, around: Around, body: AnyView) -> AnyView {
    let id = asked.id();
    let path = asked.given.with_value(|g| g.path.clone());
    let name = asked.view.with_untracked(|v| v.name.to_string());
    let problem = {
        let id = format!("{id}-problem");
        move || trouble(asked).map(|text| ui::problem(id.clone(), text))
    };
    let inside = view! { {hints(asked)}{remarks(asked)}{talk(asked)}<div class="answer">{body}</div>{problem} };
    let wrong = move || asked.wrong();
    match around {
        Around::One => view! {
            <div class="question" class:wrong=wrong data-name=name data-path=path>
                <label for=id>{move || label_line(asked)}</label>
                {inside}
            </div>
        }
        .into_any(),
        Around::Set => view! {
            <fieldset class="question" class:wrong=wrong data-name=name data-path=path id=id.clone() aria-describedby=asked.described()>
                <legend id=format!("{id}-label")>{move || label_line(asked)}</legend>
                {inside}
            </fieldset>
        }
        .into_any(),
    }
}
