//! Dumb parts of the screens: they draw what they are given and tell what was tapped. No form, no store, no network in here.
//!
//! A phone screen is `<div class="screen">` with, in this order and each optional but the first and `main`: [`bar::Bar`], [`steps::Steps`] or
//! [`strip::Strip`], `<main>`, `<footer class="foot">`, `<nav class="tabs">`. Only `main` scrolls.

pub mod bar;
pub mod chip;
pub mod day;
pub mod dialog;
pub mod icon;
pub mod later;
pub mod look;
pub mod menu;
pub mod note;
pub mod steps;
pub mod strip;
pub mod undo;

pub use bar::{Bar, Saved, SavedLine};
pub use chip::{Tone, chip};
pub use dialog::Dialog;
pub use icon::icon;
pub use menu::{Item, Menu};
pub use note::{meter, note, problem};
pub use steps::{Step, Steps};
pub use strip::{Strip, strip};
pub use undo::Undo;
