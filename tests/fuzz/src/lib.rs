//! What the targets share: surroundings that stand still, the programme's forms, and a hand that fills whatever a form offers.
//!
//! What it is not: a check of answers (the recorded cases are). Invariant: the same bytes always do the same.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use forms::engine::{Body, Control};
use forms::{Edit, Env, Form, Instant, List, NodeId, Session};

/// A clock that stands, numbers that only look random, and one small list behind every name.
pub struct Still {
    drawn: Cell<u64>,
    list: Option<Arc<List>>,
}

impl Still {
    /// Fresh surroundings.
    pub fn new() -> Rc<Self> {
        Rc::new(Self { drawn: Cell::new(1), list: List::from_csv(b"name,label,town\na,A,x\nb,B,y\n").ok().map(Arc::new) })
    }
}

impl Env for Still {
    fn now(&self) -> Instant {
        Instant { unix_ms: 1_795_478_400_000, offset_min: 480 }
    }

    fn random(&self) -> u64 {
        self.drawn.set(self.drawn.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        self.drawn.get()
    }

    fn list(&self, _uri: &str) -> Option<Arc<List>> {
        self.list.clone()
    }
}

/// The programme's forms that edits are tried on: small, middle, with repeats, with exits; the largest last.
pub const FORMS: [&str; 6] = [
    include_str!("../../../server/programme/forms/j_entitlement.xml"),
    include_str!("../../../server/programme/forms/a_self_declare.xml"),
    include_str!("../../../server/programme/forms/d_public_notice.xml"),
    include_str!("../../../server/programme/forms/f_hh_exit.xml"),
    include_str!("../../../server/programme/forms/c_village_review.xml"),
    include_str!("../../../server/programme/forms/b_hh_survey.xml"),
];

thread_local! {
    static COMPILED: RefCell<HashMap<usize, Arc<Form>>> = RefCell::default();
}

/// One of [`FORMS`], compiled once.
pub fn form(n: usize) -> Arc<Form> {
    let n = n % FORMS.len();
    COMPILED.with_borrow_mut(|compiled| {
        Arc::clone(compiled.entry(n).or_insert_with(|| Arc::new(forms::xform::parse(FORMS[n]).expect("the programme's forms compile").form)))
    })
}

/// Answers that forms choke on: blanks, edges of numbers and dates, full-width digits, markup, lone signs.
const ANSWERS: [&str; 24] = [
    "",
    "0",
    "1",
    "-1",
    "2147483648",
    "9223372036854775808",
    "1e309",
    "NaN",
    "0.1",
    "１２",
    "1,5",
    "2026-02-29",
    "2026-11-25",
    "9999-12-31",
    "0000-00-00",
    "25:61:00",
    "2026-11-25T10:00:00.000+08:00",
    "990000197003120114",
    "a b c",
    "<b>&amp;",
    "31.2 121.4 0 0",
    "31 121;32 122",
    "uuid:x",
    "甲",
];

/// Nodes looked at for one edit: enough for every form of the programme, and a bound for forms that the fuzzer makes up.
const NODES: usize = 4_000;

/// What can be edited now, in document order.
fn doors(session: &Session) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut todo = vec![session.root()];
    let mut seen = 0;
    while let Some(node) = todo.pop() {
        seen += 1;
        if seen > NODES {
            break;
        }
        let Some(view) = session.view(node) else {
            continue;
        };
        match view.body {
            Body::Question(Control::Note) | Body::Group { .. } => {}
            _ => found.push(node),
        }
        todo.extend(session.children(node));
    }
    found
}

/// Two bytes an edit: which node, and what is done to it. What the session refuses is refused; nothing may break.
pub fn fill(session: &mut Session, script: &[u8]) {
    for step in script.chunks_exact(2) {
        let (at, with) = (usize::from(step[0]), usize::from(step[1]));
        let doors = doors(session);
        let Some(&node) = doors.get(at * doors.len().div_ceil(256).max(1) % doors.len().max(1)) else {
            return;
        };
        let Some(view) = session.view(node) else {
            return;
        };
        let edit = match view.body {
            _ if with == 255 => Edit::Language(at % 3),
            Body::Repeat { .. } => Edit::Add { range: node },
            Body::Instance { .. } => Edit::Remove { instance: node },
            _ => {
                let choices = session.choices(node);
                let offered = choices.get(with % choices.len().max(1)).filter(|_| with < 200).map(|choice| choice.value.to_string());
                Edit::Set { node, text: offered.unwrap_or_else(|| ANSWERS[with % ANSWERS.len()].to_owned()) }
            }
        };
        let _ = session.apply(edit);
    }
}

/// Everything the session tells its users, as one text.
pub fn told(session: &Session) -> String {
    format!("{:?}\n{:?}\n{}", session.values(), session.validate(), session.submission().xml)
}

/// Whether a list says the same after a journey as bytes, and finds its cells by their texts.
pub fn holds_together(list: &List) {
    let again = List::from_bytes(&list.to_bytes()).expect("what was written can be read");
    let columns = list.columns().count();
    for row in 0..list.len().min(50) {
        for column in 0..columns.min(20) {
            let cell = list.cell(row, column);
            assert_eq!(cell, again.cell(row, column));
            assert!(list.rows_where(column, cell).contains(&(row as u32)), "a cell is found by its text");
        }
    }
}
