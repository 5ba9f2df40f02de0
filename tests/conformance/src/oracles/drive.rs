//! Filling a form in one pass, by the lines of a case.

use std::collections::{BTreeMap, BTreeSet};

use forms::engine::{Body, Control, ProblemKind};
use forms::{Edit, NodeId, Session};

/// A person with a list of answers.
pub(super) struct Driver {
    pub(super) session: Session,
    /// `name`, `name@n`, `name@count` → answer.
    answers: BTreeMap<String, String>,
    /// `then name=value`.
    later: Vec<(String, String)>,
    used: BTreeSet<String>,
    /// Questions and notes shown.
    pub(super) asked: usize,
    /// Words as in `case.log.txt`.
    pub(super) log: Vec<String>,
}

impl Driver {
    pub(super) fn new(session: Session, lines: &str) -> Self {
        let mut answers = BTreeMap::new();
        let mut later = Vec::new();
        for line in lines.lines().filter(|l| !l.starts_with('#')) {
            let Some((name, value)) = line.split_once('=') else { continue };
            match name.strip_prefix("then ") {
                Some(name) => later.push((name.to_owned(), value.to_owned())),
                None => drop(answers.insert(name.to_owned(), value.to_owned())),
            }
        }
        Self { session, answers, later, used: BTreeSet::new(), asked: 0, log: Vec::new() }
    }

    /// The pass, what was never asked for, the later changes, the end.
    pub(super) fn fill(&mut self) {
        self.visit(self.session.root(), &mut Vec::new());
        for name in self.answers.keys().filter(|name| !self.used.contains(*name) && !name.ends_with("@count")) {
            self.log.push(format!("UNUSED(not relevant) {name}"));
        }
        let changed = !self.later.is_empty();
        for (name, value) in std::mem::take(&mut self.later) {
            let node = self.named(&name);
            match node.map(|node| self.answer(node, &name, &value)) {
                Some(true) => self.log.push(format!("THEN {name}={value}")),
                Some(false) => {
                    if let Some(last) = self.log.last_mut() {
                        *last = format!("THEN {last}");
                    }
                }
                None => self.log.push(format!("no question {name}")),
            }
        }
        let _ = self.session.finalize();
        if changed {
            if let Some(problem) = self.session.validate().first() {
                let name = self.session.view(problem.node).map(|v| v.name).unwrap_or_default();
                let kind = if problem.kind == ProblemKind::Required { "REQUIRED" } else { "CONSTRAINT" };
                self.log.push(format!("VALIDATE {kind} {name}"));
            }
        }
    }

    fn visit(&mut self, of: NodeId, positions: &mut Vec<usize>) {
        let mut done = 0;
        // Instances come and go while answering: ask anew after each child.
        while let Some(child) = self.session.children(of).get(done).copied() {
            done += 1;
            let Some(view) = self.session.view(child) else { continue };
            if !view.relevant {
                continue;
            }
            match view.body {
                Body::Question(control) => self.ask(child, control, positions),
                Body::Group { .. } => self.visit(child, positions),
                Body::Repeat { counted, .. } => {
                    if !counted {
                        self.grow(child, &view.name);
                    }
                    self.visit(child, positions);
                }
                Body::Instance { position, .. } => {
                    positions.push(position);
                    self.visit(child, positions);
                    positions.pop();
                }
            }
        }
    }

    fn grow(&mut self, range: NodeId, name: &str) {
        let wanted: usize = self.answers.get(&format!("{name}@count")).and_then(|n| n.parse().ok()).unwrap_or(0);
        while self.session.children(range).len() < wanted {
            if self.session.apply(Edit::Add { range }).is_err() {
                break;
            }
        }
    }

    fn ask(&mut self, node: NodeId, control: Control, positions: &[usize]) {
        let Some(view) = self.session.view(node) else { return };
        self.asked += 1;
        let name = match positions.last() {
            Some(n) => format!("{}@{n}", view.name),
            None => view.name.to_string(),
        };
        if control == Control::Note {
            return;
        }
        if let Some(value) = self.answers.get(&name).cloned() {
            self.used.insert(name.clone());
            self.answer(node, &name, &value);
        }
        let view = self.session.view(node);
        if view.is_some_and(|v| v.required && v.value.is_empty()) && !self.answers.contains_key(&name) {
            self.log.push(format!("REQUIRED {name}"));
        }
    }

    /// Answers; what is refused is put back as it was.
    fn answer(&mut self, node: NodeId, name: &str, value: &str) -> bool {
        let before = self.session.view(node).map(|v| v.value.to_string()).unwrap_or_default();
        if let Err(refusal) = self.session.apply(Edit::Set { node, text: value.to_owned() }) {
            self.log.push(format!("{refusal:?} {name}={value}"));
            return false;
        }
        let Some(problem) = self.session.view(node).and_then(|v| v.problem) else { return true };
        self.log.push(format!("CONSTRAINT {name}={value} msg={}", problem.message.unwrap_or_default()));
        let _ = self.session.apply(Edit::Set { node, text: before });
        false
    }

    /// The question of a name outside repeats.
    fn named(&self, name: &str) -> Option<NodeId> {
        let values = self.session.values();
        let path = values.iter().map(|(path, ..)| path).find(|path| path.rsplit('/').next() == Some(name))?;
        self.session.find(path)
    }
}
