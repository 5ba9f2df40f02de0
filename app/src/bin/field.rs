//! Entry of the `field` bundle: staff and households.

fn main() {
    app::platform::loader::catch_panics();
    leptos::mount::mount_to_body(app::field::App);
}
