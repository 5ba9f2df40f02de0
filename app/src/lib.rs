//! The progressive web app: two bundles from one crate, `field` (staff and households) and `desk` (supervisors).
//!
//! Layers look down only: `field`, `desk` (pages) → `fill` → `controls` → `ui` → `words`; `keep` (what the phone keeps, drives `sync`)
//! → `platform`, the only place that touches `web_sys`. Controls see views, never the engine.
#![recursion_limit = "512"]

pub mod controls;
pub mod desk;
pub mod field;
pub mod fill;
pub mod keep;
pub mod platform;
pub mod ui;
pub mod words;
