//! The small server: intake, review, household links, and the app inside.
//!
//! Layers: `routes` (recipes) → `intake`, `review`, `declare`, `mend` (what they decide) → `store` (all SQL) ; `auth` says who may.
//! What it is not: it keeps no state of its own beyond the store and the media folder, and trusts no computed value.
//! Invariant: an answer with status 2xx is given only after its effects are durable; a refusal is always an `api::Problem`.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod areas;
mod assets;
mod assignment;
pub mod auth;
mod banner;
mod clock;
mod declare;
mod demo;
mod intake;
mod library;
mod limits;
mod mask;
mod media;
mod office;
mod packed;
mod problem;
mod review;
mod router;
mod routes;
mod script;
pub mod serve;
mod show;
mod store;
mod throttle;

pub use office::{Office, OfficeError, Setup};
pub use router::router;
pub use script::{fill_from_pack, fill_from_pack_at};
pub use store::Database;
