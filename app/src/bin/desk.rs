//! Entry of the `desk` bundle: supervisors.

fn main() {}
