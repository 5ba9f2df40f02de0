//! What all steps of building a form share: the parts of the document, the form so far, the findings so far.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use roxmltree::Node;

use super::Parsed;
use super::advice::Compared;
use super::compile::Read;
use super::itext::RawText;
use crate::definition::{Code, ControlDef, Form, InitialFrame, NONE, RepeatDef, SchemaNode, TextId};
use crate::{Diagnostic, xml, xpath};

/// A form being built.
pub(super) struct Builder<'a, 'i> {
    pub(super) html: Node<'a, 'i>,
    pub(super) model: Node<'a, 'i>,
    pub(super) body: Option<Node<'a, 'i>>,
    /// Root element of the primary instance.
    pub(super) primary: Node<'a, 'i>,
    /// `id` of the primary instance's `instance` element.
    pub(super) primary_id: Option<&'a str>,
    pub(super) form: Form,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) warnings: Vec<Diagnostic>,
    /// Warnings of the expression being compiled.
    pub(super) doubts: Vec<Diagnostic>,
    /// What each rule reads, by rule.
    pub(super) reads: Vec<Vec<Read>>,
    /// What the expression being compiled reads.
    pub(super) reading: Vec<Read>,
    /// Whether the expression being compiled used the row it stands in.
    pub(super) row_used: bool,
    pub(super) strings: HashMap<String, u32>,
    pub(super) itext: HashMap<String, RawText<'a, 'i>>,
    /// Texts compiled already, by itext id and, where they have outputs, the node they are shown at.
    pub(super) texts: HashMap<(String, Option<u32>), (TextId, Vec<Read>)>,
    pub(super) lists: HashMap<String, u32>,
    /// `id` of binds → nodeset.
    pub(super) bind_ids: HashMap<&'a str, &'a str>,
    pub(super) bound: HashSet<u32>,
    /// Paths of binds that are nowhere in the instance.
    pub(super) unbound: HashSet<String>,
    /// Comparisons with choices, looked at when the body is known.
    pub(super) compared: Vec<Compared>,
    /// Questions whose choices are named by `jr:choice-name`, with the span of the call and the node whose expression it is; looked at when
    /// the body is known.
    pub(super) named: Vec<(u32, xpath::Span, u32)>,
    /// Questions whose controls stand outside their repeat.
    pub(super) strays: Vec<(Node<'a, 'i>, u32)>,
    /// Nodes that a condition calculates.
    pub(super) truths: HashSet<u32>,
}

impl<'a, 'i> Builder<'a, 'i> {
    /// Finds head, model, body and primary instance.
    pub(super) fn open(html: Node<'a, 'i>) -> Result<Self, Diagnostic> {
        let child = |of: Node<'a, 'i>, name| xml::named(of, name).next();
        let model = child(html, "head").and_then(|head| child(head, "model"));
        let missing = |what: &str| {
            Diagnostic::error("no-model", format!("expected {what}")).at(xml::place(&html, "")).hint("give an XForm as ODK tools write it")
        };
        let model = model.ok_or_else(|| missing("h:html/h:head/model"))?;
        let instance = child(model, "instance");
        let primary = instance.and_then(|i| i.first_element_child());
        let (Some(instance), Some(primary)) = (instance, primary) else {
            return Err(Diagnostic::error("no-primary-instance", "expected an instance with one element in the model, found none")
                .at(xml::place(&model, "/model")));
        };
        let title = child(html, "head").and_then(|head| child(head, "title"));
        let body = child(html, "body");
        let form = Form {
            id: xml::attribute(&primary, "id").or(primary.tag_name().namespace()).unwrap_or_default().to_owned(),
            version: xml::attribute(&primary, "version").unwrap_or_default().to_owned(),
            title: title.map(|t| xml::text(&t).trim().to_owned()).unwrap_or_default(),
            style: body.and_then(|b| b.attribute("class")).unwrap_or_default().to_owned(),
            languages: Vec::new(),
            namespaces: Vec::new(),
            nodes: Vec::new(),
            by_name: OnceLock::new(),
            edit_only: NONE,
            repeats: Vec::new(),
            initial: InitialFrame::default(),
            rules: Vec::new(),
            ranked: Vec::new(),
            reader_start: Vec::new(),
            readers: Vec::new(),
            actions: Vec::new(),
            code: Code::default(),
            general: Vec::new(),
            texts: Vec::new(),
            itext: Vec::new(),
            controls: Vec::new(),
            top: Vec::new(),
            lists: Vec::new(),
            entities: Vec::new(),
            submission: xml::named(model, "submission")
                .flat_map(|s| s.attributes().map(|a| (a.name().to_owned(), a.value().to_owned())).collect::<Vec<_>>())
                .collect(),
        };
        Ok(Self {
            html,
            model,
            body,
            primary,
            primary_id: instance.attribute("id"),
            form,
            errors: Vec::new(),
            warnings: Vec::new(),
            doubts: Vec::new(),
            reads: Vec::new(),
            reading: Vec::new(),
            row_used: false,
            strings: HashMap::new(),
            itext: HashMap::new(),
            texts: HashMap::new(),
            lists: HashMap::new(),
            bind_ids: HashMap::new(),
            bound: HashSet::new(),
            unbound: HashSet::new(),
            compared: Vec::new(),
            named: Vec::new(),
            strays: Vec::new(),
            truths: HashSet::new(),
        })
    }

    /// Namespaces the nodes of the form use, for the submission.
    pub(super) fn namespaces(&mut self) {
        let mut found: Vec<(String, String)> = Vec::new();
        let xforms = self.html.tag_name().namespace().map(str::to_owned);
        for namespace in self.primary.namespaces() {
            let prefix = namespace.name().unwrap_or_default().to_owned();
            let uri = namespace.uri().to_owned();
            if prefix == "xml" || (prefix.is_empty() && (uri == XFORMS || Some(&uri) == xforms.as_ref())) {
                continue;
            }
            if prefix.is_empty() || self.form.nodes.iter().any(|n| n.prefix == prefix) {
                found.push((prefix, uri));
            }
        }
        found.sort();
        found.dedup();
        self.form.namespaces = found;
    }

    /// The interned string.
    pub(super) fn string(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.strings.get(text) {
            return id;
        }
        let id = self.form.code.strings.len() as u32;
        self.form.code.strings.push(text.to_owned());
        self.strings.insert(text.to_owned(), id);
        id
    }

    /// Writes down what is known of a node by now.
    pub(super) fn set_node(&mut self, id: u32, set: impl FnOnce(&mut SchemaNode)) {
        self.form.nodes.get_mut(id as usize).map(set);
    }

    /// The same of a kind of frame.
    pub(super) fn set_repeat(&mut self, kind: u16, set: impl FnOnce(&mut RepeatDef)) {
        self.form.repeats.get_mut(kind as usize).map(set);
    }

    /// The same of a control.
    pub(super) fn set_control(&mut self, id: u32, set: impl FnOnce(&mut ControlDef)) {
        self.form.controls.get_mut(id as usize).map(set);
    }

    /// `/data/group/field` of a node.
    pub(super) fn path_of(&self, node: u32) -> String {
        let mut names = Vec::new();
        let mut at = node;
        while at != NONE {
            let found = self.form.node(at);
            names.push(found.name.as_str());
            at = found.parent;
        }
        names.iter().rev().fold(String::new(), |path, name| path + "/" + name)
    }

    /// How a submission is sent is one of two ways that mean the same (OpenRosa).
    pub(super) fn submission(&mut self) {
        let submission = xml::named(self.model, "submission").next();
        let Some((element, method)) = submission.and_then(|element| Some((element, element.attribute("method")?))) else { return };
        if !matches!(method, "post" | "form-data-post") {
            let message = format!("expected post or form-data-post as the method of submission, found {method}");
            self.errors.push(Diagnostic::error("submission-method", message).at(xml::place(&element, "/model/submission")));
        }
    }

    /// The form, unless an error was found.
    pub(super) fn finish(mut self) -> Result<Parsed, Vec<Diagnostic>> {
        for list in &mut self.form.lists {
            if list.rows.is_none() && list.uri.is_none() {
                list.rows = Some(Arc::new(crate::List::from_rows(&["name"], std::iter::empty())));
            }
        }
        if self.errors.is_empty() {
            return Ok(Parsed { form: self.form, warnings: self.warnings });
        }
        self.errors.extend(self.warnings);
        Err(self.errors)
    }
}

/// The namespace of XForms elements: ODK puts the primary instance into it by default, submissions leave it out.
const XFORMS: &str = "http://www.w3.org/2002/xforms";
