//! The browser: the only place that touches `web_sys`, `js_sys` and IndexedDB. Small async functions and structs, no forms, no pages.
//!
//! Invariant: nothing here panics on what a browser lacks; a missing ability is a value (`None`, [`Trouble`], an enum).

pub mod clock;
pub mod files;
pub mod focus;
pub mod idb;
pub mod ink;
pub mod json;
pub mod letters;
pub mod listen;
pub mod loader;
pub mod lock;
pub mod net;
pub mod news;
pub mod page;
pub(crate) mod part;
pub mod place;
pub mod random;
pub mod space;
pub mod trouble;
pub mod urls;
pub mod view;
pub mod voice;

pub use trouble::Trouble;
