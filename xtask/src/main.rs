//! Automation: serve, test, build, size, conformance, bench, shots, tidy.

fn main() {}
