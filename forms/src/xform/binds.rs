//! Binds → rules: what is computed for each node, with what it reads.

use roxmltree::Node;

use super::builder::Builder;
use super::compile::{Scope, boolean};
use crate::definition::{DataType, Kind, NONE, Op, OpId, Part, Preload, Rule, RuleKind, TextDef, TextForms, TextId};
use crate::{Diagnostic, Place, xml, xpath};

impl<'a, 'i> Builder<'a, 'i> {
    /// Reads all binds.
    pub(super) fn binds(&mut self) {
        let mut found = Vec::new();
        for bind in xml::named(self.model, "bind") {
            let Some(nodeset) = bind.attribute("nodeset").or(bind.attribute("ref")) else {
                self.errors.push(Diagnostic::error("bind-without-nodeset", "expected a nodeset on a bind").at(xml::place(&bind, "/model/bind")));
                continue;
            };
            let path = if nodeset.trim().starts_with('/') { nodeset.trim().to_owned() } else { self.absolute(bind, nodeset) };
            let Some(node) = self.find_path(&path).or_else(|| self.of_other_root(&path, bind)) else {
                let message = format!("expected a node of the primary instance, found no {path}");
                let warning = Diagnostic::warning("unknown-node", message).at(xml::place(&bind, &path));
                self.warnings.push(warning.hint("the bind does nothing; a bind needs its node in the instance"));
                self.unbound.insert(path);
                continue;
            };
            if let Some(id) = bind.attribute("id") {
                self.bind_ids.insert(id, nodeset);
            }
            if !self.bound.insert(node) {
                let warning = Diagnostic::warning("doubled-bind", format!("expected one bind of {path}, found another"));
                self.warnings.push(warning.at(xml::place(&bind, &path)));
            }
            self.bind_type(bind, node, &path);
            found.push((bind, node, path));
        }
        for (bind, node, path) in found {
            self.bind(bind, node, &path);
        }
    }

    /// The node of a path that names another root: what is left of a form copied from another. Collect takes it.
    fn of_other_root(&mut self, path: &str, bind: Node<'a, 'i>) -> Option<u32> {
        let (_, rest) = path.strip_prefix('/')?.split_once('/')?;
        let root = self.form.nodes.first()?.name.clone();
        let node = self.find_path(&format!("/{root}/{rest}"))?;
        let warning = Diagnostic::warning("other-root", format!("expected /{root}/{rest}, found {path}; taken for it"));
        self.warnings.push(warning.at(xml::place(&bind, path)).hint("name the form's own root element"));
        Some(node)
    }

    /// What must be known of all nodes before expressions are compiled.
    fn bind_type(&mut self, bind: Node<'a, 'i>, node: u32, path: &str) {
        let at = |attribute: &str| xml::place(&bind, &format!("{path}/@{attribute}"));
        let name = bind.attribute("type").unwrap_or_default();
        let data_type = DataType::from_name(name).unwrap_or_else(|| {
            self.warnings.push(Diagnostic::warning("unknown-type", format!("expected an ODK data type, found {name}")).at(at("type")));
            DataType::String
        });
        // Attributes are not preloaded, as in Collect.
        let preload = self.preload(bind, path).filter(|_| self.form.node(node).kind != Kind::Attribute);
        if bind.attribute("calculate").is_some_and(|text| xpath::parse(text).is_ok_and(|expr| boolean(&expr))) {
            self.truths.insert(node);
        }
        self.set_node(node, |known| {
            known.data_type = data_type;
            known.preload = preload;
            known.pii = xml::attribute(&bind, "pii").map(str::to_owned);
        });
    }

    fn bind(&mut self, bind: Node<'a, 'i>, node: u32, path: &str) {
        let at = |attribute: &str| xml::place(&bind, &format!("{path}/@{attribute}"));
        let expression = |attribute| bind.attribute(attribute).map(str::trim).filter(|t| !t.is_empty());
        let frame = self.form.node(node).frame;
        let scope = Scope::of(node, frame);
        if let Some(text) = expression("calculate") {
            let rule = self.rule(RuleKind::Calculate, node, scope, text, &at("calculate"));
            self.set_node(node, |known| known.calculate = rule);
        }
        if let Some(text) = expression("relevant") {
            self.relevant(node, text, &at("relevant"));
        }
        if let Some(text) = expression("readonly") {
            let rule = self.rule(RuleKind::Readonly, node, scope, text, &at("readonly"));
            let always = self.form.rules.get(rule as usize).and_then(|r| self.form.code.ops.get(r.code as usize)) == Some(&Op::Bool(true));
            self.set_node(node, |known| known.always_readonly = always);
        }
        if let Some(text) = expression("required") {
            self.rule(RuleKind::Required, node, scope, text, &at("required"));
        }
        if let Some(text) = expression("constraint") {
            let rule = self.rule(RuleKind::Constraint, node, scope, text, &at("constraint"));
            self.set_node(node, |known| known.constraint = rule);
        }
        let mut messages = [None, None];
        for (slot, attribute) in messages.iter_mut().zip(["constraintMsg", "requiredMsg"]) {
            if let Some(text) = xml::attribute(&bind, attribute) {
                *slot = self.reference_text(text, scope, &at(attribute));
            }
        }
        self.watch_texts(node, frame);
        self.set_node(node, |known| {
            [known.constraint_message, known.required_message] = messages;
        });
    }

    /// Relevance of a repeat is that of its series, unless it looks inside the instance.
    fn relevant(&mut self, node: u32, text: &str, place: &Place) {
        let (kind, frame) = (self.form.node(node).kind, self.form.node(node).frame);
        if kind == Kind::Repeat {
            let outer = self.form.repeat(frame).outer;
            let depth = self.form.repeat(frame).depth;
            let scope = Scope::of(node, frame);
            let Some(code) = self.expression(text, scope, place) else {
                return;
            };
            let reads = std::mem::take(&mut self.reading);
            if reads.iter().any(|r| r.join >= depth) {
                self.add_rule(RuleKind::Relevant, node, frame, code, reads);
            } else {
                self.add_rule(RuleKind::RangeRelevant, node, outer, code, reads);
            }
            return;
        }
        self.rule(RuleKind::Relevant, node, Scope::of(node, frame), text, place);
    }

    /// Compiles an expression into a rule; [`NONE`] where it is wrong.
    pub(super) fn rule(&mut self, kind: RuleKind, node: u32, scope: Scope, text: &str, place: &Place) -> u32 {
        self.reading.clear();
        let Some(code) = self.expression(text, scope, place) else {
            return NONE;
        };
        let condition = matches!(kind, RuleKind::Relevant | RuleKind::Readonly | RuleKind::Required | RuleKind::Constraint);
        let code = if condition { self.truth(code) } else { code };
        let reads = std::mem::take(&mut self.reading);
        self.add_rule(kind, node, scope.frame, code, reads)
    }

    pub(super) fn add_rule(&mut self, kind: RuleKind, node: u32, frame: u16, code: OpId, mut reads: Vec<super::compile::Read>) -> u32 {
        reads.sort_by_key(|r| (r.node, r.join, r.cross, r.shift));
        reads.dedup();
        self.form.rules.push(Rule { kind, node, code, frame, rank: 0, circles: false });
        self.reads.push(reads);
        self.form.rules.len() as u32 - 1
    }

    /// A rule that tells when texts of a node change; what they read is in `reading`.
    pub(super) fn watch_texts(&mut self, node: u32, frame: u16) {
        let reads = std::mem::take(&mut self.reading);
        if !reads.is_empty() {
            self.add_rule(RuleKind::Text, node, frame, NONE, reads);
        }
    }

    /// `jr:itext('id')`, or words.
    pub(super) fn reference_text(&mut self, text: &str, scope: Scope, place: &Place) -> Option<TextId> {
        if let Some(id) = itext_id(text) {
            return self.text(id, scope, place);
        }
        let words = text.trim();
        if words.starts_with("jr:itext(") {
            let op = self.expression(words, scope, place)?;
            let forms = TextForms { long: vec![Part::Output(op)], ..TextForms::default() };
            return Some(self.add_text(TextDef { languages: vec![forms] }));
        }
        let forms = TextForms { long: vec![Part::Words(words.to_owned())], ..TextForms::default() };
        (!words.is_empty()).then(|| self.add_text(TextDef { languages: vec![forms] }))
    }

    fn preload(&mut self, bind: Node<'a, 'i>, path: &str) -> Option<Preload> {
        let kind = xml::attribute(&bind, "preload")?;
        let parameter = xml::attribute(&bind, "preloadParams").unwrap_or_default();
        let made = match (kind, parameter) {
            ("timestamp", "start") => Preload::Start,
            ("timestamp", "end") => Preload::End,
            ("date", _) => Preload::Today,
            ("property", name) => Preload::Property(name.to_owned()),
            ("uid", _) => Preload::Uid,
            _ => {
                let warning = Diagnostic::warning("unknown-preload", format!("expected a known preload, found {kind} {parameter}"));
                self.warnings.push(warning.at(xml::place(&bind, path)));
                return None;
            }
        };
        Some(made)
    }

    /// Whether an itext id in an expression exists.
    pub(super) fn known_itext(&self, expr: &crate::xpath::Expr, id: &str) -> Result<(), Diagnostic> {
        if self.itext.contains_key(id) {
            return Ok(());
        }
        let mut error = Diagnostic::error("unknown-itext", format!("expected a text of the form's itext, found no {id}"));
        error.place.span = Some((expr.span.start, expr.span.end));
        Err(error)
    }
}

/// The id of `jr:itext('id')`.
pub(super) fn itext_id(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?.trim();
    let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    inner.strip_prefix(quote)?.strip_suffix(quote)
}
