//! After any edits everything equals a full recalculation.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use forms::engine::{Body, Control, DataType, Shape, Tally};
use forms::{Changes, Edit, Form, NodeId, Session};
use proptest::prelude::*;

use crate::small::{still, xml};

thread_local! {
    static FORMS: RefCell<HashMap<String, Arc<Form>>> = RefCell::new(HashMap::new());
}

fn form(name: &str) -> Arc<Form> {
    FORMS.with(|forms| {
        let mut forms = forms.borrow_mut();
        let found = forms.entry(name.to_owned()).or_insert_with(|| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../server/programme/forms/{name}.xml"));
            let xml = std::fs::read_to_string(path).expect("the form is there");
            Arc::new(forms::xform::parse(&xml).expect("the form compiles").form)
        });
        Arc::clone(found)
    })
}

/// Everything that can be edited now.
fn doors(session: &Session) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut todo = vec![session.root()];
    while let Some(node) = todo.pop() {
        let Some(view) = session.view(node) else {
            continue;
        };
        let editable = match view.body {
            Body::Question(control) => control != Control::Note && !view.locked(),
            Body::Repeat { counted, .. } => !counted,
            Body::Instance { .. } => {
                let around = session.parent(node).and_then(|range| session.view(range));
                !around.is_some_and(|range| matches!(range.body, Body::Repeat { counted: true, .. }))
            }
            Body::Group { .. } => false,
        };
        if editable {
            found.push(node);
        }
        todo.extend(session.children(node));
    }
    found
}

fn edit(session: &Session, node: NodeId, with: u32) -> Edit {
    let view = session.view(node).expect("it is there");
    let pick = |texts: &[&str]| texts[with as usize % texts.len()].to_owned();
    match view.body {
        Body::Repeat { .. } => Edit::Add { range: node },
        Body::Instance { .. } => Edit::Remove { instance: node },
        _ => {
            let choices = session.choices(node);
            let text = match (view.data_type, choices.is_empty()) {
                (_, false) if !with.is_multiple_of(5) => choices[with as usize % choices.len()].value.to_string(),
                (DataType::Int, _) => pick(&["0", "1", "2", "3", "4", "", "60", "x", "1.5"]),
                (DataType::Decimal, _) => pick(&["0", "12.5", "2000", "", "-3", "100000000"]),
                (DataType::Date, _) => pick(&["2015-01-15", "2026-11-24", "2030-01-01", "", "1970-03-12"]),
                _ => pick(&["", "HC0001", "HC0003", "990000197003120114", "甲", "1"]),
            };
            Edit::Set { node, text }
        }
    }
}

/// All that can be seen of a session.
fn seen(session: &Session) -> String {
    let mut out = format!("{:?}\n{:?}\n{}", session.values(), session.validate(), session.submission().xml);
    let mut todo = vec![session.root()];
    while let Some(node) = todo.pop() {
        out.extend([format!("{:?}", session.view(node)), "\n".to_owned()]);
        todo.extend(session.children(node));
    }
    out
}

/// What is told at a glance is what the views say.
fn glance(session: &Session) -> Result<(), TestCaseError> {
    let mut counted = Tally::default();
    let mut todo = vec![session.root()];
    while let Some(node) = todo.pop() {
        let view = session.view(node).expect("it is there");
        let question = matches!(view.body, Body::Question(_));
        prop_assert_eq!(session.shape(node), Some(Shape { body: view.body, relevant: view.relevant, answered: question && !view.value.is_empty() }));
        if question && view.relevant && view.body != Body::Question(Control::Note) {
            let blank = view.value.is_empty();
            counted.asked += 1;
            counted.answered += u32::from(!blank);
            counted.missing += u32::from(blank && view.required);
            counted.wrong += u32::from(view.problem.is_some());
        }
        todo.extend(session.children(node));
    }
    prop_assert_eq!(session.tally(&[session.root()]), counted);
    Ok(())
}

/// What has changed is told in the order of the form, each node once.
fn in_order(session: &Session, changes: &Changes) -> Result<(), TestCaseError> {
    let all: HashMap<String, usize> = session.values().into_iter().enumerate().map(|(at, (path, ..))| (path, at)).collect();
    let places: Vec<usize> = changes.nodes.iter().filter_map(|(node, _)| all.get(&session.path(*node)).copied()).collect();
    prop_assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
    Ok(())
}

fn check(name: &str, edits: &[(u32, u32)]) -> Result<(), TestCaseError> {
    check_form(form(name), edits)
}

/// Of a form written as a test writes it.
fn check_small(lines: &str, edits: &[(u32, u32)]) -> Result<(), TestCaseError> {
    check_form(Arc::new(forms::xform::parse(&xml(lines)).expect("the form compiles").form), edits)
}

fn check_form(form: Arc<Form>, edits: &[(u32, u32)]) -> Result<(), TestCaseError> {
    let mut session = Session::new(form, still());
    for &(door, with) in edits {
        let doors = doors(&session);
        let Some(&node) = doors.get(door as usize % doors.len()) else {
            continue;
        };
        let edit = edit(&session, node, with);
        let done = session.apply(edit);
        prop_assert!(done.is_ok(), "{done:?}");
        in_order(&session, &done.unwrap_or_default())?;
    }
    glance(&session)?;
    let before = seen(&session);
    session.recalculate_all();
    prop_assert_eq!(&before, &seen(&session), "incremental and full differ");
    let again = Session::restore(Arc::clone(session.form()), still(), &session.snapshot()).expect("own snapshot is read");
    prop_assert_eq!(before, seen(&again), "the draft opened again differs");
    Ok(())
}

fn edits(most: usize) -> impl Strategy<Value = Vec<(u32, u32)>> {
    proptest::collection::vec((any::<u32>(), any::<u32>()), 1..most)
}

/// Instances that read the one before and the one after, by index and by predicate.
const MONTHS: &str = "
    int from
    repeat month
      int paid
      calculate sofar calculate=“coalesce(${paid}, 0) + coalesce(indexed-repeat(${sofar}, ${month}, position(..) - 1), ${from})”
      calculate before calculate=“/data/month[position() = position(current()/..) - 1]/paid”
      calculate next calculate=“indexed-repeat(${paid}, ${month}, 1 + position(..))”
      int bonus relevant=“${before} > 2”
      calculate bonus_before calculate=“indexed-repeat(${bonus}, ${month}, position(..) - 1)”
    end
    calculate last calculate=“/data/month[last()]/sofar”
    repeat visit relevant=“${from} != 2”
      int kept
      calculate earlier calculate=“indexed-repeat(${kept}, ${visit}, position(..) - 1)”
    end
";

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn months_that_follow_from_the_month_before(edits in edits(40)) {
        check_small(MONTHS, &edits)?;
    }

    #[test]
    fn students_and_their_aid(edits in edits(40)) {
        check("j_entitlement", &edits)?;
    }

    #[test]
    fn exits_of_households(edits in edits(60)) {
        check("f_hh_exit", &edits)?;
    }

    #[test]
    fn notices_with_objections(edits in edits(40)) {
        check("d_public_notice", &edits)?;
    }

    #[test]
    fn reviews_with_votes(edits in edits(40)) {
        check("c_village_review", &edits)?;
    }

    #[test]
    fn exits_of_villages(edits in edits(60)) {
        check("g_village_exit", &edits)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn surveys_of_households(edits in edits(80)) {
        check("b_hh_survey", &edits)?;
    }
}
