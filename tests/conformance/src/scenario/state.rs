//! A session's state in the words of the recordings.

use std::collections::BTreeMap;

use forms::engine::{Body, Control, DataType, MediaKind, NodeView, Problem, ProblemKind, Text};
use forms::{NodeId, Session};
use serde_json::{Map, Value as Json, json};

/// References in document order with the state of their nodes.
pub(super) type State = Vec<(String, Json)>;

/// Every node but the root; a series stands behind its instances.
pub(super) fn of(session: &Session) -> State {
    let problems: BTreeMap<NodeId, Problem> = session.validate().into_iter().map(|p| (p.node, p)).collect();
    let nodes = session.nodes();
    let mut attributes: BTreeMap<String, Map<String, Json>> = BTreeMap::new();
    let mut found = Vec::new();
    for id in nodes {
        let Some(view) = session.view(id) else {
            continue;
        };
        let path = session.path(id);
        if let Some((owner, name)) = path.rsplit_once("/@") {
            attributes.entry(owner.to_owned()).or_default().insert(name.to_owned(), Json::String(view.value.to_string()));
            continue;
        }
        if id != session.root() {
            found.push((path, node(session, &view, problems.get(&id))));
        }
    }
    for (path, state) in &mut found {
        if let (Some(own), Json::Object(state)) = (attributes.remove(path), state) {
            state.insert("attributes".to_owned(), Json::Object(own));
        }
    }
    found
}

/// The state of one node.
pub(super) fn node(session: &Session, view: &NodeView, problem: Option<&Problem>) -> Json {
    let mut state = Map::new();
    let leaf = matches!(view.body, Body::Question(_));
    state.insert("ref".to_owned(), session.path(view.id).into());
    state.insert("type".to_owned(), kind(view).into());
    state.insert("relevant".to_owned(), view.relevant.into());
    state.insert("readonly".to_owned(), view.readonly.into());
    state.insert("required".to_owned(), view.required.into());
    if let Some(label) = &view.label {
        state.insert("label".to_owned(), spaced(&label.text).into());
        if let Some(media) = media(label) {
            state.insert("labelMedia".to_owned(), media);
        }
    }
    if let Some(hint) = &view.hint {
        state.insert("hint".to_owned(), spaced(&hint.text).into());
    }
    if leaf {
        state.insert("valueType".to_owned(), type_name(view.data_type).into());
        // What is not relevant reads as blank; a file stays with its question.
        let shown = view.relevant || matches!(view.body, Body::Question(Control::Upload(_)));
        state.insert("value".to_owned(), if shown { view.value.to_string() } else { String::new() }.into());
        state.insert("violation".to_owned(), problem.and_then(violation).unwrap_or(Json::Null));
    }
    if let Body::Question(control @ (Control::SelectOne | Control::SelectMultiple | Control::Rank)) = view.body {
        let choices = session.choices(view.id);
        let choice = |c: &forms::Choice| {
            let mut made = json!({ "value": &*c.value, "label": spaced(&c.label.text) });
            if let (Some(media), Json::Object(made)) = (media(&c.label), &mut made) {
                made.insert("media".to_owned(), media);
            }
            made
        };
        state.insert("choices".to_owned(), choices.iter().map(choice).collect());
        if control != Control::Rank {
            state.insert("selectType".to_owned(), if control == Control::SelectOne { "select1" } else { "select" }.into());
        }
    }
    Json::Object(state)
}

/// `type` of a node.
fn kind(view: &NodeView) -> &'static str {
    match view.body {
        Body::Group { .. } => "group",
        Body::Repeat { counted: true, .. } => "repeat-range:controlled",
        Body::Repeat { .. } => "repeat-range:uncontrolled",
        Body::Instance { .. } => "repeat-instance",
        Body::Question(control) if view.asked => match control {
            Control::Input if view.fixed && (view.label.is_some() || view.hint.is_some()) => "note",
            Control::Input => "input",
            Control::SelectOne | Control::SelectMultiple => "select",
            Control::Rank => "rank",
            Control::Upload(_) => "upload",
            Control::Range => "range",
            Control::Trigger => "trigger",
            Control::Note => "note",
        },
        Body::Question(_) => "model-value",
    }
}

/// What keeps an answer from being valid.
pub(super) fn violation(problem: &Problem) -> Option<Json> {
    let condition = match problem.kind {
        ProblemKind::Required => "required",
        ProblemKind::Constraint => "constraint",
        ProblemKind::Type | ProblemKind::Choice | ProblemKind::Expression => return None,
    };
    Some(json!({ "condition": condition, "message": problem.message }))
}

/// The list of what keeps the form from being valid.
pub(super) fn violations(session: &Session) -> Json {
    let listed = |problem: &Problem| {
        let Json::Object(mut made) = violation(problem)? else {
            return None;
        };
        made.insert("ref".to_owned(), session.path(problem.node).into());
        Some(Json::Object(made))
    };
    session.validate().iter().filter_map(listed).collect()
}

fn media(text: &Text) -> Option<Json> {
    let mut found = Map::new();
    for (kind, folder, file) in [("image", "images", &text.image), ("audio", "audio", &text.audio), ("video", "video", &text.video)] {
        if let Some(file) = file {
            found.insert(kind.to_owned(), format!("jr://{folder}/{file}").into());
        }
    }
    (!found.is_empty()).then_some(Json::Object(found))
}

fn type_name(data_type: DataType) -> &'static str {
    match data_type {
        DataType::String => "string",
        DataType::Int => "int",
        DataType::Decimal => "decimal",
        DataType::Boolean => "boolean",
        DataType::Date => "date",
        DataType::Time => "time",
        DataType::DateTime => "dateTime",
        DataType::Geopoint => "geopoint",
        DataType::Geotrace => "geotrace",
        DataType::Geoshape => "geoshape",
        DataType::Barcode => "barcode",
        DataType::Binary => "binary",
        DataType::Intent => "intent",
    }
}

/// `mediatype` of an upload as its options tell it.
pub(super) fn media_type(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image/*",
        MediaKind::Audio => "audio/*",
        MediaKind::Video => "video/*",
        MediaKind::File => "*",
    }
}

/// White space as one blank.
pub(super) fn spaced(text: &str) -> String {
    text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The languages of a form; one that has none is recorded as having one without a name.
pub(super) fn languages(form: &forms::Form, recorded: &Json) -> Json {
    let named: Vec<&String> = form.languages().iter().filter(|l| !l.is_empty()).collect();
    if named.is_empty() && *recorded == json!([""]) { recorded.clone() } else { json!(named) }
}
