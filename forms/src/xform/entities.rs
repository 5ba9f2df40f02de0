//! `entity` elements and `entities:saveto` → what is saved where. Each value goes to the entity of its own repeat, of the form outside of
//! repeats (ODK Entities specification 2025.1).

use std::collections::HashSet;

use roxmltree::Node;

use super::builder::Builder;
use crate::definition::{EntityDef, Kind, NONE};
use crate::{Diagnostic, xml};

/// Namespace of `entities-version` and `saveto`.
const ENTITIES: &str = "http://www.opendatakit.org/xforms/entities";
/// Versions of the specification that are known here.
const VERSIONS: &[&str] = &["2022.1", "2023.1", "2024.1", "2025.1"];
/// Names of properties that every entity has otherwise.
const TAKEN: &[&str] = &["name", "label"];

impl<'a, 'i> Builder<'a, 'i> {
    /// Reads what the form saves to entities; after its binds.
    pub(super) fn entities(&mut self) {
        let found: Vec<u32> = (0..self.form.nodes.len() as u32).filter(|&node| self.is_entity(node)).collect();
        self.entities_version(!found.is_empty());
        for node in found {
            let dataset = self.attribute_of(node, "dataset").map(|at| self.form.node(at).default.clone()).unwrap_or_default();
            if !is_name(&dataset) || dataset.contains('.') {
                self.wrong(node, "entity-dataset", format!("expected the name of a list without dots and not beginning with __, found '{dataset}'"));
            }
            if self.attribute_of(node, "id").is_none() {
                self.wrong(node, "entity-id", "expected an id on the entity, found none".to_owned());
            }
            if self.attribute_of(node, "create").or(self.attribute_of(node, "update")).is_none() {
                self.wrong(node, "entity-action", "expected create or update on the entity, found neither".to_owned());
            }
            self.form.entities.push(EntityDef { node, dataset, saves: Vec::new() });
        }
        for bind in xml::named(self.model, "bind") {
            if let Some(property) = bind.attribute((ENTITIES, "saveto")) {
                self.save(bind, property);
            }
        }
    }

    fn is_entity(&self, node: u32) -> bool {
        let def = self.form.node(node);
        def.name == "entity" && def.kind != Kind::Attribute && def.parent != NONE && self.form.node(def.parent).name == "meta"
    }

    fn attribute_of(&self, node: u32, name: &str) -> Option<u32> {
        self.form.children(node).find(|&at| self.form.node(at).kind == Kind::Attribute && self.form.node(at).name == name)
    }

    fn wrong(&mut self, node: u32, code: &'static str, message: String) {
        let place = crate::Place { path: self.path_of(node), ..crate::Place::default() };
        self.errors.push(Diagnostic::error(code, message).at(place));
    }

    fn entities_version(&mut self, any: bool) {
        let version = self.model.attribute((ENTITIES, "entities-version"));
        if any && !version.is_some_and(|version| VERSIONS.iter().any(|known| version.starts_with(known))) {
            let message = format!("expected entities-version {}, found {}", VERSIONS.join(", "), version.unwrap_or("none"));
            let place = xml::place(&self.model, "/model/@entities-version");
            self.warnings.push(Diagnostic::warning("entities-version", message).at(place).hint("what is newer than these may be left out"));
        }
    }

    /// One `saveto`.
    fn save(&mut self, bind: Node<'a, 'i>, property: &str) {
        let nodeset = bind.attribute("nodeset").unwrap_or_default();
        let path = if nodeset.trim().starts_with('/') { nodeset.trim().to_owned() } else { self.absolute(bind, nodeset) };
        let Some(node) = self.find_path(&path) else { return };
        let place = xml::place(&bind, &format!("{path}/@saveto"));
        if !is_name(property) || TAKEN.contains(&property.to_ascii_lowercase().as_str()) {
            let message = format!("expected a name for the property, other than name and label, found '{property}'");
            self.errors.push(Diagnostic::error("entity-property", message).at(place));
            return;
        }
        let frame = self.form.node(node).frame;
        let own = self.form.entities.iter().position(|entity| self.form.node(entity.node).frame == frame);
        let Some(entity) = own.and_then(|at| self.form.entities.get_mut(at)) else {
            let message = format!("expected an entity to save {path} to, found none in its repeat");
            self.errors.push(Diagnostic::error("entity-missing", message).at(place).hint("put an entity into the meta of the form or of the repeat"));
            return;
        };
        let known: HashSet<&str> = entity.saves.iter().map(|(_, name)| name.as_str()).collect();
        if known.contains(property) {
            let message = format!("expected each property once, found '{property}' again at {path}");
            self.errors.push(Diagnostic::error("entity-property", message).at(place));
            return;
        }
        entity.saves.push((node, property.to_owned()));
    }
}

/// A name as XML has them, not one of those that begin with `__`.
fn is_name(text: &str) -> bool {
    let first = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first && !text.starts_with("__") && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
