//! The sheet behind ⋮: rows of words at the thumb, each does one thing and closes the sheet.

use leptos::prelude::*;

use super::Dialog;
use super::icon::{self, Icon, icon};
use super::later::later;
use crate::words::{self, Word, say};

/// One row.
#[derive(Clone)]
pub struct Item {
    /// What it does, in words.
    pub word: Word,
    /// Icon before the words.
    pub icon: Icon,
    /// `data-act` of the row, for tests.
    pub act: &'static str,
    /// Destructive: red, and last.
    pub bad: bool,
    /// What it does.
    pub run: UnsyncCallback<()>,
}

impl Item {
    /// A plain row.
    pub fn new(act: &'static str, icon: Icon, word: Word, run: impl Fn() + 'static) -> Self {
        Self { word, icon, act, bad: false, run: UnsyncCallback::new(move |()| run()) }
    }
    /// The same, destructive.
    #[must_use]
    pub fn bad(mut self) -> Self {
        self.bad = true;
        self
    }
}

/// The ⋮ button and its sheet.
#[component]
pub fn Menu(
    /// Rows from top to bottom.
    items: Vec<Item>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let items = StoredValue::new_local(items);
    view! {
        <button type="button" class="button" data-act="more" aria-label=move || say(words::ui::MORE) aria-haspopup="dialog" on:click=move |_| open.set(true)>
            {icon(icon::MORE)}
        </button>
        <Dialog open=open class="sheet" label=Signal::derive(|| say(words::ui::MORE).to_owned())>
            {rows(items, open)}
        </Dialog>
    }
}

later! {
    more in Page:
    /// What the sheet holds.
    fn rows(items: StoredValue<Vec<Item>, LocalStorage>, open: RwSignal<bool>) -> AnyView {
        let row = |item: Item| {
            let Item { word, icon: mark, act, bad, run } = item;
            view! {
                <button type="button" class="pick" class:bad=bad data-act=act on:click=move |_| { open.set(false); run.run(()); }>
                    <span class="with-icon">{icon(mark)}{move || say(word)}</span>
                </button>
            }
        };
        view! {
            {items.get_value().into_iter().map(row).collect_view()}
            <button type="button" class="button" data-act="close" on:click=move |_| open.set(false)>{move || say(words::ui::CLOSE)}</button>
        }
        .into_any()
    }
}
