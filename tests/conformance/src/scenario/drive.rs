//! Steps of a case, done one after the other; what differs is noted and the case goes on.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use forms::{Edit, Form, List, Session};
use serde_json::{Value as Json, json};

use super::same::Placeholders;
use super::{asserted, list, reads, state, text, world};
use crate::seen;

/// One difference.
pub(super) struct Difference {
    pub(super) at: String,
    pub(super) expected: String,
    pub(super) actual: String,
}

/// A form with the files it asked for.
struct Loaded {
    form: Arc<Form>,
    lists: HashMap<String, Arc<List>>,
}

/// One instance being filled.
pub(super) struct Filling {
    pub(super) session: Session,
    /// What was recorded of each node, by reference.
    recorded: BTreeMap<String, Json>,
    violations: Json,
    /// Files answered with, by name.
    files: HashMap<String, Json>,
    /// It was opened to mend what was sent before.
    edits: bool,
    /// Names of files answered since it was opened.
    answered: HashSet<String>,
    /// XML of the last payload.
    pub(super) prepared: String,
}

/// A case on its way.
pub(super) struct Driver<'a> {
    forms: &'a Json,
    pub(super) case: &'a Json,
    /// Whether all that was recorded must hold, not only what was asserted.
    pub(super) strict: bool,
    pub(super) differences: Vec<Difference>,
    loaded: HashMap<String, Result<Loaded, String>>,
    pub(super) sessions: HashMap<String, Filling>,
    pub(super) placeholders: Placeholders,
    /// Reads since the last change, recorded and ours.
    pub(super) read: Vec<(&'a Json, Json)>,
    /// Where the walk through the event list stands.
    pub(super) event: usize,
    /// Loads and creations refused so far.
    pub(super) refused: Vec<String>,
    /// The step being done.
    at: usize,
    seed: u64,
}

impl<'a> Driver<'a> {
    pub(super) fn new(forms: &'a Json, case: &'a Json) -> Self {
        Self {
            forms,
            case,
            strict: false,
            differences: Vec::new(),
            loaded: HashMap::new(),
            sessions: HashMap::new(),
            placeholders: Placeholders::default(),
            read: Vec::new(),
            event: 0,
            refused: Vec::new(),
            at: 0,
            seed: 7,
        }
    }

    pub(super) fn differ(&mut self, what: &str, expected: impl Into<String>, actual: impl Into<String>) {
        let op = text(&self.case["steps"][self.at], "op");
        let at = format!("step {} {op} {what}", self.at);
        self.differences.push(Difference { at, expected: expected.into(), actual: actual.into() });
    }

    /// Does all steps; then the end must be as recorded.
    pub(super) fn run(&mut self) {
        let steps = list(&self.case["steps"]);
        for (at, step) in steps.iter().enumerate() {
            self.at = at;
            match text(step, "op") {
                "read" => reads::read(self, step),
                "assert" => asserted::check(self, step),
                _ => {
                    self.read.clear();
                    self.change(step);
                }
            }
        }
        if self.strict {
            self.end();
        } else {
            asserted::refusals(self);
        }
    }

    fn change(&mut self, step: &'a Json) {
        match text(step, "op") {
            "load" => self.load(step),
            "create" | "edit" | "restore" => self.open(step),
            "rejected" => self.rejected(step),
            _ if !self.sessions.contains_key(text(step, "session")) => {
                // Its opening was a difference already.
                if self.differences.is_empty() {
                    self.differ("", "a session", "none");
                }
            }
            "answer" => self.answer(step),
            "addRepeat" => self.add(step),
            "removeRepeat" => self.remove(step),
            "setLanguage" => self.language(step),
            "payload" => self.payload(step),
            other => self.differ("", other, "a step not known here"),
        }
    }

    // ---- opening ----

    fn load(&mut self, step: &'a Json) {
        let id = text(step, "form").to_owned();
        let loaded = load(text(self.forms, &id), step);
        match &loaded {
            Err(error) => {
                self.refused.push(error.clone());
                if self.strict && step.get("error").is_none() && !self.opening_refused(&id) {
                    self.differ(&id, "a form that loads", error);
                }
            }
            Ok(_) if self.strict && step.get("error").is_some() => self.differ(&id, "a form that is refused", "loaded"),
            Ok(_) => {}
        }
        self.loaded.insert(id, loaded);
    }

    /// Whether a later step says that an instance of the form must be refused: ours may tell it earlier.
    fn opening_refused(&self, form: &str) -> bool {
        list(&self.case["steps"]).iter().any(|s| text(s, "form") == form && text(s, "op") != "load" && s.get("error").is_some())
    }

    fn open(&mut self, step: &'a Json) {
        let refused = step.get("error").is_some();
        self.seed += 1;
        let opened = match self.loaded.get(text(step, "form")) {
            Some(Ok(loaded)) => {
                let env = Rc::new(world::World::new(&step["options"], loaded.lists.clone(), self.seed));
                let xml = self.placeholders.filled(text(&step["instance"], "xml"));
                match text(step, "op") {
                    "create" => Ok(Session::new(Arc::clone(&loaded.form), env)),
                    op => Session::from_xml(Arc::clone(&loaded.form), env, &xml, op == "edit")
                        .map_err(|all| all.iter().map(ToString::to_string).collect()),
                }
            }
            Some(Err(error)) => Err(error.clone()),
            None => Err("its form was never loaded".to_owned()),
        };
        match opened {
            Ok(_) if refused && self.strict => self.differ("", "refused", "opened"),
            Err(error) if refused || !self.strict => self.refused.push(error),
            Err(error) => self.differ("", "opened", error),
            Ok(session) => {
                let files = list(&step["instance"]["attachments"]).iter().map(|f| (text(f, "name").to_owned(), f.clone())).collect();
                let recorded = list(&step["state"]["nodes"]).iter().map(|n| (text(n, "ref").to_owned(), n.clone())).collect();
                let violations = step["state"]["violations"].clone();
                let (edits, answered) = (text(step, "op") == "edit", HashSet::new());
                let filling = Filling { session, recorded, violations, files, edits, answered, prepared: String::new() };
                let name = text(step, "session").to_owned();
                self.sessions.insert(name.clone(), filling);
                self.event = 0;
                if self.strict && !refused {
                    self.whole(&name, &step["state"]);
                }
            }
        }
    }

    // ---- changes ----

    fn answer(&mut self, step: &'a Json) {
        let (name, reference, value) = (text(step, "session"), text(step, "ref"), text(step, "value"));
        let must_fail = step.get("error").is_some();
        let Some(filling) = self.sessions.get_mut(name) else {
            return;
        };
        if step["file"].is_object() {
            filling.files.insert(text(&step["file"], "name").to_owned(), step["file"].clone());
            filling.answered.insert(text(&step["file"], "name").to_owned());
        }
        let done = filling.session.find(reference).ok_or_else(|| "no such node".to_owned()).and_then(|node| {
            let answer = filling.session.fitting(node, value).map_err(|refusal| format!("{refusal:?}"))?;
            let computed = filling.session.view(node).is_some_and(|view| view.computed);
            let edit = if computed { Edit::Override { node, text: answer } } else { Edit::Set { node, text: answer } };
            filling.session.apply(edit).map_err(|refusal| format!("{refusal:?}"))
        });
        match done {
            Ok(_) if must_fail => self.differ(reference, "refused", "answered"),
            Err(refusal) if !must_fail => self.differ(reference, format!("answered {value:?}"), refusal),
            _ => self.settled(step),
        }
    }

    fn add(&mut self, step: &'a Json) {
        let (name, reference) = (text(step, "session"), text(step, "ref"));
        let Some(filling) = self.sessions.get_mut(name) else {
            return;
        };
        let Some(range) = filling.session.find(reference) else {
            return self.differ(reference, "a repeat", "no such node");
        };
        for _ in 0..step["add"].as_u64().unwrap_or(1) {
            if let Err(refusal) = filling.session.apply(Edit::Add { range }) {
                return self.differ(reference, "one more", format!("{refusal:?}"));
            }
        }
        self.settled(step);
    }

    fn remove(&mut self, step: &'a Json) {
        let (name, reference) = (text(step, "session"), text(step, "ref"));
        let Some(filling) = self.sessions.get_mut(name) else {
            return;
        };
        for _ in 0..step["remove"].as_u64().unwrap_or(1) {
            let Some(instance) = filling.session.find(reference) else {
                return self.differ(reference, "an instance", "no such node");
            };
            if let Err(refusal) = filling.session.apply(Edit::Remove { instance }) {
                return self.differ(reference, "one less", format!("{refusal:?}"));
            }
        }
        self.settled(step);
    }

    fn language(&mut self, step: &'a Json) {
        let Some(filling) = self.sessions.get_mut(text(step, "session")) else {
            return;
        };
        let known = filling.session.form().languages().iter().position(|l| l == text(step, "language"));
        let done = known.is_some_and(|language| filling.session.apply(Edit::Language(language)).is_ok());
        if done { self.settled(step) } else { self.differ("", text(step, "language"), "no such language") }
    }

    /// What a user interface must not allow: ours must refuse it too.
    fn rejected(&mut self, step: &'a Json) {
        let args: Vec<&str> = list(&step["args"]).iter().filter_map(Json::as_str).collect();
        let Some(filling) = self.sessions.get_mut(text(step, "session")) else {
            return;
        };
        let [reference, value] = args.as_slice() else {
            return;
        };
        let Some(node) = filling.session.find(reference) else {
            return;
        };
        if filling.session.apply(Edit::Set { node, text: (*value).to_owned() }).is_ok() {
            self.differ(reference, "refused", "answered");
        }
    }

    fn payload(&mut self, step: &'a Json) {
        let name = text(step, "session");
        let Some(filling) = self.sessions.get_mut(name) else {
            return;
        };
        let ready = filling.session.finalize().is_ok();
        let submission = filling.session.submission();
        filling.prepared.clone_from(&submission.xml);
        // What an edit leaves as it was is at the server already.
        let sent = |name: &&String| !filling.edits || filling.answered.contains(*name);
        let files: Vec<Json> = submission.media.iter().filter(sent).filter_map(|name| filling.files.get(name).cloned()).collect();
        let about = filling.session.form().submission();
        let meta = |key: &str| about.iter().find(|(name, _)| name == key).map_or(Json::Null, |(_, value)| json!(value));
        let meta = json!({ "submissionAction": address(&meta("action")), "submissionMethod": "post", "encryptionKey": meta("base64RsaPublicKey") });
        let violations = state::violations(&filling.session);
        if !self.strict {
            return;
        }
        let status = if ready { "ready" } else { "pending" };
        if text(step, "status") != status {
            self.differ("status", text(step, "status"), status);
        }
        self.compare("meta", &step["submissionMeta"], &meta);
        let violations = if list(&violations).is_empty() { Json::Null } else { violations };
        self.compare("violations", &step["violations"], &violations);
        self.sent(step, &submission.xml, &files);
        self.settled(step);
    }

    /// The files to send, as the step lists them.
    fn sent(&mut self, step: &'a Json, xml: &str, files: &[Json]) {
        let mut expected = Vec::new();
        for file in list(&step["data"]).iter().flat_map(list) {
            if text(file, "key") != "xml_submission_file" {
                expected.push(json!([file["name"], file["text"]]));
            } else if !self.placeholders.same_xml(text(file, "text"), xml) {
                self.differ("payload", text(file, "text"), xml);
            }
        }
        let actual: Vec<Json> = files.iter().map(|file| json!([file["name"], file["text"]])).collect();
        self.compare("files", &Json::Array(expected), &Json::Array(actual));
    }

    // ---- comparing ----

    pub(super) fn compare(&mut self, what: &str, expected: &Json, actual: &Json) {
        if !self.placeholders.same(expected, actual) {
            self.differ(what, expected.to_string(), actual.to_string());
        }
    }

    /// After a step: the nodes it names are as it says, all others as before.
    fn settled(&mut self, step: &'a Json) {
        let name = text(step, "session");
        if !self.strict {
            return;
        }
        let Some(filling) = self.sessions.get_mut(name) else {
            return;
        };
        for node in list(&step["changed"]) {
            filling.recorded.insert(text(node, "ref").to_owned(), node.clone());
        }
        for gone in list(&step["removed"]).iter().filter_map(Json::as_str) {
            filling.recorded.remove(gone);
        }
        if let Some(violations) = step.get("violations").filter(|_| text(step, "op") != "payload") {
            filling.violations = violations.clone();
        }
        self.state(name, false);
    }

    /// The whole state against what is known of it; once `ordered`, in document order.
    fn state(&mut self, name: &str, ordered: bool) {
        let Some(filling) = self.sessions.get(name) else {
            return;
        };
        let recorded = filling.recorded.clone();
        let violations = filling.violations.clone();
        let ours = state::of(&filling.session);
        let our_violations = state::violations(&filling.session);
        seen::session(&filling.session);
        if !ordered && text(&self.case["steps"][self.at], "op") != "payload" {
            self.compare("violations", &violations, &our_violations);
        }
        let ours: BTreeMap<String, Json> = ours.into_iter().collect();
        for (reference, expected) in &recorded {
            match ours.get(reference) {
                None => self.differ(reference, expected.to_string(), "no such node"),
                Some(actual) => self.node(reference, expected, actual),
            }
        }
        for reference in ours.keys().filter(|r| !recorded.contains_key(*r)) {
            self.differ(reference, "no such node", "a node");
        }
    }

    /// One node: every field.
    fn node(&mut self, reference: &str, expected: &Json, actual: &Json) {
        let (Json::Object(expected), Json::Object(actual)) = (expected, actual) else {
            return;
        };
        for key in expected.keys().chain(actual.keys().filter(|k| !expected.contains_key(*k))) {
            let (e, a) = (expected.get(key), actual.get(key));
            let same = match (e, a) {
                (Some(Json::String(e)), Some(a)) if key == "label" || key == "hint" => state::spaced(e) == *a,
                (Some(e), Some(a)) => self.placeholders.same(e, a),
                _ => false,
            };
            if !same {
                let told = |v: Option<&Json>| v.map_or_else(|| "nothing".to_owned(), Json::to_string);
                self.differ(&format!("{reference} {key}"), told(e), told(a));
            }
        }
    }

    /// A whole snapshot, order and XML included.
    fn whole(&mut self, name: &str, snapshot: &'a Json) {
        self.state(name, true);
        let Some(filling) = self.sessions.get(name) else {
            return;
        };
        let session = &filling.session;
        let order: Vec<String> = state::of(session).into_iter().map(|(reference, _)| reference).collect();
        let xml = session.submission().xml;
        let form = session.form();
        let about = json!({
            "violations": state::violations(session),
            "activeLanguage": form.languages().get(session.language()),
            "languages": state::languages(form, &snapshot["languages"]),
            "classes": form.style().split_whitespace().collect::<Vec<_>>(),
        });
        let expected: Vec<&str> = list(&snapshot["nodes"]).iter().map(|n| text(n, "ref")).collect();
        if expected != order {
            self.differ("order", expected.join(" "), order.join(" "));
        }
        for key in ["violations", "activeLanguage", "languages", "classes"] {
            self.compare(key, &snapshot[key], &about[key]);
        }
        if !self.placeholders.same_xml(text(snapshot, "xml"), &xml) {
            self.differ("xml", text(snapshot, "xml"), xml);
        }
    }

    /// The end of every session.
    fn end(&mut self) {
        let Json::Object(end) = &self.case["final"] else {
            return;
        };
        for (name, snapshot) in end {
            match self.sessions.get_mut(name) {
                None => self.differ(name, "a session", "none"),
                Some(filling) => {
                    filling.recorded = list(&snapshot["nodes"]).iter().map(|n| (text(n, "ref").to_owned(), n.clone())).collect();
                    self.whole(name, snapshot);
                }
            }
        }
    }
}

/// An address with the path `/` where it has none (RFC 3986 §6.2.3).
fn address(given: &Json) -> Json {
    match given.as_str().and_then(|text| text.split_once("://")) {
        Some((scheme, rest)) if !rest.contains('/') => json!(format!("{scheme}://{rest}/")),
        _ => given.clone(),
    }
}

/// A form compiled, sent as bytes and read back, with its files.
fn load(xml: &str, step: &Json) -> Result<Loaded, String> {
    let parsed = forms::xform::parse(xml).map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let form = Form::from_bytes(&parsed.form.to_bytes()).map_err(|error| error.to_string())?;
    let lists = world::lists(step, &form.list_uris())?;
    let blank = text(step, "missingResourceBehavior") == "BLANK";
    let unfit = lists.iter().filter(|_| !blank).flat_map(|(uri, list)| forms::xform::check_list(&form, uri, list));
    if let Some(unfit) = unfit.into_iter().next() {
        return Err(unfit.to_string());
    }
    Ok(Loaded { form: Arc::new(form), lists })
}
