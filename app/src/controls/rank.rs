//! Ranking: tap in order of importance; a tap on a ranked one takes it out again. Stored as values in order.

use leptos::prelude::*;

use super::Asked;
use super::frame::{Around, frame};
use crate::words::{self, say};

/// Asks for an order.
pub(super) fn rank(asked: Asked) -> AnyView {
    let rows = move || {
        let value = asked.value();
        let order: Vec<&str> = value.split_whitespace().collect();
        asked.choices.with(|choices| {
            choices
                .iter()
                .map(|choice| {
                    let (value, label) = (choice.value.to_string(), choice.label.text.clone());
                    let place = order.iter().position(|o| *o == value).map(|at| at + 1);
                    view! {
                        <button
                            type="button" class="choice rank" class:on=place.is_some() data-value=value.clone() disabled=asked.locked()
                            aria-pressed=if place.is_some() { "true" } else { "false" } on:click=move |_| toggle(asked, &value)
                        >
                            <i class="place-no">{place}</i>
                            <span>{label}</span>
                        </button>
                    }
                })
                .collect_view()
        })
    };
    let body = view! { <p class="hint">{move || say(words::fill::RANK_HOW)}</p><div class="choices">{rows}</div> };
    frame(asked, Around::Set, body.into_any())
}

fn toggle(asked: Asked, value: &str) {
    let now = asked.view.with_untracked(|v| v.value.clone());
    let mut order: Vec<&str> = now.split_whitespace().collect();
    match order.iter().position(|o| *o == value) {
        Some(at) => {
            order.remove(at);
        }
        None => order.push(value),
    }
    asked.answer(order.join(" "));
}
