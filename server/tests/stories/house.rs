//! A server with its data folder, and people who speak to it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use api::{MediaInfo, Problem, Submit};
use programme::Demo;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use server::{Database, Office, Setup, fill_from_pack, router};
use sha2::{Digest, Sha256};
use sqlx::{Connection as _, Executor as _};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::database;

/// A running server.
pub(crate) struct House {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
    office: Office,
    folder: Arc<TempDir>,
    database: Database,
}

impl House {
    /// A new data folder with demonstration data.
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().expect("temp dir");
        let database = Database::new(database::own().await.as_deref(), folder.path());
        Self::open_in(Arc::new(folder), database).await
    }

    /// A second server on the same database and folder, for the same people.
    pub(crate) async fn beside(&self) -> Self {
        Self::open_in(self.folder.clone(), self.database.clone()).await
    }

    async fn open_in(folder: Arc<TempDir>, database: Database) -> Self {
        let setup = Setup { data: folder.path().to_owned(), database: database.clone(), demo: true, tls: false };
        let office = Office::open(setup).await.expect("the office opens");
        assert_eq!(office.unpublished(), Vec::<String>::new(), "every form of the pack is published");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("address");
        let (stop, stopped) = oneshot::channel::<()>();
        let app = router(office.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let served = tokio::spawn(async move {
            let until = async { drop(stopped.await) };
            axum::serve(listener, app).with_graceful_shutdown(until).await.expect("served");
        });
        Self { address, stop: Some(stop), served, office, folder, database }
    }

    /// Stops the server and starts another one on the same folder.
    pub(crate) async fn restart(mut self) -> Self {
        drop(self.stop.take());
        self.served.await.expect("stopped");
        self.office.close().await;
        Self::open_in(self.folder, self.database).await
    }

    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Says something to the database behind the server's back.
    pub(crate) async fn sql(&self, statement: &'static str) {
        let url = match &self.database {
            Database::Sqlite(file) => format!("sqlite://{}", file.display()),
            Database::Postgres(url) => url.clone(),
        };
        let mut db = sqlx::AnyConnection::connect(&url).await.expect("the database opens");
        db.execute(statement).await.expect("said");
        db.close().await.expect("closed");
    }

    /// Somebody without an account.
    pub(crate) fn nobody(&self) -> Person {
        let http = Client::builder().cookie_store(true).build().expect("client");
        Person { http, base: format!("http://{}", self.address) }
    }

    /// A demo person, signed in.
    pub(crate) async fn person(&self, account: &str) -> Person {
        let person = self.nobody();
        let answer = person.sign_in(account, "ruhu-demo-2026").await;
        assert_eq!(answer.status, StatusCode::OK, "{account} signs in: {}", answer.text());
        person
    }
}

/// Somebody with a browser.
pub(crate) struct Person {
    pub(crate) http: Client,
    base: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    pub(crate) fn value<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text());
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
    /// The refusal, with words in both languages.
    pub(crate) fn problem(&self) -> Problem {
        let problem: Problem = serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{} is no problem: {e}: {}", self.status, self.text()));
        assert!(!problem.message.zh.is_empty() && !problem.message.en.is_empty(), "{problem:?}");
        problem
    }
    /// Asserts a refusal with this status and code.
    pub(crate) fn refused(&self, status: u16, code: &str) -> Problem {
        let problem = self.problem();
        assert_eq!((self.status.as_u16(), problem.code.as_str()), (status, code), "{problem:?}");
        problem
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, bytes: response.bytes().await.expect("a body").to_vec() }
}

impl Person {
    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).header(api::CLIENT_HEADER, "1")
    }
    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.ask(Method::GET, path)).await
    }
    pub(crate) async fn put(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        send(self.ask(Method::PUT, path).body(body)).await
    }
    pub(crate) async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        send(self.ask(Method::POST, path).body(body)).await
    }
    pub(crate) async fn sign_in(&self, account: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "account": account, "password": password });
        self.post("/v1/session", body.to_string()).await
    }
    pub(crate) async fn submit(&self, filled: &Filled) -> Answer {
        self.put(&format!("/v1/submissions/{}", filled.instance_id), filled.body()).await
    }
    /// Sends a submission and everything it names.
    pub(crate) async fn submit_all(&self, filled: &Filled) -> api::Receipt {
        let receipt: api::Receipt = self.submit(filled).await.value();
        for (info, bytes) in &filled.media {
            let _: api::Receipt = self.put(&format!("/v1/media/{}/{}", filled.instance_id, info.sha256), bytes.clone()).await.value();
        }
        receipt
    }
}

/// A finalized form with its pictures.
#[derive(Clone)]
pub(crate) struct Filled {
    pub(crate) instance_id: String,
    pub(crate) xml: String,
    pub(crate) media: Vec<(MediaInfo, Vec<u8>)>,
}

impl Filled {
    pub(crate) fn body(&self) -> String {
        self.body_at(0)
    }
    /// The same from a phone whose clock is off by so many milliseconds.
    pub(crate) fn body_at(&self, skew_ms: i64) -> String {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_millis();
        let submit = Submit {
            xml: self.xml.clone(),
            media: self.media.iter().map(|(info, _)| info.clone()).collect(),
            household: None,
            phone_at: i64::try_from(now).expect("fits") + skew_ms,
            app_version: "story".to_owned(),
        };
        serde_json::to_string(&submit).expect("JSON")
    }
    /// The same with one text of the XML changed on its way.
    pub(crate) fn with(&self, from: &str, to: &str) -> Self {
        assert!(self.xml.contains(from), "{from} is not in the submission");
        Self { xml: self.xml.replacen(from, to, 1), ..self.clone() }
    }
}

pub(crate) fn sha(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A script's answers, some of them answered otherwise.
pub(crate) fn answers(script: &str, otherwise: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut answers = Demo::script(script).expect("script");
    for (name, value) in otherwise {
        match answers.iter_mut().find(|(n, _)| n == name) {
            Some(answer) => (*value).clone_into(&mut answer.1),
            None => answers.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    answers
}

/// A form filled in by a script.
pub(crate) async fn filled(form: &'static str, script: &str, otherwise: &[(&str, &str)]) -> Filled {
    let answers = answers(script, otherwise);
    let made = tokio::task::spawn_blocking(move || fill_from_pack(form, &answers)).await.expect("filled").expect("the script holds");
    Filled { instance_id: made.instance_id, xml: made.xml, media: made.media.iter().map(|name| picture(name)).collect() }
}

/// The picture that a name stands for.
pub(crate) fn picture(name: &str) -> (MediaInfo, Vec<u8>) {
    let bytes = Demo::media(name).expect("a picture");
    let kind = if name.ends_with("jpg") { "image/jpeg" } else { "image/png" }.to_owned();
    (MediaInfo { name: name.to_owned(), sha256: sha(&bytes), size: bytes.len() as u64, kind }, bytes)
}
