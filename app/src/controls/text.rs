//! Text: one line, or several (`multiline`, or `rows`), or a line of figures (`numbers`: telephone, identity, account).

use leptos::{ev, html, prelude::*};

use super::frame::{Around, frame};
use super::line::{Line, line};
use super::{Asked, number};

/// Characters that stay readable at the beginning and at the end of a masked number, and from how many on one is masked.
const HEAD: usize = 6;
const TAIL: usize = 4;
const MASKED_FROM: usize = 12;

/// Asks for text. Also what an unknown type becomes.
pub(super) fn text(asked: Asked) -> AnyView {
    if asked.looks("multiline") || asked.parameter("rows").is_some() {
        return frame(asked, Around::One, several_lines(asked));
    }
    let figures = asked.looks("numbers");
    let keep = |s: &str| s.to_owned();
    let secret = asked.view.with_untracked(|v| matches!(v.pii.as_deref(), Some("id" | "bank")));
    let rest = if secret { masked } else { keep };
    let how = if figures {
        // Not `numeric`: an identity number may end in X.
        Line {
            mode: if phone_like(asked) { "tel" } else { "text" },
            kind: "text",
            store: |s| number::half_width(s).trim().to_owned(),
            show: keep,
            rest,
        }
    } else {
        Line { mode: "text", kind: "text", store: keep, show: keep, rest }
    };
    frame(asked, Around::One, line(asked, how))
}

/// An identity or account number for everybody around: 990000********0114. Short ones stay, to be told as wrong.
fn masked(number: &str) -> String {
    let long = number.chars().count();
    if long < MASKED_FROM {
        return number.to_owned();
    }
    number.chars().enumerate().map(|(at, c)| if at < HEAD || at + TAIL >= long { c } else { '*' }).collect()
}

fn phone_like(asked: Asked) -> bool {
    asked.view.with_untracked(|v| v.pii.as_deref() != Some("id"))
}

fn several_lines(asked: Asked) -> AnyView {
    let node = NodeRef::<html::Textarea>::new();
    let first = asked.view.with_untracked(|v| v.value.to_string());
    let rows = asked.parameter("rows").unwrap_or_else(|| "4".to_owned());
    Effect::new(move |_| {
        let value = asked.value();
        let Some(field) = node.get() else { return };
        if !asked.typing.get() && field.value() != *value {
            field.set_value(&value);
        }
    });
    view! {
        <textarea
            node_ref=node id=asked.id() class="input" rows=rows prop:value=first readonly=move || asked.locked()
            aria-invalid=move || asked.wrong().then_some("true") aria-describedby=asked.described()
            on:input=move |event: ev::Event| asked.typed(event_target_value(&event))
            on:blur=move |_| asked.typing.set(false) on:change=move |_| asked.typing.set(false)
        ></textarea>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn numbers_of_people_are_masked_but_for_both_ends() {
        assert_eq!(masked("990000194203120114"), "990000********0114");
        assert_eq!(masked("99000019420312011X"), "990000********011X");
        assert_eq!(masked("9900"), "9900", "a half number stays, to be told as wrong");
        assert_eq!(masked(""), "");
    }
}
