//! A form, compiled: flat tables and ids, immutable, the same bytes on the server and on the phone.
//!
//! What it is not: it knows neither XML nor the XPath grammar; [`crate::xform`] builds it, [`crate::engine`] runs it.
//! Invariant: every id in a `Form` points inside its table (checked once, when it is made or read), so running it cannot miss.

mod body;
mod bytes;
mod check;
mod code;
mod entity;
mod kinds;
mod near;
mod schema;
mod text;

pub(crate) use body::{ControlDef, ControlKind, Itemset, Labels};
pub(crate) use bytes::checksum;
pub(crate) use code::{Code, Op, OpId, Open, Origin, PathDef, Query};
pub(crate) use entity::EntityDef;
pub use kinds::{Control, DataType, MediaKind};
pub(crate) use schema::{Action, Dep, Event, Gives, InitialFrame, Kind, NONE, Preload, RepeatDef, Rule, RuleKind, SchemaNode};
pub(crate) use text::{Part, TextDef, TextForms, TextId};

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::diag::Diagnostic;
use crate::list::List;
use crate::xpath::Expr;

/// A compiled form. Made by [`crate::xform::parse`] on the server, read from bytes on the phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Form {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) title: String,
    /// `class` of the body: `pages` and themes.
    pub(crate) style: String,
    pub(crate) languages: Vec<String>,
    /// Namespaces by prefix as the form declares them; those its submission declares again.
    pub(crate) namespaces: Vec<(String, String)>,
    /// All nodes of the primary instance in document order; 0 is its root element.
    pub(crate) nodes: Vec<SchemaNode>,
    /// Elements by a key of parent and name, made on first use: the nodes are complete by then.
    #[serde(skip)]
    pub(crate) by_name: OnceLock<Vec<(u64, u32)>>,
    /// The `deprecatedID` which the form itself does not have: it is there only in an edit. [`NONE`] where the form has one.
    pub(crate) edit_only: u32,
    /// Kinds of frames: 0 is the form itself, then each repeat.
    pub(crate) repeats: Vec<RepeatDef>,
    /// The primary instance as the form has it.
    pub(crate) initial: InitialFrame,
    pub(crate) rules: Vec<Rule>,
    /// Rules in the order they must run.
    pub(crate) ranked: Vec<u32>,
    /// Readers of node n: `readers[reader_start[n]..reader_start[n + 1]]`.
    pub(crate) reader_start: Vec<u32>,
    pub(crate) readers: Vec<Dep>,
    pub(crate) actions: Vec<Action>,
    pub(crate) code: Code,
    /// Expressions left to the general evaluator.
    pub(crate) general: Vec<Expr>,
    pub(crate) texts: Vec<TextDef>,
    /// itext ids that choices may name, sorted.
    pub(crate) itext: Vec<(String, TextId)>,
    pub(crate) controls: Vec<ControlDef>,
    /// Controls at the top of the body.
    pub(crate) top: Vec<u32>,
    pub(crate) lists: Vec<ListDef>,
    /// Entities it makes or changes.
    pub(crate) entities: Vec<EntityDef>,
    /// `submission` attributes such as `base64RsaPublicKey`.
    pub(crate) submission: Vec<(String, String)>,
}

/// A secondary instance: inside the form, or to be asked of the surroundings by its address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ListDef {
    /// `id` of the instance.
    pub(crate) id: String,
    /// `src`, where the list comes from outside.
    pub(crate) uri: Option<String>,
    /// The rows, where they are in the form.
    pub(crate) rows: Option<Arc<List>>,
}

static NO_NODE: SchemaNode = SchemaNode::NOWHERE;
static NO_REPEAT: RepeatDef = RepeatDef::NOWHERE;

impl Form {
    /// `id` of the primary instance's root element.
    pub fn id(&self) -> &str {
        &self.id
    }
    /// `version` of the primary instance's root element; empty where it has none.
    pub fn version(&self) -> &str {
        &self.version
    }
    /// Title (`h:title`).
    pub fn title(&self) -> &str {
        &self.title
    }
    /// Style words of the body (`pages`, `theme-grid`), as the form has them.
    pub fn style(&self) -> &str {
        &self.style
    }
    /// Languages as the form names them (`中文 (zh)`), default first.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }
    /// Attributes of the model's `submission` element: `action`, `base64RsaPublicKey`, ….
    pub fn submission(&self) -> &[(String, String)] {
        &self.submission
    }
    /// URIs of external lists the form reads (`jr://file-csv/hh_case.csv`).
    pub fn list_uris(&self) -> Vec<&str> {
        self.lists.iter().filter(|l| l.rows.is_none()).filter_map(|l| l.uri.as_deref()).collect()
    }
    /// The compiled form as bytes; the first byte is the version of this format.
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes::write(self)
    }
    /// Reads what [`Form::to_bytes`] wrote; damaged bytes or another format version are a diagnostic.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let form = bytes::read(bytes)?;
        check::check(&form)?;
        Ok(form)
    }

    /// The node of that id. Ids come from this form's own tables; any other leads to a node that is alone and holds nothing.
    pub(crate) fn node(&self, id: u32) -> &SchemaNode {
        self.nodes.get(id as usize).unwrap_or(&NO_NODE)
    }
    /// The kind of frame of that id; as with nodes, a wrong id leads to one that holds nothing.
    pub(crate) fn repeat(&self, kind: u16) -> &RepeatDef {
        self.repeats.get(kind as usize).unwrap_or(&NO_REPEAT)
    }
    /// Who reads a node.
    pub(crate) fn readers_of(&self, node: u32) -> &[Dep] {
        let bound = |n: usize| self.reader_start.get(n).map(|&at| at as usize);
        let range = bound(node as usize).zip(bound(node as usize + 1));
        range.and_then(|(from, to)| self.readers.get(from..to)).unwrap_or_default()
    }
    /// The text behind an itext id.
    pub(crate) fn itext_id(&self, id: &str) -> Option<TextId> {
        let at = self.itext.binary_search_by(|(name, _)| name.as_str().cmp(id)).ok()?;
        self.itext.get(at).map(|(_, text)| *text)
    }
    /// Child element of that local name, the first of several.
    pub(crate) fn child(&self, of: u32, name: &str) -> Option<u32> {
        let by_name = self.by_name.get_or_init(|| {
            let elements = (0..self.nodes.len() as u32).filter(|&n| self.node(n).kind != Kind::Attribute);
            let mut keys: Vec<(u64, u32)> = elements.map(|n| (name_key(self.node(n).parent, &self.node(n).name), n)).collect();
            keys.sort_unstable();
            keys
        });
        let key = name_key(of, name);
        let at = by_name.partition_point(|(known, _)| *known < key);
        let mut same = by_name.get(at..)?.iter().take_while(|(known, _)| *known == key).map(|(_, node)| *node);
        same.find(|&node| self.node(node).parent == of && self.node(node).name == name)
    }
    /// Children in document order, attributes first.
    pub(crate) fn children(&self, of: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let end = self.node(of).end;
        let mut next = of.saturating_add(1);
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let found = next;
            next = self.node(found).end.max(found + 1);
            Some(found)
        })
    }
}

/// Parent and a hash of the name in one number; equal numbers need not be equal names.
fn name_key(parent: u32, name: &str) -> u64 {
    let hash = checksum(name.as_bytes());
    u64::from(parent) << 32 | (hash ^ hash >> 32) & 0xffff_ffff
}
