//! Entry of the adapter by which the app takes part in side-by-side runs of form engines. In neither bundle.
//!
//! Functions on the one form that is open, filled by the app's own pages; nothing is kept. `tests/adapter/web/app.js` puts the names of the
//! interface on them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use app::fill::{Hands, Hooks, Setup, fill_form_by_hand};
use app::platform::{clock, random};
use app::ui::look::Look;
use app::words::Lang;
use forms::{Edit, Env, Form, Instant, List, NodeId, Session};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

type Answer<T> = Result<T, JsError>;
type Lists = BTreeMap<String, Arc<List>>;

/// The form in the page.
struct Open {
    hands: Hands,
    /// Takes the form out of the page when it is dropped.
    _mounted: Box<dyn std::any::Any>,
}

thread_local! {
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
    static LISTS: RefCell<Lists> = const { RefCell::new(BTreeMap::new()) };
}

struct Surroundings(Lists);

impl Env for Surroundings {
    fn now(&self) -> Instant {
        clock::now()
    }
    fn offset_at(&self, unix_ms: i64) -> i32 {
        clock::offset_at(unix_ms)
    }
    fn random(&self) -> u64 {
        random::bits()
    }
    fn list(&self, uri: &str) -> Option<Arc<List>> {
        self.0.get(uri.rsplit('/').next()?).cloned()
    }
}

fn main() {
    app::platform::loader::catch_panics();
}

fn told(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

fn hands() -> Answer<Hands> {
    OPEN.with_borrow(|open| open.as_ref().map(|open| open.hands)).ok_or_else(|| told("no form is open"))
}

fn node(hands: Hands, path: &str) -> Answer<NodeId> {
    hands.read(|s| s.find(path)).ok_or_else(|| told(format!("{path} is not there")))
}

fn apply(path: &str, edit: Edit) -> Answer<()> {
    hands()?.apply(edit).map_err(|refusal| told(format!("{path}: {refusal:?}")))
}

/// Takes the form out of the page and lets go of its lists.
#[wasm_bindgen]
pub fn close() {
    drop(OPEN.take());
    LISTS.set(BTreeMap::new());
}

/// A CSV file that the form will ask for.
#[wasm_bindgen]
pub fn attach(name: String, csv: &str) -> Answer<()> {
    let list = List::from_csv(csv.as_bytes()).map_err(told)?;
    LISTS.with_borrow_mut(|lists| lists.insert(name, Arc::new(list)));
    Ok(())
}

/// Mounts a new instance of an `XForm`.
#[wasm_bindgen]
pub fn open(mount: leptos::web_sys::HtmlElement, xml: &str) -> Answer<()> {
    let parsed = forms::xform::parse(xml).map_err(|errors| told(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    put(mount, parsed.form);
    Ok(())
}

/// Mounts a new instance of a compiled form.
#[wasm_bindgen(js_name = openCompiled)]
pub fn open_compiled(mount: leptos::web_sys::HtmlElement, form: &[u8]) -> Answer<()> {
    put(mount, Form::from_bytes(form).map_err(told)?);
    Ok(())
}

fn put(mount: leptos::web_sys::HtmlElement, form: Form) {
    let session = Session::new(Arc::new(form), Rc::new(Surroundings(LISTS.with_borrow(Clone::clone))));
    let hands = Rc::new(RefCell::new(None));
    let taken = hands.clone();
    let mounted: UnmountHandle<_> = mount_to(mount, move || {
        provide_context(RwSignal::new(Lang::En));
        provide_context(Look::new());
        let title = session.form().title().to_owned();
        let hooks = Hooks::reading(Rc::new(|| ()), Rc::new(|_| Box::pin(async { None })));
        let (hands, view) = fill_form_by_hand(session, Setup::new(Signal::stored(title)), hooks);
        *taken.borrow_mut() = Some(hands);
        view
    });
    if let Some(hands) = hands.take() {
        OPEN.set(Some(Open { hands, _mounted: Box::new(mounted) }));
    }
}

/// Answers a question on its page.
#[wasm_bindgen]
pub fn set(path: &str, value: &str) -> Answer<()> {
    let hands = hands()?;
    let node = node(hands, path)?;
    hands.go_to(node);
    apply(path, Edit::Set { node, text: value.to_owned() })
}

/// The value at a path.
#[wasm_bindgen]
pub fn get(path: &str) -> Answer<Option<String>> {
    Ok(hands()?.read(|s| s.find(path).and_then(|node| s.view(node)).map(|view| view.value.to_string())))
}

/// Adds an instance.
#[wasm_bindgen]
pub fn add(path: &str) -> Answer<()> {
    let hands = hands()?;
    let range = node(hands, path)?;
    hands.go_to(range);
    apply(path, Edit::Add { range })
}

/// Removes an instance, 1-based.
#[wasm_bindgen]
pub fn remove(path: &str, index: usize) -> Answer<()> {
    let hands = hands()?;
    hands.go_to(node(hands, path)?);
    let instance = node(hands, &format!("{path}[{index}]"))?;
    apply(path, Edit::Remove { instance })
}

/// Whether a node is relevant.
#[wasm_bindgen]
pub fn relevant(path: &str) -> Answer<bool> {
    Ok(hands()?.read(|s| s.find(path).and_then(|node| s.view(node)).is_some_and(|view| view.relevant)))
}

/// How many choices are offered.
#[wasm_bindgen]
pub fn choices(path: &str) -> Answer<usize> {
    let hands = hands()?;
    let node = node(hands, path)?;
    hands.go_to(node);
    Ok(hands.read(|s| s.choices(node).len()))
}

/// Switches the form's language.
#[wasm_bindgen]
pub fn language(prefix: &str) -> Answer<()> {
    let at = hands()?.read(|s| s.form().languages().iter().position(|name| name.starts_with(prefix)));
    apply(prefix, Edit::Language(at.ok_or_else(|| told(format!("the form has no language {prefix}")))?))
}
