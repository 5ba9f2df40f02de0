//! The running form.

use std::rc::Rc;
use std::sync::Arc;

use super::view::{Choice, NodeId, NodeView, Problem, Text};
use crate::{Diagnostic, Env, Form};

/// One act of the person filling in.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// An answer in stored text form; the empty text clears. Kept even when it breaks a constraint (the view's `problem` says so).
    Set {
        /// The question.
        node: NodeId,
        /// The answer.
        text: String,
    },
    /// One more instance at the end of a repeat.
    Add {
        /// The repeat range.
        range: NodeId,
    },
    /// Takes an instance away.
    Remove {
        /// The repeat instance.
        instance: NodeId,
    },
    /// Another language, by its index in [`Form::languages`].
    Language(usize),
}

/// Which facts of a node may have changed: a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct What(pub u16);

impl What {
    /// The stored answer.
    pub const VALUE: What = What(1);
    /// Relevance.
    pub const RELEVANT: What = What(2);
    /// Readonly.
    pub const READONLY: What = What(4);
    /// Required.
    pub const REQUIRED: What = What(8);
    /// Constraint or type problem.
    pub const PROBLEM: What = What(16);
    /// Label, hint or message texts.
    pub const TEXT: What = What(32);
    /// Choices offered.
    pub const CHOICES: What = What(64);
    /// Instances of a repeat range (added, removed).
    pub const INSTANCES: What = What(128);
    /// Whether all bits of `other` are set.
    pub fn has(self, other: What) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What one edit changed, each node once, in document order. A language switch sets `everything`.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Node by node.
    pub nodes: Vec<(NodeId, What)>,
    /// All texts changed (language): ask every view again.
    pub everything: bool,
}

/// Why an edit was not done. The instance is as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such node (any more).
    Gone,
    /// The node is readonly or calculated.
    Readonly,
    /// Not a question, or not a repeat.
    NotThatKind,
    /// The repeat is counted by the form.
    Counted,
    /// A limit of `limits` is reached.
    Limit,
}

/// A finished instance.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The XML to send, UTF-8, non-relevant nodes left out.
    pub xml: String,
    /// `uuid:…`.
    pub instance_id: String,
    /// `meta/instanceName`, empty where the form has none.
    pub instance_name: String,
    /// File names that upload questions refer to.
    pub media: Vec<String>,
}

/// A value the server computes otherwise than the phone did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// `/data/member[2]/income`.
    pub path: String,
    /// What was sent.
    pub sent: String,
    /// What the engine computes from the answers sent.
    pub computed: String,
}

/// A submission run through the engine again.
pub struct Recheck {
    /// The session with the answers sent and everything computed anew.
    pub session: Session,
    /// What keeps it from being valid.
    pub problems: Vec<Problem>,
    /// Computed values that differ.
    pub differences: Vec<Difference>,
}

/// A form being filled.
pub struct Session {
    // owner: form helper
}

impl Session {
    /// A new instance: defaults, preloads, first-load events, one instance of each open repeat as the form has it.
    pub fn new(_form: Arc<Form>, _env: Rc<dyn Env>) -> Self {
        todo!()
    }
    /// A draft as [`Session::snapshot`] kept it. Nothing is lost: values, also of non-relevant nodes, repeats, language.
    pub fn restore(_form: Arc<Form>, _env: Rc<dyn Env>, _snapshot: &[u8]) -> Result<Self, Diagnostic> {
        todo!()
    }
    /// Opens a submission's XML as a draft to read or mend. With `edit`, it gets a new instanceID and the old one becomes `deprecatedID`.
    /// Unknown nodes, another form id and XML beyond the limits are diagnostics.
    pub fn from_xml(_form: Arc<Form>, _env: Rc<dyn Env>, _xml: &str, _edit: bool) -> Result<Self, Vec<Diagnostic>> {
        todo!()
    }
    /// Runs a submission through the engine again as a server must: computed values anew, constraints, required, unknown nodes, choices.
    /// `start`, `end`, `today`, device properties and the like are facts of the phone and are taken as sent.
    pub fn recheck(_form: Arc<Form>, _env: Rc<dyn Env>, _xml: &str) -> Result<Recheck, Vec<Diagnostic>> {
        todo!()
    }
    /// The form.
    pub fn form(&self) -> &Arc<Form> {
        todo!()
    }
    /// Does an edit and everything that follows from it.
    pub fn apply(&mut self, _edit: Edit) -> Result<Changes, Refusal> {
        todo!()
    }
    /// The form itself, as a group.
    pub fn root(&self) -> NodeId {
        todo!()
    }
    /// Body children in order, whether relevant or not: of a group or instance its groups, repeat ranges and questions; of a range its instances.
    pub fn children(&self, _of: NodeId) -> Vec<NodeId> {
        todo!()
    }
    /// The group, instance or range around a node (body order); none for the root.
    pub fn parent(&self, _of: NodeId) -> Option<NodeId> {
        todo!()
    }
    /// Everything a control draws; none if the node is gone.
    pub fn view(&self, _node: NodeId) -> Option<NodeView> {
        todo!()
    }
    /// Choices offered now, filtered and labelled; empty for other nodes.
    pub fn choices(&self, _node: NodeId) -> Vec<Choice> {
        todo!()
    }
    /// Labels of the choices taken, in order of the answer (also when a filter no longer offers them).
    pub fn chosen(&self, _node: NodeId) -> Vec<Text> {
        todo!()
    }
    /// `/data/member[2]/wage`.
    pub fn path(&self, _node: NodeId) -> String {
        todo!()
    }
    /// The node behind a path as [`Session::path`] writes it; calculated nodes without a control are found too.
    pub fn find(&self, _path: &str) -> Option<NodeId> {
        todo!()
    }
    /// Every node of the instance in document order (groups, ranges left out; leaves with value and relevance): path, relevant, value.
    pub fn values(&self) -> Vec<(String, bool, Rc<str>)> {
        todo!()
    }
    /// Index of the language in use.
    pub fn language(&self) -> usize {
        todo!()
    }
    /// All that keeps the instance from being finalized, in form order.
    pub fn validate(&self) -> Vec<Problem> {
        todo!()
    }
    /// `uuid:…` of this instance, made when it was opened.
    pub fn instance_id(&self) -> &str {
        todo!()
    }
    /// `instanceName` as it stands.
    pub fn instance_name(&self) -> String {
        todo!()
    }
    /// The instance as compact bytes for [`Session::restore`]; the first byte is the version of this format.
    pub fn snapshot(&self) -> Vec<u8> {
        todo!()
    }
    /// The submission as it stands, whether valid or not.
    pub fn submission(&self) -> Submission {
        todo!()
    }
    /// Sets `end`, checks everything and gives the submission, or what is wrong.
    pub fn finalize(&mut self) -> Result<Submission, Vec<Problem>> {
        todo!()
    }
}
