//! The same for a page: functions on the one form that is open. `web/headless.js` puts the names of the interface on them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use forms::{Form, Instant, List};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Filled, Surroundings};

type Answer<T> = Result<T, JsError>;

thread_local! {
    static OPEN: RefCell<Option<Filled>> = const { RefCell::new(None) };
    static LISTS: RefCell<BTreeMap<String, Arc<List>>> = const { RefCell::new(BTreeMap::new()) };
}

fn told(error: impl std::fmt::Display) -> JsError {
    JsError::new(&format!("{error:#}"))
}

fn clock() -> Instant {
    let now = js_sys::Date::new_0();
    Instant { unix_ms: now.get_time() as i64, offset_min: -(now.get_timezone_offset() as i32) }
}

fn surroundings() -> Surroundings {
    Surroundings::new(LISTS.with_borrow(Clone::clone), clock)
}

fn put(filled: Filled) {
    OPEN.set(Some(filled));
}

fn with<T>(act: impl FnOnce(&mut Filled) -> anyhow::Result<T>) -> Answer<T> {
    OPEN.with_borrow_mut(|open| act(open.as_mut().ok_or_else(|| anyhow::anyhow!("no form is open"))?)).map_err(told)
}

/// Lets go of the form and its lists.
#[wasm_bindgen]
pub fn close() {
    OPEN.set(None);
    LISTS.set(BTreeMap::new());
}

/// A CSV file that the form will ask for.
#[wasm_bindgen]
pub fn attach(name: String, csv: &str) -> Answer<()> {
    let list = List::from_csv(csv.as_bytes()).map_err(told)?;
    LISTS.with_borrow_mut(|lists| lists.insert(name, Arc::new(list)));
    Ok(())
}

/// The same as compiled bytes, which is how lists come to a phone.
#[wasm_bindgen(js_name = attachCompiled)]
pub fn attach_compiled(name: String, list: &[u8]) -> Answer<()> {
    let list = List::from_bytes(list).map_err(told)?;
    LISTS.with_borrow_mut(|lists| lists.insert(name, Arc::new(list)));
    Ok(())
}

/// An `XForm` as compiled bytes.
#[wasm_bindgen]
pub fn compile(xml: &str) -> Answer<Vec<u8>> {
    Ok(crate::compile(xml).map_err(told)?.to_bytes())
}

/// Opens a new instance of an `XForm`.
#[wasm_bindgen]
pub fn open(xml: &str) -> Answer<()> {
    put(Filled::new(crate::compile(xml).map_err(told)?, surroundings()));
    Ok(())
}

/// Only compiles; for its time.
#[wasm_bindgen]
pub fn parse(xml: &str) -> Answer<()> {
    crate::compile(xml).map(drop).map_err(told)
}

/// Only decodes a compiled form; for its time.
#[wasm_bindgen]
pub fn decode(form: &[u8]) -> Answer<()> {
    Form::from_bytes(form).map(drop).map_err(told)
}

/// Opens a new instance of a compiled form, or a draft of it.
#[wasm_bindgen(js_name = openCompiled)]
pub fn open_compiled(form: &[u8], draft: Option<Vec<u8>>) -> Answer<()> {
    let form = Form::from_bytes(form).map_err(told)?;
    put(match draft {
        Some(draft) => Filled::restore(form, surroundings(), &draft).map_err(told)?,
        None => Filled::new(form, surroundings()),
    });
    Ok(())
}

/// Looks at every node once.
#[wasm_bindgen]
pub fn look() -> Answer<usize> {
    with(|open| Ok(open.look()))
}

/// Answers a question.
#[wasm_bindgen]
pub fn set(path: &str, value: &str) -> Answer<()> {
    with(|open| open.set(path, value))
}

/// The value at a path.
#[wasm_bindgen]
pub fn get(path: &str) -> Answer<Option<String>> {
    with(|open| Ok(open.get(path)))
}

/// Adds an instance.
#[wasm_bindgen]
pub fn add(path: &str) -> Answer<()> {
    with(|open| open.add(path))
}

/// Removes an instance, 1-based.
#[wasm_bindgen]
pub fn remove(path: &str, index: usize) -> Answer<()> {
    with(|open| open.remove(path, index))
}

/// Whether a node is relevant.
#[wasm_bindgen]
pub fn relevant(path: &str) -> Answer<bool> {
    with(|open| Ok(open.relevant(path)))
}

/// How many choices are offered.
#[wasm_bindgen]
pub fn choices(path: &str) -> Answer<usize> {
    with(|open| open.choices(path))
}

/// Switches the language.
#[wasm_bindgen]
pub fn language(prefix: &str) -> Answer<()> {
    with(|open| open.language(prefix))
}

/// Opens a form with more calculations, one for each expression.
#[wasm_bindgen(js_name = openExpressions)]
pub fn open_expressions(xml: &str, expressions: Vec<String>) -> Answer<()> {
    open(&crate::with_expressions(xml, &expressions))
}

/// Evaluates a calculation so many times.
#[wasm_bindgen]
pub fn evaluate(path: &str, times: usize) -> Answer<String> {
    with(|open| open.evaluate(path, times))
}

/// Answers given so far: path, value, path, value, ….
#[wasm_bindgen]
pub fn answers() -> Answer<Vec<String>> {
    with(|open| Ok(open.answers().into_iter().flat_map(|(path, value)| [path, value]).collect()))
}
