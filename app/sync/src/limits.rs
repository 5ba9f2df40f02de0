//! Times and counts of sending, each with its reason.

/// First pause after a failure, and the shortest ever: a hiccup of the radio is over by then.
pub const BACKOFF_FIRST_MS: i64 = 2_000;
/// Longest pause: a phone that finds signal for a quarter of an hour on a hill must not sleep through it.
pub const BACKOFF_LONGEST_MS: i64 = 15 * 60 * 1_000;
/// Longest `Retry-After` obeyed: a proxy that says "next week" would strand a survey.
pub const RETRY_AFTER_LONGEST_MS: i64 = 60 * 60 * 1_000;
/// Pause before a write that failed is tried again: the person may be making room.
pub const STORE_RETRY_MS: i64 = 5_000;
/// Days a received item stays to be looked at, and its media with it (a returned survey is mended within three working days).
pub const RECEIVED_DAYS: i64 = 30;
/// A day in ms.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
