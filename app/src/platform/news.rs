//! News between the pages of this phone: a word by BroadcastChannel, no content. Where there is none, pages simply do not hear.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel to the other pages of this origin.
pub struct News {
    channel: Option<BroadcastChannel>,
}

impl News {
    /// Joins; `hear` runs with each word the others say.
    pub fn join(name: &str, mut hear: impl FnMut(String) + 'static) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(word) = event.data().as_string() {
                    hear(word);
                }
            });
            channel.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
        }
        News { channel }
    }

    /// Says a word to the others.
    pub fn say(&self, word: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&word.into());
        }
    }
}
