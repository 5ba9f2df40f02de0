//! `ruhu`: the one binary.

fn main() {}
