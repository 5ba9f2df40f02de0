//! The checks before a verdict: a gauge, a tile for each check that leads to its questions, and the reasons that close a choice. The form's
//! constraint refuses the choice in any case, here and on the server; this only says it before one tries.

use leptos::prelude::*;

use super::figures::{Values, gauge_card};
use super::filler::Filler;
use super::panels::{self, Gate};
use crate::controls::Closed;
use crate::ui::Tone;
use crate::ui::chip::chip_with;
use crate::ui::icon::{self, icon};
use crate::ui::later::later;
use crate::words::{self, Lang, fill, say, t};

/// The choice closed now, if it is.
pub(super) fn closed(filler: Filler, gate: &'static Gate, lang: RwSignal<Lang>) -> Signal<Option<Closed>> {
    let memo = Memo::new(move |_| {
        filler.changed.track();
        let lang = lang.get();
        let values = filler.read(Values::of);
        let reasons: Vec<&str> = gate.checks.iter().chain(gate.also).filter(|c| values.get(c.node) != "1").map(|c| t(lang, c.why)).collect();
        (!reasons.is_empty()).then(|| {
            let all = reasons.join(t(lang, words::fill::SEMICOLON));
            Closed { value: gate.choice.to_owned(), why: t(lang, words::panels::CANNOT).replacen("{}", &all, 1) }
        })
    });
    memo.into()
}

later! {
    more in Page:
    /// The panel before the question.
    pub(super) fn panel(filler: Filler, gate: &'static Gate) -> AnyView {
        checks(filler, gate)
    }
}

fn checks(filler: Filler, gate: &'static Gate) -> AnyView {
    let draw = move || {
        filler.changed.track();
        let (values, form) = filler.read(|s| (Values::of(s), s.form().id().to_owned()));
        let failing = gate.checks.iter().filter(|c| values.get(c.node) != "1").count();
        let all = gate.checks.len().to_string();
        let state = if failing == 0 {
            chip_with(Tone::Ok, Some(icon::CHECK), fill(words::panels::ALL_HOLD, &[&all])).into_any()
        } else {
            chip_with(Tone::Bad, Some(icon::CLOSE), fill(words::panels::SOME_FAIL, &[&all, &failing.to_string()])).into_any()
        };
        let gauge = panels::figure(&form).map(|figure| gauge_card(&values, figure, gate.change));
        let tiles = gate.checks.iter().skip(1).map(|check| tile(filler, check, values.get(check.node) == "1")).collect_view();
        view! { <p class="gate-state">{state}</p>{gauge}<div class="checks">{tiles}</div> }
    };
    view! { <div class="gate">{draw}</div> }.into_any()
}

fn tile(filler: Filler, check: &'static panels::Check, holds: bool) -> AnyView {
    let go = move |_| {
        if let Some(node) = named(filler, check.to) {
            filler.go_to(node);
        }
    };
    view! {
        <button type="button" class:no=!holds data-check=check.node on:click=go>
            {icon(if holds { icon::CHECK } else { icon::CLOSE })}
            <span>{say(check.title)}</span>
            <small>{say(if holds { words::panels::HOLDS } else { words::panels::FAILS })}</small>
        </button>
    }
    .into_any()
}

/// The node of a leaf name outside repeats.
fn named(filler: Filler, leaf: &str) -> Option<forms::NodeId> {
    filler.read(|s| {
        let path = s.values().into_iter().map(|(path, _, _)| path).find(|p| !p.contains('[') && p.rsplit('/').next() == Some(leaf))?;
        s.find(&path)
    })
}
