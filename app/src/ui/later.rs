//! Views that a phone need not have before its first form can be filled: their code is in a part of the bundle that is loaded later.
//! Which ones is said where they are written, by [`later!`]; in a build without parts their code is simply there.
//!
//! Invariant: a part that cannot be loaded leaves words and a way to try again, never a blank; once it is there, its views are drawn before
//! the browser paints, as if they had always been there.

/// Functions that draw, each in a part by its name, and what stands around it: `later! { more in Screen: fn page(id: String) -> AnyView { … } }`.
/// Arguments are cloned, since a part may have to be asked for twice.
macro_rules! later {
    ($($part:ident in $around:ident: $(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $kind:ty),* $(,)?) -> AnyView $body:block)*) => {$(
        $(#[$meta])*
        #[cfg(feature = "parts")]
        $vis fn $name($($arg: $kind),*) -> AnyView {
            #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, preload(ready), fallible)]
            fn $name($($arg: $kind),*) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
                Ok($body)
            }
            let draw = move || -> $crate::ui::later::Task<_> {
                $(let $arg = $arg.clone();)*
                Box::pin(async move { $name($($arg),*).await.ok() })
            };
            $crate::ui::later::when_there(|| Box::pin(async { ready().await.is_ok() }), Box::new(draw), $crate::ui::later::Around::$around)
        }
        $(#[$meta])*
        #[cfg(not(feature = "parts"))]
        $vis fn $name($($arg: $kind),*) -> AnyView $body
    )*};
}
pub(crate) use later;

#[cfg(feature = "parts")]
pub(crate) use parts::{Around, Task, keep_ready, when_there};

#[cfg(feature = "parts")]
mod parts {
    use std::future::Future;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    use crate::platform::loader;
    use crate::ui::icon::{self, icon};
    use crate::ui::{Tone, note};
    use crate::words::{self, say};

    pub(crate) type Task<T> = Pin<Box<dyn Future<Output = T>>>;

    /// Where a view stands, for what is shown until it is there.
    #[derive(Clone, Copy)]
    pub(crate) enum Around {
        /// It is the whole screen.
        Screen,
        /// It is the middle of a screen and its foot.
        Main,
        /// It is a piece of a page.
        Page,
    }

    /// Draws when the part is there: at once after the first time.
    pub(crate) fn when_there(load: fn() -> Task<bool>, draw: Box<dyn Fn() -> Task<Option<AnyView>>>, around: Around) -> AnyView {
        let draw = StoredValue::new_local(draw);
        let there = RwSignal::new(at_once(load()));
        let start = move || {
            there.set(None);
            spawn_local(async move {
                let is_there = load().await;
                there.try_set(Some(is_there));
            });
        };
        if there.get_untracked().is_none() {
            start();
        }
        (move || match there.get() {
            Some(true) => draw.with_value(|draw| at_once(draw())).flatten().unwrap_or_else(|| ().into_any()),
            Some(false) => around.place(failed(UnsyncCallback::new(move |()| start()))),
            None => around.place(view! { <p class="dim" role="status">{say(words::ui::OPENING)}</p> }.into_any()),
        })
        .into_any()
    }

    impl Around {
        fn place(self, what: AnyView) -> AnyView {
            match self {
                Around::Screen => view! { <div class="screen"><main class="close">{what}</main></div> }.into_any(),
                Around::Main => view! { <main class="close">{what}</main> }.into_any(),
                Around::Page => what,
            }
        }
    }

    fn failed(retry: UnsyncCallback<()>) -> AnyView {
        view! {
            <div role="alert">{note(Tone::Bad, icon::ALERT, say(words::ui::NOT_LOADED).into_any())}</div>
            <button type="button" class="button wide" data-act="retry" on:click=move |_| retry.run(())>{icon(icon::RETRY)}{say(words::ui::RETRY)}</button>
        }
        .into_any()
    }

    /// What comes without waiting. A view of a part that is there does, and so is made under the owner of its page.
    fn at_once<T>(mut task: Task<T>) -> Option<T> {
        match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => Some(outcome),
            Poll::Pending => None,
        }
    }

    /// Loads the part of the staff's pages once the phone keeps the whole build, so that no page waits for it. Without a worker it is loaded
    /// when it is needed.
    pub(crate) fn keep_ready() {
        #[wasm_split(more, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
        fn part() -> Result<(), SplitLoaderError> {
            Ok(())
        }
        spawn_local(async {
            loader::build_kept().await;
            let _ = part().await;
        });
    }
}
