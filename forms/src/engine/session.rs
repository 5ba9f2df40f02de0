//! The running form, as its users see it.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::look::Spot;
use super::nodes::Place;
use super::read::Sent;
use super::run::Run;
use super::types;
use super::view::{Choice, NodeId, NodeView, Problem, Text};
use crate::definition::{Event, Kind, NONE, Preload};
use crate::instance::{Snapshot, text};
use crate::limits;
use crate::xpath::{Context, functions};
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
    /// Writes over a calculated value that is not readonly, as Collect lets people do: it holds until something the calculation reads changes.
    /// A server that checks the submission tells it as a difference.
    Override {
        /// The calculated question.
        node: NodeId,
        /// The value.
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
    /// The node is readonly, or calculated without being asked.
    Readonly,
    /// Not a question, or not a repeat.
    NotThatKind,
    /// The repeat is counted by the form.
    Counted,
    /// A limit of `limits` is reached.
    Limit,
    /// A ranking must name every choice once.
    Incomplete,
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
    pub(super) run: Run,
    instance_id: String,
    deprecated_id: Option<String>,
}

impl Session {
    /// A new instance: defaults, preloads, first-load events, one instance of each open repeat as the form has it.
    pub fn new(form: Arc<Form>, env: Rc<dyn Env>) -> Self {
        let mut run = Run::new(Arc::clone(&form), env);
        run.instance.build(&form, 0, 0, &form.initial);
        let mut session = Self { run, instance_id: String::new(), deprecated_id: None };
        session.instance_id = session.new_id();
        session.run.keep_types();
        session.run.check_types();
        session.preload();
        session.show_edit_only();
        session.recalculate_all();
        session.run.run_actions(Event::FirstLoad, None);
        session.run.run_actions(Event::Load, None);
        session.run.settle();
        session.run.changed.clear();
        session.adopt_id();
        session
    }

    /// A draft as [`Session::snapshot`] kept it. Nothing is lost: values, also of non-relevant nodes, repeats, language.
    pub fn restore(form: Arc<Form>, env: Rc<dyn Env>, snapshot: &[u8]) -> Result<Self, Diagnostic> {
        let kept = Snapshot::from_bytes(snapshot)?;
        let mut run = Run::new(Arc::clone(&form), env);
        run.instance = kept.instance(&form)?;
        run.language = (kept.language as usize).min(form.languages().len().saturating_sub(1));
        let mut session = Self { run, instance_id: kept.instance_id, deprecated_id: kept.deprecated_id };
        session.opened();
        Ok(session)
    }

    /// Opens a submission's XML as a draft to read or mend. With `edit`, it gets a new instanceID and the old one becomes `deprecatedID`.
    /// Unknown nodes, another form id and XML beyond the limits are diagnostics.
    pub fn from_xml(form: Arc<Form>, env: Rc<dyn Env>, xml: &str, edit: bool) -> Result<Self, Vec<Diagnostic>> {
        let (mut session, _) = Self::read(form, env, xml, false)?;
        if edit {
            let old = session.run.meta("instanceID").map(|id| session.run.stored(0, id).to_string());
            session.instance_id = session.new_id();
            session.deprecated_id = old.filter(|id| !id.is_empty());
            session.write_ids();
        }
        session.opened();
        session.adopt_id();
        Ok(session)
    }

    fn read(form: Arc<Form>, env: Rc<dyn Env>, xml: &str, strict: bool) -> Result<(Self, Sent), Vec<Diagnostic>> {
        let mut run = Run::new(form, env);
        let sent = run.read_xml(xml, strict)?;
        let mut session = Self { run, instance_id: String::new(), deprecated_id: None };
        if let Some(id) = session.run.meta("instanceID") {
            session.instance_id = session.run.stored(0, id).to_string();
        }
        if session.instance_id.is_empty() {
            session.instance_id = session.new_id();
        }
        session.deprecated_id = session.run.meta("deprecatedID").map(|id| session.run.stored(0, id).to_string()).filter(|id| !id.is_empty());
        Ok((session, sent))
    }

    /// After values came from outside: everything computed anew, `odk-instance-load` runs.
    fn opened(&mut self) {
        self.run.check_types();
        self.show_edit_only();
        self.recalculate_all();
        self.run.run_actions(Event::Load, None);
        self.run.settle();
        self.run.changed.clear();
    }

    /// Runs a submission through the engine again as a server must: computed values anew, constraints, required, unknown nodes, choices.
    /// `start`, `end`, `today`, device properties and the like are facts of the phone and are taken as sent.
    /// Functions of time (`today()`) ask `env`: give it the moment of the submission's `end` for equal answers.
    pub fn recheck(form: Arc<Form>, env: Rc<dyn Env>, xml: &str) -> Result<Recheck, Vec<Diagnostic>> {
        let (mut session, sent) = Self::read(form, env, xml, true)?;
        let paths: BTreeMap<(u32, u32), String> =
            sent.keys().map(|&(frame, node)| ((frame, node), session.run.path_of(NodeId { frame, node }))).collect();
        session.run.drops = false;
        session.run.check_types();
        session.show_edit_only();
        session.recalculate_all();
        let differences = session.differences(&sent, &paths);
        let problems = session.validate();
        session.run.drops = true;
        session.run.changed.clear();
        Ok(Recheck { session, problems, differences })
    }

    fn differences(&self, sent: &Sent, paths: &BTreeMap<(u32, u32), String>) -> Vec<Difference> {
        let mut found = Vec::new();
        let run = &self.run;
        run.walk(|id| {
            let def = run.form.node(id.node);
            if !matches!(def.kind, Kind::Field | Kind::Attribute) {
                return;
            }
            let was = sent.get(&(id.frame, id.node)).map_or("", String::as_str);
            let now = if run.relevant(id.frame, id.node) { run.stored(id.frame, id.node) } else { text("") };
            if !types::same(was, &now) {
                found.push(Difference { path: run.path_of(id), sent: was.to_owned(), computed: now.to_string() });
            }
        });
        // What a count has put aside was sent, but counts nowhere.
        for (at, was) in sent.iter().filter(|((frame, _), was)| !was.is_empty() && !run.instance.counts(*frame)) {
            let path = paths.get(at).cloned().unwrap_or_default();
            found.push(Difference { path, sent: was.clone(), computed: String::new() });
        }
        found
    }

    /// The form.
    pub fn form(&self) -> &Arc<Form> {
        &self.run.form
    }

    /// Does an edit and everything that follows from it.
    pub fn apply(&mut self, edit: Edit) -> Result<Changes, Refusal> {
        self.run.changed.clear();
        match edit {
            Edit::Set { node, text } => self.set(node, &text, false)?,
            Edit::Override { node, text } => self.set(node, &text, true)?,
            Edit::Add { range } => self.add(range)?,
            Edit::Remove { instance } => self.remove(instance)?,
            Edit::Language(language) => {
                if language >= self.run.form.languages().len() {
                    return Err(Refusal::Gone);
                }
                self.run.language = language;
                return Ok(Changes { nodes: Vec::new(), everything: true });
            }
        }
        self.run.settle();
        Ok(self.changes())
    }

    fn set(&mut self, id: NodeId, answer: &str, over: bool) -> Result<(), Refusal> {
        let spot = self.run.spot(id).ok_or(Refusal::Gone)?;
        if !self.run.instance.counts(id.frame) {
            return Err(Refusal::Gone);
        }
        if spot != Spot::Node || !matches!(self.run.form.node(id.node).kind, Kind::Field | Kind::Attribute) {
            return Err(Refusal::NotThatKind);
        }
        // What is computed and asked may be changed by hand, until what the calculation reads changes (as in Collect).
        let def = self.run.form.node(id.node);
        if !over && def.calculate != NONE && def.control == NONE || self.run.readonly(id, spot) {
            return Err(Refusal::Readonly);
        }
        if answer.len() > limits::ANSWER_CHARS && answer.chars().count() > limits::ANSWER_CHARS {
            return Err(Refusal::Limit);
        }
        let answer = types::normal(answer, self.run.form.node(id.node).data_type);
        let answer = self.run.env.composed(&answer).unwrap_or(answer);
        self.run.answer(id.frame, id.node, &answer);
        Ok(())
    }

    fn add(&mut self, range: NodeId) -> Result<(), Refusal> {
        let Spot::Range(kind) = self.run.spot(range).ok_or(Refusal::Gone)? else { return Err(Refusal::NotThatKind) };
        let def = self.run.form.repeat(kind);
        if def.count != NONE || def.fixed {
            return Err(Refusal::Counted);
        }
        self.run.add_instance(range.frame, kind).map(drop).ok_or(Refusal::Limit)
    }

    fn remove(&mut self, instance: NodeId) -> Result<(), Refusal> {
        if self.run.spot(instance).ok_or(Refusal::Gone)? != Spot::Instance {
            return Err(Refusal::NotThatKind);
        }
        let kind = self.run.form.node(instance.node).frame;
        let def = self.run.form.repeat(kind);
        if def.count != NONE || def.fixed {
            return Err(Refusal::Counted);
        }
        self.run.remove_instance(instance.frame);
        Ok(())
    }

    fn changes(&mut self) -> Changes {
        let run = &mut self.run;
        let nodes = run.changed.take(&run.form, &run.instance);
        Changes { nodes, everything: false }
    }

    /// The form itself, as a group.
    pub fn root(&self) -> NodeId {
        NodeId { frame: 0, node: 0 }
    }

    /// Body children in order, whether relevant or not: of a group or instance its groups, repeat ranges and questions; of a range its instances.
    pub fn children(&self, of: NodeId) -> Vec<NodeId> {
        self.run.children_of(of)
    }

    /// The group, instance or range around a node (body order); none for the root.
    pub fn parent(&self, of: NodeId) -> Option<NodeId> {
        self.run.parent_of(of)
    }

    /// Everything a control draws; none if the node is gone.
    pub fn view(&self, node: NodeId) -> Option<NodeView> {
        self.run.look(node)
    }

    /// Choices offered now, filtered and labelled; empty for other nodes.
    pub fn choices(&self, node: NodeId) -> Vec<Choice> {
        if self.run.spot(node) == Some(Spot::Node) { self.run.offered(node.frame, node.node) } else { Vec::new() }
    }

    /// Labels of the choices taken, in order of the answer (also when a filter no longer offers them).
    pub fn chosen(&self, node: NodeId) -> Vec<Text> {
        if self.run.spot(node) != Some(Spot::Node) {
            return Vec::new();
        }
        let answer = self.run.stored(node.frame, node.node);
        let label = |value: &str| {
            let known = self.run.value_label(node.frame, node.node, value);
            known.unwrap_or_else(|| Text { text: value.to_owned(), ..Text::default() })
        };
        if answer.is_empty() {
            Vec::new()
        } else if self.run.several(node.node) {
            answer.split_whitespace().map(label).collect()
        } else {
            vec![label(&answer)]
        }
    }

    /// `/data/member[2]/wage`.
    pub fn path(&self, node: NodeId) -> String {
        self.run.path_of(node)
    }

    /// The node behind a path as [`Session::path`] writes it; calculated nodes without a control are found too.
    pub fn find(&self, path: &str) -> Option<NodeId> {
        self.run.find_path(path)
    }

    /// Every node of the instance in document order (groups, ranges left out; leaves with value and relevance): path, relevant, value.
    pub fn values(&self) -> Vec<(String, bool, Rc<str>)> {
        let mut found = Vec::new();
        self.run.walk(|id| {
            if self.run.form.node(id.node).kind == Kind::Field {
                let value = Rc::from(&*self.run.stored(id.frame, id.node));
                found.push((self.run.path_of(id), self.run.relevant(id.frame, id.node), value));
            }
        });
        found
    }

    /// Every node of the instance in document order, whether asked or not: groups, questions, attributes, repeat instances, and each repeat
    /// range behind its instances.
    pub fn nodes(&self) -> Vec<NodeId> {
        let mut found = Vec::new();
        self.run.walk(|id| found.push(id));
        found
    }

    /// An answer as ODK tools store it: whole numbers cut, places and decimals with a point, choices offered in their order; blank where it
    /// is not of the question's type, not offered or out of range. [`Edit::Set`] keeps what was typed, so that it can be seen and mended.
    pub fn fitting(&self, node: NodeId, answer: &str) -> Result<String, Refusal> {
        match self.run.spot(node).ok_or(Refusal::Gone)? {
            Spot::Node => self.run.fitting(node.frame, node.node, answer),
            _ => Err(Refusal::NotThatKind),
        }
    }

    /// What the list says of a choice: its columns by name, as of a place on a map.
    pub fn properties(&self, node: NodeId, value: &str) -> Vec<(String, String)> {
        if self.run.spot(node) == Some(Spot::Node) { self.run.choice_properties(node.frame, node.node, value) } else { Vec::new() }
    }

    /// Index of the language in use.
    pub fn language(&self) -> usize {
        self.run.language
    }

    /// All that keeps the instance from being finalized, in form order.
    pub fn validate(&self) -> Vec<Problem> {
        self.run.problems()
    }

    /// `uuid:…` of this instance, made when it was opened.
    pub fn instance_id(&self) -> &str {
        &self.instance_id
    }

    /// `instanceName` as it stands.
    pub fn instance_name(&self) -> String {
        self.run.meta("instanceName").map(|node| self.run.shown(0, node).to_string()).unwrap_or_default()
    }

    /// The instance as compact bytes for [`Session::restore`]; the first byte is the version of this format.
    pub fn snapshot(&self) -> Vec<u8> {
        let run = &self.run;
        Snapshot::take(&run.form, &run.instance, run.language as u32, &self.instance_id, self.deprecated_id.as_deref()).to_bytes()
    }

    /// The submission as it stands, whether valid or not.
    pub fn submission(&self) -> Submission {
        Submission { xml: self.run.write_xml(), instance_id: self.instance_id.clone(), instance_name: self.instance_name(), media: self.run.media() }
    }

    /// Sets `end`, checks everything and gives the submission, or what is wrong.
    pub fn finalize(&mut self) -> Result<Submission, Vec<Problem>> {
        if let Some(now) = self.function("now") {
            for (node, _) in self.preloads().into_iter().filter(|(_, preload)| *preload == Preload::End) {
                let data_type = self.run.form.node(node).data_type;
                self.run.set_value(0, node, &super::fitting::kept(&now, data_type).unwrap_or_else(|| now.clone()));
            }
        }
        self.run.settle();
        self.run.changed.clear();
        let problems = self.validate();
        if problems.is_empty() { Ok(self.submission()) } else { Err(problems) }
    }

    /// Computes everything anew, in every frame. For tests, and after values came from outside.
    #[doc(hidden)]
    pub fn recalculate_all(&mut self) {
        for frame in self.run.instance.all() {
            self.run.mark_frame(frame);
        }
        self.run.settle();
    }

    /// What the calculation of a node gives now, as text, without storing it; none where it has none. For measuring expressions.
    #[doc(hidden)]
    pub fn computed(&self, id: NodeId) -> Option<Arc<str>> {
        let rule = self.run.form.rules.get(self.run.form.nodes.get(id.node as usize)?.calculate as usize)?;
        let value = self.run.evaluate(rule.code, id.frame, id.node).ok()?;
        Some(value.text(&self.run))
    }

    // ---- preloads and ids ----

    fn preloads(&self) -> Vec<(u32, Preload)> {
        let nodes = self.run.form.nodes.iter().enumerate();
        nodes.filter(|(_, n)| n.frame == 0).filter_map(|(id, n)| Some((id as u32, n.preload.clone()?))).collect()
    }

    fn preload(&mut self) {
        for (node, preload) in self.preloads() {
            let value = match preload {
                Preload::Start => self.function("now"),
                Preload::Today => self.function("today"),
                Preload::Property(name) => self.run.env.property(&name),
                Preload::Uid => Some(self.new_id()),
                Preload::End => None,
            };
            if let Some(value) = value {
                let (slot, data_type) = (self.run.form.node(node).slot, self.run.form.node(node).data_type);
                let value = super::fitting::kept(&value, data_type).unwrap_or(value);
                self.run.put_value(0, slot, &value);
            }
        }
        self.write_ids();
    }

    /// The identity the form itself gave or computed, where it has one.
    fn adopt_id(&mut self) {
        let own = self.run.meta("instanceID").map(|node| self.run.stored(0, node)).filter(|id| !id.is_empty());
        if let Some(own) = own {
            self.instance_id = own.to_string();
        }
    }

    /// A `deprecatedID` which only edits have is there only in an edit.
    fn show_edit_only(&mut self) {
        let node = self.run.form.edit_only;
        if node != NONE {
            let slot = self.run.form.node(node).slot;
            let edit = !self.run.stored(0, node).is_empty();
            self.run.set_relevant(0, slot, edit);
        }
    }

    /// A function without arguments, as text.
    fn function(&self, name: &str) -> Option<String> {
        let value = functions::find(name)?.call(&self.run, Context::of(Place::DOCUMENT.pack()), &[]).ok()?;
        Some(value.text(&self.run).to_string())
    }

    fn new_id(&self) -> String {
        let (high, low) = (self.run.env.random(), self.run.env.random());
        let (high, low) = (high & !0xf000 | 0x4000, low & !(0b11 << 62) | 0b10 << 62);
        format!("uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff, low >> 48, low & 0xffff_ffff_ffff)
    }

    fn write_ids(&mut self) {
        let given = |node: &u32| self.run.form.node(*node).preload == Some(Preload::Uid);
        if let Some(node) = self.run.meta("instanceID").filter(given) {
            let (slot, id) = (self.run.form.node(node).slot, self.instance_id.clone());
            self.run.put_value(0, slot, &id);
        }
        if let (Some(node), Some(old)) = (self.run.meta("deprecatedID"), self.deprecated_id.clone()) {
            let slot = self.run.form.node(node).slot;
            self.run.put_value(0, slot, &old);
        }
    }
}
