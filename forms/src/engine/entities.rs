//! What a finished instance says of entities: made, changed, or both.
//!
//! What it is not: a list of entities; whoever keeps them applies these.

use super::run::Run;
use super::session::Session;
use super::view::NodeId;
use crate::definition::{EntityDef, Kind};

/// What becomes of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityAction {
    /// It is new.
    Create,
    /// It is there and changes.
    Update,
    /// It changes, or is made where it is not there.
    Upsert,
}

/// What one instance says of one entity (ODK Entities specification).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The `entity` element, such as `/data/tree[2]/meta/entity`.
    pub path: String,
    /// Name of the list.
    pub dataset: String,
    /// `uuid:…` or whatever the form gives it.
    pub id: String,
    /// What becomes of it.
    pub action: EntityAction,
    /// Its label; none where the form says nothing of it, so that an update keeps the old one.
    pub label: Option<String>,
    /// Version the change was made from.
    pub base_version: Option<String>,
    /// Version the device had from the server before its own changes.
    pub trunk_version: Option<String>,
    /// Chain of changes made on one device without signal.
    pub branch_id: Option<String>,
    /// Properties by name, in the order of the form; what is not relevant says nothing.
    pub properties: Vec<(String, String)>,
}

impl Session {
    /// The entities this instance makes or changes, as it stands, in the order of the form; of repeats one for each instance.
    pub fn entities(&self) -> Vec<Entity> {
        let run = &self.run;
        let of = |def: &EntityDef| {
            let frames = run.instance.below(&run.form, 0, run.form.node(def.node).frame);
            frames.into_iter().filter_map(|frame| run.entity(def, frame)).collect::<Vec<_>>()
        };
        run.form.entities.iter().flat_map(of).collect()
    }
}

impl Run {
    /// The entity of one frame; none where it is not relevant, or neither made nor changed.
    fn entity(&self, def: &EntityDef, frame: u32) -> Option<Entity> {
        if !self.relevant(frame, def.node) {
            return None;
        }
        let attribute = |name: &str| {
            let found = self.form.children(def.node).find(|&at| self.form.node(at).kind == Kind::Attribute && self.form.node(at).name == name)?;
            Some(self.shown(frame, found).to_string()).filter(|text| !text.is_empty())
        };
        let is = |name: &str| attribute(name).is_some_and(|text| matches!(text.as_str(), "1" | "true"));
        let action = match (is("create"), is("update")) {
            (true, true) => EntityAction::Upsert,
            (true, false) => EntityAction::Create,
            (false, true) => EntityAction::Update,
            (false, false) => return None,
        };
        let label = self.form.child(def.node, "label").filter(|&node| self.relevant(frame, node));
        let value = |node: u32| self.relevant(frame, node).then(|| self.stored(frame, node).to_string());
        Some(Entity {
            path: self.path_of(NodeId { frame, node: def.node }),
            dataset: def.dataset.clone(),
            id: attribute("id").unwrap_or_default(),
            action,
            label: label.and_then(value).filter(|text| !text.is_empty()),
            base_version: attribute("baseVersion"),
            trunk_version: attribute("trunkVersion"),
            branch_id: attribute("branchId"),
            properties: def.saves.iter().filter_map(|(node, name)| Some((name.clone(), value(*node)?))).collect(),
        })
    }
}
