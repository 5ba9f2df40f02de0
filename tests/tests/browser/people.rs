//! What several stories need of people and their things: a picture in the hand, a phone that has everything, somebody with a plain HTTP client.

use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::path::Path;
use tests::browser::{DEMO_PASSWORD, Page, Server};

/// A JPEG in a file, gone with this value.
pub(crate) struct Picture(tempfile::TempPath);

impl Picture {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

/// A small made-up photo.
pub(crate) fn picture() -> Result<Picture> {
    let mut file = tempfile::Builder::new().suffix(".jpg").tempfile()?;
    file.write_all(&programme::Demo::media("house.jpg").context("the demo photo")?)?;
    Ok(Picture(file.into_temp_path()))
}

/// Waits until the tasks, the forms and the app itself are on the phone: from then on it needs no server.
pub(crate) async fn all_is_on_the_phone(page: &Page) -> Result<()> {
    page.wait_for("[data-household]").await?;
    works_without_server(page).await?;
    page.open_here("/me").await?;
    page.see("更新过").await?;
    page.open_here("/").await?;
    page.wait_for("[data-household]").await
}

/// Waits until the worker controls the page: from then on the app itself opens without a server.
pub(crate) async fn works_without_server(page: &Page) -> Result<()> {
    page.until("the worker controls the page", "return !!(navigator.serviceWorker && navigator.serviceWorker.controller);").await
}

/// Somebody signed in with a plain HTTP client.
pub(crate) struct Person {
    http: reqwest::Client,
    address: String,
}

impl Person {
    pub(crate) async fn sign_in(server: &Server, account: &str) -> Result<Self> {
        let http = reqwest::Client::builder().cookie_store(true).build()?;
        let person = Self { http, address: server.address("") };
        let who = serde_json::json!({ "account": account, "password": DEMO_PASSWORD });
        let answer = person.http.post(format!("{}/v1/session", person.address)).header(api::CLIENT_HEADER, "1").json(&who).send().await?;
        ensure!(answer.status().is_success(), "{account} could not sign in: {}", answer.status());
        Ok(person)
    }

    /// Sends a body of JSON, and gives status and text back.
    pub(crate) async fn put(&self, path: &str, body: &impl serde::Serialize) -> Result<(u16, String)> {
        let answer = self.http.put(format!("{}{path}", self.address)).header(api::CLIENT_HEADER, "1").json(body).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }

    /// Sends the bytes of a file.
    pub(crate) async fn put_bytes(&self, path: &str, kind: &str, bytes: Vec<u8>) -> Result<u16> {
        let answer =
            self.http.put(format!("{}{path}", self.address)).header(api::CLIENT_HEADER, "1").header("content-type", kind).body(bytes).send().await?;
        Ok(answer.status().as_u16())
    }
}

/// The file that a name in an answer script stands for.
pub(crate) fn media(name: &str) -> Result<(api::MediaInfo, Vec<u8>)> {
    let bytes = programme::Demo::media(name).with_context(|| format!("no picture for {name}"))?;
    let kind = if name.ends_with("jpg") { "image/jpeg" } else { "image/png" }.to_owned();
    let sha256 = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&bytes));
    Ok((api::MediaInfo { name: name.to_owned(), sha256, size: bytes.len() as u64, kind }, bytes))
}

/// What a Wi-Fi sign-in page does: it answers every request on the server's port with a page of its own.
pub(crate) struct Portal(tokio::task::JoinHandle<()>);

impl Portal {
    pub(crate) async fn open(port: u16) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        Ok(Self(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // One that hangs up early is no concern of a portal.
                drop(answer(stream).await);
            }
        })))
    }

    /// Frees the port.
    pub(crate) async fn close(self) {
        self.0.abort();
        drop(self.0.await);
    }
}

async fn answer(mut stream: tokio::net::TcpStream) -> std::io::Result<()> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    const PAGE: &str = "<!doctype html><title>Wi-Fi</title><p>请先登录 Wi-Fi";
    let mut buffer = vec![0_u8; 16 * 1024];
    let mut read = 0;
    // The head is enough; what comes after it is thrown away with the connection.
    while !buffer[..read].windows(4).any(|end| end == b"\r\n\r\n") && read < buffer.len() {
        match stream.read(&mut buffer[read..]).await? {
            0 => return Ok(()),
            n => read += n,
        }
    }
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", PAGE.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(PAGE.as_bytes()).await?;
    stream.shutdown().await
}

/// Now, ms since 1970.
pub(crate) fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or_default()
}
