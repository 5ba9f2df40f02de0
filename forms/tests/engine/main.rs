//! What engines get wrong, each as a small form: one test an item.

mod broken;
mod choices;
mod collect;
mod entities;
mod incremental;
mod lists;
mod opened;
mod repeats;
mod server;
#[allow(unreachable_pub)]
mod small;
mod values;
