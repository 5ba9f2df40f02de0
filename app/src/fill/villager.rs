//! What a form being filled looks like to a household: pages counted, two buttons in the foot.
//! The telephone stands in the bar of every page. Staff see `screen` as it is.

use forms::NodeId;
use leptos::prelude::*;

use super::filler::{Filler, Spot};
use super::turning::{asks, place};
use crate::ui::Step;
use crate::words::{self, fill, say};

/// 第 4 页，共 5 页; off the pages the form's title.
pub(super) fn title(filler: Filler) -> Signal<String> {
    let title = filler.core().setup.title;
    Signal::derive(move || {
        filler.structure.track();
        let Spot::Page(key) = filler.spot.get() else { return title.get() };
        let (at, of) = place(filler, key);
        fill(words::ui::PAGE_OF, &[&at.to_string(), &of.to_string()])
    })
}

/// A dash for each page.
pub(super) fn steps(filler: Filler, here: Option<NodeId>) -> Vec<Step> {
    let (pages, core) = (filler.pages(), filler.core());
    filler.read(|s| {
        let now = |page: &&super::paging::Page| here.is_some_and(|h| page.holds(h));
        let step = |page: &super::paging::Page| {
            if now(&page) {
                return Step::Now;
            }
            let Some(key) = page.key() else { return Step::Todo };
            let seen = core.visited.borrow().contains(&key);
            let complete = match page {
                super::paging::Page::Questions { nodes, .. } => s.tally(nodes).complete(),
                super::paging::Page::Roster { range } => s.tally(&[*range]).complete(),
            };
            match (seen, complete) {
                (true, true) => Step::Done,
                (true, false) => Step::Miss,
                (false, _) => Step::Todo,
            }
        };
        pages.iter().filter(|p| now(p) || asks(s, p, &core.setup.given)).map(step).collect()
    })
}

/// 上一页, 下一页.
pub(super) fn foot(first: bool, back: impl Fn(leptos::ev::MouseEvent) + 'static, forward: impl Fn() + 'static, last: Memo<bool>) -> AnyView {
    view! {
        <footer class="foot duo">
            <button type="button" class="button" data-act="prev" disabled=first on:click=back>{move || say(words::fill::PREV_PAGE)}</button>
            <button type="button" class="button main" data-act="next" on:click=move |_| forward()>{move || say(if last.get() { words::fill::CHECK_NOW } else { words::fill::NEXT_PAGE })}</button>
        </footer>
    }
    .into_any()
}
