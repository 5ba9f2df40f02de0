//! Entry of the `desk` bundle: supervisors.

fn main() {
    app::desk::start();
}
