//! The store: SQLite in the data folder, or PostgreSQL for many. All SQL of the server stands in this folder, one statement a function.
//!
//! Invariants: what was committed survives a power cut (`durable` below); one write transaction at a time, also among several servers on
//! one database, so that none fails half-way for a lock or sees another's half; portable SQL with `$1`, the same text for both.

pub(crate) mod area;
pub(crate) mod form;
pub(crate) mod household;
pub(crate) mod link;
pub(crate) mod media;
pub(crate) mod person;
pub(crate) mod queue;
pub(crate) mod session;
pub(crate) mod submission;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyPool, ConnectOptions as _, Executor as _, Transaction};

/// One connection, in or out of a transaction.
pub(crate) type Db = sqlx::AnyConnection;
/// A write transaction: nothing holds until `commit`.
pub(crate) type Tx = Transaction<'static, Any>;
pub(crate) type Sql<T> = Result<T, StoreError>;
/// Why a statement did not run. Its text may hold values of a row: only [`kind_of`] is for logs.
pub(crate) type StoreError = sqlx::Error;

/// What kind of failure it is, and whether trying again may help.
pub(crate) fn kind_of(error: &StoreError) -> (String, bool) {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code).map(std::borrow::Cow::into_owned);
    // SQLite: 5 = busy, 6 = locked. PostgreSQL: 40001, 40P01 = undone for another's sake, 57P03 = starting; 08 and 57P01 = connection lost.
    let passes = |code: &str| matches!(code, "5" | "6" | "40001" | "40P01" | "57P01" | "57P03") || code.starts_with("08");
    let again = matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::Io(_)) || code.as_deref().is_some_and(passes);
    (code.unwrap_or_else(|| "no code".to_owned()), again)
}

/// A failure of a task beside the store, as one of the store.
pub(crate) fn broken_task(error: tokio::task::JoinError) -> StoreError {
    sqlx::Error::Io(std::io::Error::other(error))
}

/// Readers at the same time; a reader waits for nobody.
const READERS: u32 = 4;
/// A writer waits this long for its turn before it says "busy".
const TURN: Duration = Duration::from_secs(15);

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file, made if absent.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/name`; the database is there, its tables are made.
    Postgres(String),
}

impl Database {
    /// What `--database` says, or else the file in the data folder.
    pub fn new(url: Option<&str>, data: &Path) -> Self {
        url.map_or_else(|| Self::Sqlite(data.join("ruhu.sqlite")), |url| Self::Postgres(url.to_owned()))
    }

    fn options(&self) -> Sql<AnyConnectOptions> {
        match self {
            Self::Sqlite(file) => SqliteConnectOptions::new().filename(file).create_if_missing(true).to_url_lossy().as_str().parse(),
            Self::Postgres(url) => url.parse(),
        }
    }

    /// Said to each new connection: wait for a lock, keep references whole, and answer a commit only when it is on the disk.
    fn durable(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
            Self::Postgres(_) => "SET synchronous_commit = on",
        }
    }

    /// Said once before the tables are made: the types SQLite has and the other lacks.
    fn types(&self) -> Option<&'static str> {
        const BLOB: &str = "DO $$ BEGIN CREATE DOMAIN blob AS bytea; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$";
        matches!(self, Self::Postgres(_)).then_some(BLOB)
    }

    async fn pool(&self, connections: u32) -> Sql<AnyPool> {
        let durable = self.durable();
        let greeted = AnyPoolOptions::new().max_connections(connections).acquire_timeout(TURN).after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(durable).await?;
                Ok(())
            })
        });
        greeted.connect_with(self.options()?).await
    }
}

/// The store.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    write: AnyPool,
    read: AnyPool,
    /// How a write transaction begins, and how it waits for its turn where that takes a statement of its own.
    begin: (&'static str, Option<&'static str>),
}

impl Store {
    /// Opens the database and brings its tables up to date (forward only).
    pub(crate) async fn open(database: &Database) -> Sql<Self> {
        sqlx::any::install_default_drivers();
        let write = database.pool(1).await?;
        if let Some(types) = database.types() {
            write.execute(types).await?;
        }
        sqlx::migrate!("./migrations").run(&write).await?;
        let read = database.pool(READERS).await?;
        let begin = match database {
            Database::Sqlite(_) => ("BEGIN IMMEDIATE", None),
            // One number for all servers on this database; it lets go when the transaction ends, however it ends.
            Database::Postgres(_) => ("BEGIN", Some("SELECT pg_advisory_xact_lock(20261)")),
        };
        Ok(Self { write, read, begin })
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Sql<sqlx::pool::PoolConnection<Any>> {
        self.read.acquire().await
    }

    /// Begins a write transaction, after those before it.
    pub(crate) async fn write(&self) -> Sql<Tx> {
        let (begin, turn) = self.begin;
        let mut tx = self.write.begin_with(begin).await?;
        if let Some(turn) = turn {
            tx.execute(turn).await?;
        }
        Ok(tx)
    }

    /// Waits for those at work and closes the database.
    pub(crate) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}
