//! A form being filled, by paths.

use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use forms::engine::Body;
use forms::{Edit, Form, NodeId, Session};

use crate::Surroundings;

/// A form being filled; paths as `/data/member[3]/wage`.
pub struct Filled {
    session: Session,
}

/// Compiles an XForm.
pub fn compile(xml: &str) -> Result<Form> {
    let parsed = forms::xform::parse(xml).map_err(|errors| anyhow!("the form has errors: {}", listed(&errors)))?;
    Ok(parsed.form)
}

fn listed(errors: &[forms::Diagnostic]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// An `XForm` with more calculated nodes below its root, `x0`, `x1`, …, one for each expression: how the throughput of expressions is measured.
pub fn with_expressions(xml: &str, expressions: &[String]) -> String {
    let (mut nodes, mut binds) = (String::new(), String::new());
    for (n, text) in expressions.iter().enumerate() {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        nodes += &format!("<x{n}/>");
        binds += &format!("<bind nodeset=\"/data/x{n}\" type=\"string\" calculate=\"{text}\"/>");
    }
    xml.replacen("<meta>", &(nodes + "<meta>"), 1).replacen("</model>", &(binds + "</model>"), 1)
}

impl Filled {
    /// A new instance.
    pub fn new(form: Form, surroundings: Surroundings) -> Self {
        Self { session: Session::new(Arc::new(form), Rc::new(surroundings)) }
    }

    /// A draft.
    pub fn restore(form: Form, surroundings: Surroundings, snapshot: &[u8]) -> Result<Self> {
        let session = Session::restore(Arc::new(form), Rc::new(surroundings), snapshot);
        Ok(Self { session: session.map_err(|error| anyhow!("{error}"))? })
    }

    /// A submission as a draft.
    pub fn from_xml(form: Form, surroundings: Surroundings, xml: &str) -> Result<Self> {
        let session = Session::from_xml(Arc::new(form), Rc::new(surroundings), xml, false);
        Ok(Self { session: session.map_err(|errors| anyhow!("{}", listed(&errors)))? })
    }

    /// The draft as bytes.
    pub fn snapshot(&self) -> Vec<u8> {
        self.session.snapshot()
    }

    fn node(&self, path: &str) -> Result<NodeId> {
        self.session.find(path).with_context(|| format!("{path} is not there"))
    }

    fn apply(&mut self, path: &str, edit: Edit) -> Result<()> {
        self.session.apply(edit).map(drop).map_err(|refusal| anyhow!("{path}: {refusal:?}"))
    }

    /// Answers a question.
    pub fn set(&mut self, path: &str, value: &str) -> Result<()> {
        let node = self.node(path)?;
        self.apply(path, Edit::Set { node, text: value.to_owned() })
    }

    /// The value at a path; none where there is no such node.
    pub fn get(&self, path: &str) -> Option<String> {
        self.session.view(self.session.find(path)?).map(|view| view.value.to_string())
    }

    /// Adds an instance at the end of a repeat.
    pub fn add(&mut self, path: &str) -> Result<()> {
        let range = self.node(path)?;
        self.apply(path, Edit::Add { range })
    }

    /// Removes an instance, 1-based.
    pub fn remove(&mut self, path: &str, index: usize) -> Result<()> {
        let instance = self.node(&format!("{path}[{index}]"))?;
        self.apply(path, Edit::Remove { instance })
    }

    /// Whether a node and all around it are relevant; a node that is not there is not.
    pub fn relevant(&self, path: &str) -> bool {
        self.session.find(path).and_then(|node| self.session.view(node)).is_some_and(|view| view.relevant)
    }

    /// How many choices are offered.
    pub fn choices(&self, path: &str) -> Result<usize> {
        Ok(self.session.choices(self.node(path)?).len())
    }

    /// Switches to the language whose name begins so.
    pub fn language(&mut self, prefix: &str) -> Result<()> {
        let at = self.session.form().languages().iter().position(|name| name.starts_with(prefix));
        self.apply(prefix, Edit::Language(at.with_context(|| format!("the form has no language {prefix}"))?))
    }

    /// Looks at every node once, as a page that mounts them all would; how many there are.
    pub fn look(&self) -> usize {
        let mut seen = 0;
        let mut open = vec![self.session.root()];
        while let Some(node) = open.pop() {
            open.extend(self.session.children(node));
            seen += usize::from(self.session.view(node).is_some());
        }
        seen
    }

    /// Evaluates the calculation of a node so many times; what it gives.
    pub fn evaluate(&self, path: &str, times: usize) -> Result<String> {
        let node = self.node(path)?;
        let mut last = None;
        for _ in 0..times {
            last = self.session.computed(node);
        }
        last.map(|value| value.to_string()).with_context(|| format!("{path} has no calculation"))
    }

    /// Every question that has an answer which can be given again, and that answer.
    pub fn answers(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut open = vec![self.session.root()];
        while let Some(node) = open.pop() {
            open.extend(self.session.children(node));
            let Some(view) = self.session.view(node) else {
                continue;
            };
            if matches!(view.body, Body::Question(_)) && view.relevant && !view.readonly && !view.value.is_empty() {
                found.push((self.session.path(node), view.value.to_string()));
            }
        }
        found
    }
}
