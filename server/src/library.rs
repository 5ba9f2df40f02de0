//! The published forms, compiled once at start: current ones for the phone, every stored version for the intake.
//!
//! Invariant: a form that does not compile is refused with its diagnostics and the server goes on with the others; what a hash
//! once named stays the same bytes.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use api::{FormInfo, FormSubject, ListInfo, Words};
use forms::xform::check_list;
use forms::{Diagnostic, Form, List};
use programme::{FormMeta, Pack};
use sha2::{Digest, Sha256};

use crate::clock::now_ms;
use crate::store::form::{self, FormRow};
use crate::store::{self, Sql, Store};

/// A form as published now.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    pub(crate) info: FormInfo,
    pub(crate) form: Arc<Form>,
    pub(crate) meta: FormMeta,
}

/// A form that could not be published, and why.
#[derive(Debug, Clone)]
pub(crate) struct Unpublished {
    pub(crate) id: String,
    pub(crate) reasons: Vec<String>,
}

/// All forms.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) pack: Pack,
    current: BTreeMap<String, Published>,
    versions: BTreeMap<(String, String), (Arc<Form>, String)>,
    lists: Arc<BTreeMap<String, Arc<List>>>,
    pub(crate) unpublished: Vec<Unpublished>,
}

/// One form compiled, with what is to be stored.
struct Fresh {
    published: Published,
    row: FormRow,
    artefacts: Vec<(String, Vec<u8>)>,
    lists: Vec<(String, Arc<List>)>,
}

pub(crate) fn sha(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Compiles one XForm. A compiler that falls over counts as a broken form: the other ten must go on.
pub(crate) fn compile(xml: &str) -> Result<Form, Vec<String>> {
    let told = |found: Vec<Diagnostic>| found.iter().map(ToString::to_string).collect::<Vec<_>>();
    match catch_unwind(AssertUnwindSafe(|| forms::xform::parse(xml))) {
        Ok(parsed) => parsed.map(|p| p.form).map_err(told),
        Err(_) => Err(vec!["the form compiler fell over on this form; please report it".to_owned()]),
    }
}

impl Library {
    /// Compiles the pack's forms and stores them; loads older versions from the store.
    pub(crate) async fn load(pack: Pack, store: &Store) -> Sql<Self> {
        let compiled = tokio::task::spawn_blocking(move || {
            let found: Vec<_> = pack.forms.iter().map(|(id, meta)| fresh(id, meta)).collect();
            (pack, found)
        });
        let (pack, found) = compiled.await.map_err(store::broken_task)?;
        let mut library = Self { pack, current: BTreeMap::new(), versions: BTreeMap::new(), lists: Arc::default(), unpublished: Vec::new() };
        let mut lists = BTreeMap::new();
        let mut tx = store.write().await?;
        for result in found {
            match result {
                Ok(new) => {
                    form::publish(&mut tx, &new.row, &new.published.info.hash, now_ms()).await?;
                    for (hash, bytes) in &new.artefacts {
                        form::keep_artefact(&mut tx, hash, bytes).await?;
                    }
                    lists.extend(new.lists);
                    let compiled = (new.published.form.clone(), new.published.info.hash.clone());
                    library.versions.insert((new.row.id.clone(), new.row.version.clone()), compiled);
                    library.current.insert(new.row.id, new.published);
                }
                Err(refused) => library.unpublished.push(refused),
            }
        }
        tx.commit().await?;
        library.lists = Arc::new(lists);
        library.load_older(store).await?;
        Ok(library)
    }

    async fn load_older(&mut self, store: &Store) -> Sql<()> {
        let rows = form::all(&mut *store.read().await?).await?;
        let mut tx = store.write().await?;
        for row in rows {
            let Entry::Vacant(free) = self.versions.entry((row.id.clone(), row.version.clone())) else { continue };
            match compile(&row.xml) {
                Ok(form) => {
                    let bytes = form.to_bytes();
                    form::keep_artefact(&mut tx, &sha(&bytes), &bytes).await?;
                    free.insert((Arc::new(form), sha(&bytes)));
                }
                Err(reasons) => self.unpublished.push(Unpublished { id: format!("{} {}", row.id, row.version), reasons }),
            }
        }
        tx.commit().await
    }

    /// Published forms in order of their id.
    pub(crate) fn current(&self) -> impl Iterator<Item = &Published> {
        self.current.values()
    }
    /// The published form of that id.
    pub(crate) fn published(&self, id: &str) -> Option<&Published> {
        self.current.get(id)
    }
    /// The form in that version, published or older.
    pub(crate) fn version(&self, id: &str, version: &str) -> Option<&Arc<Form>> {
        self.versions.get(&(id.to_owned(), version.to_owned())).map(|(form, _)| form)
    }
    /// Hash of the compiled bytes of that version.
    pub(crate) fn hash(&self, id: &str, version: &str) -> Option<&str> {
        self.versions.get(&(id.to_owned(), version.to_owned())).map(|(_, hash)| hash.as_str())
    }
    /// Lists by URI, for the engine.
    pub(crate) fn lists(&self) -> Arc<BTreeMap<String, Arc<List>>> {
        self.lists.clone()
    }
    /// Title of a form in both languages; its id where it is not published any more.
    pub(crate) fn title(&self, id: &str) -> Words {
        self.published(id).map_or_else(|| Words { zh: id.to_owned(), en: id.to_owned() }, |p| p.info.title.clone())
    }
}

fn fresh(id: &str, meta: &FormMeta) -> Result<Fresh, Unpublished> {
    let fail = |reasons: Vec<String>| Unpublished { id: id.to_owned(), reasons };
    let one = |reason: String| fail(vec![reason]);
    let data = Pack::form_xml(id).ok_or_else(|| one(format!("forms/{id}.xml is not in the pack")))?;
    let xml = String::from_utf8(data.into_owned()).map_err(|e| one(e.to_string()))?;
    let form = compile(&xml).map_err(fail)?;
    if form.id() != id {
        return Err(one(format!("expected the form id `{id}`, found `{}`", form.id())));
    }
    let bytes = form.to_bytes();
    let hash = sha(&bytes);
    let (mut artefacts, mut lists, mut infos) = (Vec::new(), Vec::new(), Vec::new());
    // What the device itself has, such as `last-saved`, is nobody's file.
    for uri in form.list_uris().into_iter().filter(|uri| !uri.starts_with("jr://instance/")) {
        let data = Pack::list(uri).ok_or_else(|| one(format!("the list {uri} is not in the pack")))?;
        let list = List::from_file(uri, &data).map_err(|d| one(format!("{uri}: {d}")))?;
        let unfit: Vec<String> = check_list(&form, uri, &list).iter().map(ToString::to_string).collect();
        if !unfit.is_empty() {
            return Err(fail(unfit));
        }
        let packed = list.to_bytes();
        infos.push(ListInfo { uri: uri.to_owned(), hash: sha(&packed), bytes: packed.len() as u64 });
        artefacts.push((sha(&packed), packed));
        lists.push((uri.to_owned(), Arc::new(list)));
    }
    let info = FormInfo {
        id: id.to_owned(),
        version: form.version().to_owned(),
        title: Words { zh: form.title().to_owned(), en: meta.en.clone() },
        hash: hash.clone(),
        bytes: bytes.len() as u64,
        lists: infos,
        about: subject(&meta.about),
    };
    artefacts.push((hash, bytes));
    let row = FormRow { id: id.to_owned(), version: info.version.clone(), xml };
    Ok(Fresh { published: Published { info, form: Arc::new(form), meta: meta.clone() }, row, artefacts, lists })
}

fn subject(about: &str) -> FormSubject {
    match about {
        "household" => FormSubject::Household,
        "village" => FormSubject::Village,
        _ => FormSubject::Other,
    }
}
