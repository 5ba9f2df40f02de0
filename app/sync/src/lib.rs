//! Drafts, outbox, upload, receipts: a pure state machine over ports. It does no IO, reads no clock, knows no browser.
