//! A real `ruhu serve` on a port and a data folder of its own, which can be stopped and started again like a machine that loses power.

use super::wait;
use anyhow::{Context, Result, anyhow};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::path::PathBuf;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// The server of a story. Its data stay when it is stopped, and go with this value.
pub struct Server {
    port: u16,
    data: tempfile::TempDir,
    child: Option<Child>,
}

impl Server {
    /// Starts with demo data and waits until it answers.
    pub async fn start() -> Result<Self> {
        let mut server = Self { port: free_port()?, data: tempfile::tempdir()?, child: None };
        server.start_again().await?;
        Ok(server)
    }

    /// Starts on the same port and data.
    pub async fn start_again(&mut self) -> Result<()> {
        let binary = binary()?;
        let log = std::fs::File::create(self.data.path().join("server.log"))?;
        let child = Command::new(&binary)
            .args(["serve", "--listen", "127.0.0.1", "--port", &self.port.to_string(), "--data"])
            .arg(self.data.path().join("data"))
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} could not be started", binary.display()))?;
        self.child = Some(child);
        let address = self.address("/manifest.webmanifest");
        wait::until("the server answers", || async { Ok(reqwest::get(&address).await?.status().is_success().then_some(())) })
            .await
            .with_context(|| std::fs::read_to_string(self.data.path().join("server.log")).unwrap_or_default())
    }

    /// Cut off at once, without goodbye: how being out of reach looks to a phone.
    pub async fn stop(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The XML of a submission as the database has it, read beside the running server.
    pub async fn stored_xml(&self, instance_id: &str) -> Result<String> {
        let file = self.data.path().join("data/ruhu.sqlite");
        let mut db = SqliteConnectOptions::new().filename(&file).read_only(true).connect().await?;
        let row: (String,) = sqlx::query_as("SELECT xml FROM submission WHERE instance_id = $1").bind(instance_id).fetch_one(&mut db).await?;
        db.close().await?;
        Ok(row.0)
    }

    /// The address of a path.
    pub fn address(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}

/// The binary named by `RUHU`, else the one cargo built.
fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("RUHU") {
        return Ok(path.into());
    }
    let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target");
    ["debug/ruhu", "release/ruhu"]
        .iter()
        .map(|name| target.join(name))
        .find(|path| path.is_file())
        .ok_or_else(|| anyhow!("there is no server to test: run `cargo xtask build` first"))
}

/// A port nobody listens on now.
pub(super) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
