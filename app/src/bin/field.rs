//! Entry of the `field` bundle: staff and households.

fn main() {}
