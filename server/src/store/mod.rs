//! The store: SQLite with one writer. All SQL of the server stands in this folder, one statement a function.
//!
//! Invariants: WAL and `synchronous=FULL`, so that a committed answer survives a power cut; one write transaction at a time
//! (`BEGIN IMMEDIATE`), so that no transaction fails half-way for a lock; portable SQL with `$1`.

pub(crate) mod area;
pub(crate) mod form;
pub(crate) mod household;
pub(crate) mod link;
pub(crate) mod media;
pub(crate) mod person;
pub(crate) mod queue;
pub(crate) mod session;
pub(crate) mod submission;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

/// One connection, in or out of a transaction.
pub(crate) type Db = sqlx::SqliteConnection;
/// A write transaction: nothing holds until `commit`.
pub(crate) type Tx = Transaction<'static, Sqlite>;
pub(crate) type Sql<T> = Result<T, StoreError>;
/// Why a statement did not run. Its text may hold values of a row: only [`kind_of`] is for logs.
pub(crate) type StoreError = sqlx::Error;

/// What kind of failure it is, and whether trying again may help.
pub(crate) fn kind_of(error: &StoreError) -> (String, bool) {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code).map(std::borrow::Cow::into_owned);
    // 5 = busy, 6 = locked (SQLite).
    let again = matches!(error, sqlx::Error::PoolTimedOut) || code.as_deref().is_some_and(|c| c == "5" || c == "6");
    (code.unwrap_or_else(|| "no code".to_owned()), again)
}

/// A failure of a task beside the store, as one of the store.
pub(crate) fn broken_task(error: tokio::task::JoinError) -> StoreError {
    sqlx::Error::Io(std::io::Error::other(error))
}

/// Readers at the same time; SQLite readers wait for nobody.
const READERS: u32 = 4;
/// A writer waits this long for its turn before it says "busy".
const TURN: Duration = Duration::from_secs(15);

/// The store.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    write: SqlitePool,
    read: SqlitePool,
}

impl Store {
    /// Opens or makes the database file and brings its schema up to date (forward only).
    pub(crate) async fn open(file: &Path) -> Sql<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true);
        let write = SqlitePoolOptions::new().max_connections(1).acquire_timeout(TURN).connect_with(options.clone()).await?;
        sqlx::migrate!("./migrations").run(&write).await?;
        let read = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(TURN).connect_with(options).await?;
        Ok(Self { write, read })
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Sql<sqlx::pool::PoolConnection<Sqlite>> {
        self.read.acquire().await
    }

    /// Begins a write transaction, after those before it.
    pub(crate) async fn write(&self) -> Sql<Tx> {
        self.write.begin_with("BEGIN IMMEDIATE").await
    }

    /// Waits for those at work and closes the file.
    pub(crate) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}
