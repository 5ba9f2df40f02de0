//! All questions of the desk to the server, one function each. No state here.

use api::{About, Area, Decision, Detail, FormInfo, Me, Queue, QueueFilter, SignIn};

use super::address;
use crate::platform::net::{self, Method};
use crate::platform::{Trouble, json};
use crate::words::{Lang, desk as w, t};

/// Why an answer did not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure(Trouble);

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self(trouble)
    }
}

impl Failure {
    /// The session is over or never was.
    pub(super) fn is_signed_out(&self) -> bool {
        self.0 == Trouble::SignIn
    }

    /// Someone else decided first.
    pub(super) fn is_decided(&self) -> bool {
        self.code().contains("decided")
    }

    /// Stable code to read over the phone.
    pub(super) fn code(&self) -> &str {
        match &self.0 {
            Trouble::Offline => "offline",
            Trouble::SignIn => "session-expired",
            Trouble::Refused(problem) => &problem.code,
            _ => "nonsense",
        }
    }

    /// What is wrong and what to do.
    pub(super) fn say(&self, lang: Lang) -> String {
        match &self.0 {
            Trouble::Offline => t(lang, w::AWAY).to_owned(),
            Trouble::SignIn => t(lang, w::LAPSED).to_owned(),
            Trouble::Refused(problem) => super::pick(lang, &problem.message),
            _ => t(lang, w::NONSENSE).to_owned(),
        }
    }
}

type Got<T> = Result<T, Failure>;

/// What the server says of itself; open to all.
pub(super) async fn about() -> Got<About> {
    Ok(net::get("/v1/about").await?)
}

/// Who is signed in.
pub(super) async fn me() -> Got<Me> {
    Ok(net::get("/v1/session").await?)
}

/// Signs in. Here a 401 is no lapsed session but a wrong account or password: the server's words are kept.
pub(super) async fn sign_in(who: &SignIn) -> Got<Me> {
    let body = json::write(who).ok_or(Trouble::Nonsense)?;
    let answer = net::exchange(Method::Post, "/v1/session", Some(("application/json", &body))).await?;
    if let (401, Some(problem)) = (answer.status, net::problem(&answer)) {
        return Err(Trouble::Refused(problem).into());
    }
    let answer = net::judge(answer, "application/json")?;
    Ok(json::read(&answer.body).ok_or(Trouble::Nonsense)?)
}

/// Signs out.
pub(super) async fn sign_out() -> Got<()> {
    Ok(net::delete("/v1/session").await?)
}

/// Areas, depth first.
pub(super) async fn areas() -> Got<Vec<Area>> {
    Ok(net::get("/v1/areas").await?)
}

/// Published forms.
pub(super) async fn forms() -> Got<Vec<FormInfo>> {
    Ok(net::get("/v1/forms").await?)
}

/// One page of the queue.
pub(super) async fn queue(filter: &QueueFilter) -> Got<Queue> {
    Ok(net::get(&address::question(filter)).await?)
}

/// One submission, with the form's texts in its `language`-th language.
pub(super) async fn detail(instance_id: &str, language: usize) -> Got<Detail> {
    Ok(net::get(&format!("/v1/review/{}?lang={language}", address::escape(instance_id))).await?)
}

/// Accepts or returns.
pub(super) async fn decide(instance_id: &str, decision: &Decision, language: usize) -> Got<Detail> {
    Ok(net::post(&format!("/v1/review/{}/decision?lang={language}", address::escape(instance_id)), decision).await?)
}

/// Address of a media file.
pub(super) fn media(instance_id: &str, sha256: &str) -> String {
    format!("/v1/media/{}/{}", address::escape(instance_id), address::escape(sha256))
}
