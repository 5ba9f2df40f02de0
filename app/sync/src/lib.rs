//! Outbox, upload, receipts and the port to a store: pure state, sans-IO. It does no IO, reads no clock, rolls no dice, knows no browser:
//! [`Outbox::on`] takes an [`Event`] with the moment and 64 random bits and gives [`Effect`]s; whoever drives it carries them out and answers
//! each by its request id exactly once.
//!
//! Invariants: nothing leaves the store without a receipt or the person's own act; a text goes before any file; a receipt is one only when
//! the server says so for this very XML; one bad item never stops the others.
#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod backoff;
mod item;
pub mod limits;
mod memory;
mod outbox;
mod store;
mod verdict;

pub use item::{Hold, Item, Medium, Route, State};
pub use memory::Memory;
pub use outbox::{Effect, Event, Moment, Outbox, Part, Request};
pub use store::{Batch, Durability, Keys, Store, StoreTrouble, Table, Write};
pub use verdict::{Proof, Reply, Row, Said, TABLE, Verdict, verdict};
