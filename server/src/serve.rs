//! Listening: plain or TLS, until Ctrl-C or TERM; then those at work finish and the database is closed.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum_server::Handle;
use hyper_util::rt::TokioTimer;

use crate::limits::HEAD_TIME;
use crate::office::{Office, Setup};
use crate::store::Database;
use crate::{banner, router};

mod tls;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on; `0.0.0.0` lets a phone reach it.
    pub listen: IpAddr,
    /// Port.
    pub port: u16,
    /// Data folder.
    pub data: PathBuf,
    /// The database.
    pub database: Database,
    /// Make demonstration data in an empty store.
    pub demo: bool,
    /// How to encrypt.
    pub tls: Tls,
}

/// Encryption.
#[derive(Debug, Clone)]
pub enum Tls {
    /// None.
    Off,
    /// A certificate made on the spot.
    Own,
    /// PEM files: certificate, key.
    Files(PathBuf, PathBuf),
}

/// Those at work get this long to finish when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until told to stop.
pub async fn serve(options: Options) -> Result<()> {
    let encrypted = !matches!(options.tls, Tls::Off);
    let listener = TcpListener::bind(SocketAddr::new(options.listen, options.port));
    let listener = listener.with_context(|| format!("port {} is in use or not allowed; choose another with --port", options.port))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let office = Office::open(Setup { data: options.data.clone(), database: options.database.clone(), demo: options.demo, tls: encrypted }).await?;
    let (config, authority) = match &options.tls {
        Tls::Off => (None, None),
        Tls::Own => tls::own(&options.data, &banner::reachable()).await.map(|(config, shown)| (Some(config), Some(shown)))?,
        Tls::Files(cert, key) => (Some(tls::from_files(cert, key).await?), None),
    };
    println!("{}", banner::text(&office, options.listen, port, encrypted));
    if let Some(authority) = &authority {
        println!("{}", banner::trust(authority));
    }
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    let app = match authority {
        None => router(office.clone()),
        Some(shown) => router(office.clone()).merge(router::authority(std::fs::read_to_string(shown)?)),
    };
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    match config {
        None => patient(axum_server::from_tcp(listener)?.handle(handle)).serve(app).await?,
        Some(config) => patient(axum_server::from_tcp_rustls(listener, config)?.handle(handle)).serve(app).await?,
    }
    office.close().await;
    Ok(())
}

/// A server that waits for the head of a request, but not for ever.
fn patient<A>(mut server: axum_server::Server<SocketAddr, A>) -> axum_server::Server<SocketAddr, A> {
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    server
}

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = term.recv() => {} }
        } else {
            let _ = interrupt.await;
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
    handle.graceful_shutdown(Some(GRACE));
}

/// Compiles a form file and tells what its author should know.
pub fn check_form(file: &std::path::Path) -> Result<()> {
    let xml = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    match forms::xform::parse(&xml) {
        Ok(parsed) => {
            for warning in &parsed.warnings {
                println!("{}:{warning}", file.display());
            }
            println!(
                "{} {}: {} bytes compiled, {} warnings",
                parsed.form.id(),
                parsed.form.version(),
                parsed.form.to_bytes().len(),
                parsed.warnings.len()
            );
            Ok(())
        }
        Err(found) => {
            for error in &found {
                println!("{}:{error}", file.display());
            }
            bail!("{}: {} errors, the form cannot be published", file.display(), found.len())
        }
    }
}
