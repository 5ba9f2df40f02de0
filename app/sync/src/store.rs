//! The port to what keeps bytes: IndexedDB on a phone, memory in tests and simulations. Keys are texts, values finished bytes.
//!
//! Invariant of every implementation: a [`Batch`] is kept whole or not at all, in its order, and `Ok` means it is kept.

/// A table of the store. The order is that of the schema; tables are added at the end, never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Who is signed in, lists of assignments and own submissions, times, the ballast.
    Meta,
    /// Compiled forms by hash.
    Forms,
    /// External lists by hash.
    Lists,
    /// What lists show of each draft, by owner and id.
    Drafts,
    /// Snapshots of drafts, by owner and id.
    Snapshots,
    /// Files, by owner, draft and name.
    Media,
    /// Outbox items by id.
    Outbox,
    /// Frozen XML of outbox items by id.
    Bodies,
}

impl Table {
    /// All tables, in order of the schema.
    pub const ALL: [Table; 8] =
        [Table::Meta, Table::Forms, Table::Lists, Table::Drafts, Table::Snapshots, Table::Media, Table::Outbox, Table::Bodies];

    /// Its name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Table::Meta => "meta",
            Table::Forms => "forms",
            Table::Lists => "lists",
            Table::Drafts => "drafts",
            Table::Snapshots => "snapshots",
            Table::Media => "media",
            Table::Outbox => "outbox",
            Table::Bodies => "bodies",
        }
    }
}

/// One change of a batch.
#[derive(Clone, PartialEq, Eq)]
pub enum Write {
    /// Puts a value, over an older one.
    Put(Table, String, Vec<u8>),
    /// Takes a value away; nothing there is fine.
    Delete(Table, String),
    /// Takes away all values whose key begins so.
    DeleteUnder(Table, String),
}

/// How sure a batch must be before it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// With the operating system: survives a crash of browser or tab. For what is typed.
    Relaxed,
    /// On the medium: survives power loss. For what is finalized, received, refused.
    Strict,
}

/// Changes that belong together, in order.
#[derive(Clone, PartialEq, Eq)]
pub struct Batch {
    /// The changes.
    pub writes: Vec<Write>,
    /// How sure.
    pub durability: Durability,
}

impl Batch {
    /// An empty batch.
    pub fn new(durability: Durability) -> Self {
        Batch { writes: Vec::new(), durability }
    }
    /// And a value.
    #[must_use]
    pub fn put(mut self, table: Table, key: impl Into<String>, value: Vec<u8>) -> Self {
        self.writes.push(Write::Put(table, key.into(), value));
        self
    }
    /// And a value less.
    #[must_use]
    pub fn delete(mut self, table: Table, key: impl Into<String>) -> Self {
        self.writes.push(Write::Delete(table, key.into()));
        self
    }
    /// And all values less whose key begins so.
    #[must_use]
    pub fn delete_under(mut self, table: Table, prefix: impl Into<String>) -> Self {
        self.writes.push(Write::DeleteUnder(table, prefix.into()));
        self
    }
}

/// Which values to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// The one under this key.
    One(String),
    /// All whose key begins so, in order of keys.
    Under(String),
}

/// Why a store did not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreTrouble {
    /// No room.
    Full,
    /// It cannot be opened, read or written (reason for the help desk).
    Broken(String),
}

/// What keeps bytes.
#[allow(async_fn_in_trait)] // one thread everywhere we run
pub trait Store {
    /// Reads values with their keys.
    async fn read(&self, table: Table, keys: Keys) -> Result<Vec<(String, Vec<u8>)>, StoreTrouble>;
    /// Writes a batch, whole or not at all.
    async fn write(&self, batch: Batch) -> Result<(), StoreTrouble>;
}
