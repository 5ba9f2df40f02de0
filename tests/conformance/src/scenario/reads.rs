//! What a test looked at, as ours tells it.

use forms::engine::{Body, Control, Problem, ProblemKind};
use forms::{NodeId, Session};
use serde_json::{Map, Value as Json, json};

use super::drive::Driver;
use super::{list, state, text};

/// Fields of a read that say where to look, not what was seen.
const WHERE: &[&str] = &["op", "session", "what", "via", "args", "error", "assertActual", "assertExpected"];

/// Reads ours and, where all must hold, compares.
pub(super) fn read<'a>(driver: &mut Driver<'a>, step: &'a Json) {
    let Some(filling) = driver.sessions.get(text(step, "session")) else {
        return;
    };
    let session = &filling.session;
    let what = text(step, "what");
    let ours = match what {
        "event" | "isReachable" => events(driver, session, step),
        "validate" => validate(session),
        "xml" => json!({ "xml": session.submission().xml }),
        _ => match session.find(text(step, "ref")) {
            Some(node) => of_node(session, node, step),
            // Nothing can be added to a repeat that is not there.
            None if what == "canAddOrRemoveRepeat" => json!({ "ref": text(step, "ref"), "value": false }),
            None => Json::Null,
        },
    };
    if let Some(index) = ours["index"].as_u64() {
        driver.event = index as usize;
    }
    driver.read.push((step, ours.clone()));
    if !driver.strict {
        return;
    }
    if step.get("error").is_some() {
        if !ours.is_null() {
            driver.differ(text(step, "ref"), "no such node", ours.to_string());
        }
        return;
    }
    let Json::Object(recorded) = step else { return };
    for (key, expected) in recorded.iter().filter(|(key, _)| !WHERE.contains(&key.as_str())) {
        if what == "xml" && key == "xml" {
            if !driver.placeholders.same_xml(text(step, "xml"), text(&ours, "xml")) {
                driver.differ("xml", text(step, "xml"), text(&ours, "xml"));
            }
            continue;
        }
        // Labels are compared as the rest of the recordings has them: white space as one blank.
        let words = matches!(key.as_str(), "text" | "label" | "hint");
        let expected = if words { Json::from(state::spaced(text(step, key))) } else { expected.clone() };
        driver.compare(&format!("{} {key}", text(step, "ref")), &expected, &ours[key]);
    }
}

fn of_node(session: &Session, id: NodeId, step: &Json) -> Json {
    let Some(view) = session.view(id) else {
        return Json::Null;
    };
    let mut out = Map::new();
    out.insert("ref".to_owned(), session.path(id).into());
    match text(step, "what") {
        "answer" | "node" => return whole(session, id, step),
        "attribute" => {
            let attribute = session.find(&format!("{}/@{}", session.path(id), text(step, "attribute")));
            let value = attribute.and_then(|a| session.view(a)).map(|a| a.value.to_string());
            out.insert("attribute".to_owned(), text(step, "attribute").into());
            out.insert("value".to_owned(), json!(value));
        }
        "choices" => {
            out.insert("choices".to_owned(), choices(session, id, step));
        }
        "repeatCount" => {
            let count = if let Body::Repeat { count, .. } = view.body { json!(count) } else { json!(-1) };
            out.insert("count".to_owned(), count);
        }
        "canAddOrRemoveRepeat" => {
            out.insert("value".to_owned(), json!(matches!(view.body, Body::Repeat { counted: false, .. })));
        }
        "availableLabels" => {
            out.insert("labels".to_owned(), session.choices(id).iter().map(|c| Json::from(state::spaced(&c.label.text))).collect());
        }
        "selectedLabels" => {
            out.insert("labels".to_owned(), session.chosen(id).iter().map(|t| Json::from(state::spaced(&t.text))).collect());
        }
        "labelText" | "label" | "hint" => {
            let shown = if text(step, "what") == "hint" { view.hint } else { view.label };
            if let Some(shown) = shown {
                out.insert("text".to_owned(), state::spaced(&shown.text).into());
                out.insert("formatted".to_owned(), super::formatted::tree(&shown));
            }
        }
        _ => return Json::Null,
    }
    Json::Object(out)
}

/// Choices, with what the list says of them where the read has that.
fn choices(session: &Session, id: NodeId, step: &Json) -> Json {
    let properties = list(&step["choices"]).iter().any(|c| c.get("properties").is_some());
    let choice = |c: &forms::Choice| match properties {
        true => json!({ "value": &*c.value, "label": state::spaced(&c.label.text), "properties": session.properties(id, &c.value) }),
        false => json!({ "value": &*c.value, "label": state::spaced(&c.label.text) }),
    };
    session.choices(id).iter().map(choice).collect()
}

/// A node with all that a read may tell of it.
fn whole(session: &Session, id: NodeId, step: &Json) -> Json {
    let Some(view) = session.view(id) else {
        return Json::Null;
    };
    let problems = session.validate();
    let problem = problems.iter().find(|p| p.node == id);
    let Json::Object(mut out) = state::node(session, &view, problem) else {
        return Json::Null;
    };
    let kind_of = |kind: ProblemKind| problem.is_some_and(|p: &Problem| p.kind == kind);
    let message = |kind| problem.filter(|p| p.kind == kind).and_then(|p| p.message.clone());
    out.insert("constraintValid".to_owned(), (!kind_of(ProblemKind::Constraint)).into());
    out.insert("requiredValid".to_owned(), (!kind_of(ProblemKind::Required)).into());
    out.insert("constraintMessage".to_owned(), json!(message(ProblemKind::Constraint)));
    out.insert("requiredMessage".to_owned(), json!(message(ProblemKind::Required)));
    out.insert("appearances".to_owned(), view.appearance.iter().map(|a| Json::from(&**a)).collect());
    if !view.relevant {
        out.insert("kept".to_owned(), json!(&*view.value));
    }
    let all = session.nodes();
    let own = session.path(id);
    let under = |child: &NodeId| holder(&session.path(*child)) == own;
    let (attributes, children): (Vec<NodeId>, Vec<NodeId>) = all.into_iter().filter(under).partition(|n| session.path(*n).contains("/@"));
    out.insert("children".to_owned(), children.iter().map(|c| Json::from(session.path(*c))).collect());
    if !attributes.is_empty() {
        let value = |n: &NodeId| Some((session.path(*n).rsplit('@').next()?.to_owned(), Json::from(session.view(*n)?.value.to_string())));
        out.insert("attributes".to_owned(), Json::Object(attributes.iter().filter_map(value).collect()));
    }
    if out.contains_key("choices") {
        out.insert("choices".to_owned(), choices(session, id, step));
    }
    if id == session.root() {
        let form = session.form();
        out.insert("type".to_owned(), "root".into());
        out.insert("classes".to_owned(), form.style().split_whitespace().map(Json::from).collect());
        out.insert("languages".to_owned(), state::languages(form, &step["languages"]));
        out.insert("activeLanguage".to_owned(), json!(form.languages().get(session.language())));
    }
    if let Body::Question(control) = view.body {
        let parameter = |name: &str| view.parameters.iter().find(|(key, _)| &**key == name).and_then(|(_, value)| value.parse::<f64>().ok());
        let options = match (control, view.data_type) {
            (Control::Input, forms::engine::DataType::Geopoint) => {
                json!({ "accuracyThreshold": parameter("accuracyThreshold"), "unacceptableAccuracyThreshold": parameter("unacceptableAccuracyThreshold") })
            }
            (Control::Upload(kind), _) => {
                let accept = state::media_type(kind);
                let kind = accept.strip_suffix("/*");
                json!({ "media": { "accept": accept, "type": kind, "subtype": kind.map(|_| "*") } })
            }
            (Control::Input, _) => json!({ "rows": parameter("rows") }),
            _ => Json::Null,
        };
        out.insert("nodeOptions".to_owned(), options);
    }
    Json::Object(out)
}

/// The reference around a reference; around an instance stands its series.
fn holder(reference: &str) -> &str {
    match reference.rfind(['/', '[']) {
        Some(at) => reference.get(..at).unwrap_or_default(),
        None => "",
    }
}

fn validate(session: &Session) -> Json {
    let violations = state::violations(session);
    let first = list(&violations).first();
    let outcome = match first.map(|v| text(v, "condition")) {
        None => "ANSWER_OK",
        Some("required") => "ANSWER_REQUIRED_BUT_EMPTY",
        Some(_) => "ANSWER_CONSTRAINT_VIOLATED",
    };
    json!({ "outcome": outcome, "ref": first.map(|v| &v["ref"]), "violations": violations })
}

/// The event at a place of the walk, or whether the walk comes by a node.
fn events(driver: &Driver<'_>, session: &Session, step: &Json) -> Json {
    let events = list_events(session);
    if text(step, "what") == "isReachable" {
        let reference = text(step, "ref");
        return json!({ "ref": reference, "exists": events.iter().any(|(_, r)| r.as_deref() == Some(reference)) });
    }
    // A walk that went astray there is at the next event here.
    let recorded = step["index"].as_u64().filter(|_| driver.strict || text(step, "via") != "next");
    let index = recorded.map_or(driver.event + 1, |index| index as usize);
    match events.get(index) {
        Some((event, reference)) => {
            let mut told = json!({ "index": index, "event": event, "ref": reference });
            match text(step, "via") {
                "atTheEndOfForm" => told["value"] = (*event == "END_OF_FORM").into(),
                "atQuestion" => told["value"] = (*event == "QUESTION").into(),
                _ => {}
            }
            told
        }
        None => Json::Null,
    }
}

/// The walk of a person through the form, question by question.
fn list_events(session: &Session) -> Vec<(&'static str, Option<String>)> {
    let mut found = vec![("BEGINNING_OF_FORM", None)];
    for id in session.nodes() {
        let Some(view) = session.view(id).filter(|view| view.relevant) else {
            continue;
        };
        if id == session.root() || !view.asked {
            continue;
        }
        let event = match view.body {
            Body::Group { .. } => "GROUP",
            Body::Instance { .. } => "REPEAT",
            Body::Repeat { counted: true, .. } => continue,
            Body::Repeat { .. } => "PROMPT_NEW_REPEAT",
            Body::Question(_) => "QUESTION",
        };
        found.push((event, Some(session.path(id))));
    }
    found.push(("END_OF_FORM", None));
    found
}
