//! The position bar: one dash per top-level part, only a bar, never numbers of its own.

use leptos::prelude::*;

use crate::words::{self, Word, fill};

/// State of one dash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Everything asked for is there.
    Done,
    /// Something is missing or wrong.
    Miss,
    /// One is here.
    Now,
    /// Not begun, or not needed.
    Todo,
}

/// The position bar.
#[component]
pub fn Steps(
    /// From first to last.
    #[prop(into)]
    steps: Signal<Vec<Step>>,
    /// What a dash stands for: the words with its place and their number.
    #[prop(default = words::ui::STEP_OF)]
    word: Word,
) -> impl IntoView {
    let label = move || {
        let steps = steps.get();
        let now = steps.iter().position(|s| *s == Step::Now).map_or(0, |at| at + 1);
        fill(word, &[&now.to_string(), &steps.len().to_string()])
    };
    let dashes = move || {
        let dash = |step| {
            let class = match step {
                Step::Done => "done",
                Step::Miss => "miss",
                Step::Now => "now",
                Step::Todo => "",
            };
            view! { <i class=class></i> }
        };
        steps.get().into_iter().map(dash).collect_view()
    };
    view! { <div class="steps" role="img" aria-label=label>{dashes}</div> }
}
