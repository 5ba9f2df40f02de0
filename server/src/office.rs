//! The state behind the router: store, forms, areas, folder. What handlers share, and nothing else.
//!
//! Invariant: everything in it may be lost at any moment without losing an acknowledged answer; those are in the store and the folder.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use programme::{Pack, PackError};
use tokio::sync::Semaphore;

use crate::areas::Areas;
use crate::auth::{Passwords, hash_password, new_token, role_of};
use crate::clock::now_ms;
use crate::library::Library;
use crate::limits::{CHECKS_AT_ONCE, PASSWORD_CHARS};
use crate::packed::Packed;
use crate::store::person::PersonRow;
use crate::store::{self, Database, Store};
use crate::throttle::Throttle;
use crate::{demo, problem};

/// How an office is opened.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Folder of the media, and of the database if that is a file; made if absent.
    pub data: PathBuf,
    /// The database.
    pub database: Database,
    /// Make demonstration data in an empty store.
    pub demo: bool,
    /// Served over TLS (decides the cookie's name).
    pub tls: bool,
}

/// Why an office does not open.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The data folder cannot be made or written.
    #[error("the data folder {0} cannot be used: {1}")]
    Folder(PathBuf, std::io::Error),
    /// The database does not open or migrate.
    #[error("the database does not open: {0}")]
    Store(#[from] store::StoreError),
    /// The programme pack does not read.
    #[error("{0}")]
    Pack(#[from] PackError),
    /// No randomness or no memory for password hashing.
    #[error("passwords cannot be hashed on this machine: {0}")]
    Password(argon2::password_hash::Error),
    /// A person that cannot be added.
    #[error("{0}")]
    Person(&'static str),
    /// The demonstration data do not come out of the engine as meant.
    #[error("demonstration data: {0}")]
    Demo(String),
}

/// The office: cheap to clone.
#[derive(Debug, Clone)]
pub struct Office(Arc<Inner>);

/// What [`Office`] holds.
#[derive(Debug)]
pub struct Inner {
    pub(crate) store: Store,
    pub(crate) passwords: Passwords,
    pub(crate) areas: Areas,
    pub(crate) library: Library,
    pub(crate) packed: Packed,
    pub(crate) media: PathBuf,
    pub(crate) tls: bool,
    pub(crate) demo: bool,
    pub(crate) checks: Arc<Semaphore>,
    pub(crate) links: Throttle,
    pub(crate) statuses: Throttle,
}

impl Deref for Office {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Office {
    /// Opens the data folder, compiles the forms, makes demonstration data where asked and nothing is there yet.
    pub async fn open(setup: Setup) -> Result<Self, OfficeError> {
        let media = setup.data.join("media");
        std::fs::create_dir_all(&media).map_err(|e| OfficeError::Folder(setup.data.clone(), e))?;
        let store = Store::open(&setup.database).await?;
        let pack = Pack::load()?;
        demo::plant_areas(&store, &pack).await?;
        let areas = Areas::new(store::area::all(&mut *store.read().await?).await?);
        let library = Library::load(pack, &store).await?;
        let empty = store::person::count(&mut *store.read().await?).await? == 0;
        let passwords = Passwords::new().map_err(OfficeError::Password)?;
        let has_demo = (empty && setup.demo) || store::person::any_demo(&mut *store.read().await?).await?;
        let office = Self(Arc::new(Inner {
            store,
            passwords,
            areas,
            library,
            packed: Packed::default(),
            media,
            tls: setup.tls,
            demo: has_demo,
            checks: Arc::new(Semaphore::new(CHECKS_AT_ONCE)),
            links: Throttle::default(),
            statuses: Throttle::default(),
        }));
        if empty && setup.demo {
            demo::plant(&office).await?;
        }
        Ok(office)
    }

    /// Adds a person with an account; the role and the area are codes (`town`, `hx_01`).
    pub async fn add_person(&self, account: &str, name: &str, role: &str, area: &str, password: &str) -> Result<(), OfficeError> {
        let account = account.trim().to_lowercase();
        let known = role_of(role).is_some() && self.areas.path(area).is_some();
        if account.is_empty() || !known {
            return Err(OfficeError::Person("expected an account, a role (surveyor, village, town, county, …) and an area code of the tree"));
        }
        if password.chars().count() < PASSWORD_CHARS {
            return Err(OfficeError::Person("expected a password of at least 10 characters"));
        }
        let id = format!("person-{}", new_token().map_err(|_| OfficeError::Person("no randomness on this machine"))?);
        let hashed = hash_password(password).map_err(OfficeError::Password)?;
        let row = PersonRow { id, account, name: name.to_owned(), role: role.to_owned(), area: area.to_owned(), password: hashed, demo: 0 };
        let mut tx = self.store.write().await?;
        store::person::insert(&mut tx, &row, now_ms()).await?;
        Ok(tx.commit().await?)
    }

    /// Forms that could not be published, with place and reason, for the terminal.
    pub fn unpublished(&self) -> Vec<String> {
        self.library.unpublished.iter().flat_map(|u| u.reasons.iter().map(move |r| format!("{}: {r}", u.id))).collect()
    }

    /// Whether the accounts are demo accounts.
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// Waits for those at work and closes the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Runs engine work (not `Send`, uses the processor) on a thread of its own, a few at a time.
    pub(crate) async fn engine<T, F>(&self, work: F) -> problem::Answer<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let _turn = self.checks.acquire().await.map_err(|_| problem::busy())?;
        Ok(tokio::task::spawn_blocking(work).await?)
    }
}
