//! Finds Chromium and its driver for the browser tests.
