//! TLS for a phone on the same network: a certificate from files, or one made on the spot.
//!
//! What it is not: a certificate authority. A phone shows a warning for a certificate made on the spot until someone accepts it.

use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, Result};
use axum_server::tls_rustls::RustlsConfig;

/// Makes rustls usable: it must be told once which cryptography to use.
fn install() {
    // A second call finds it installed already; that is all the error can say.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Certificate and key from PEM files.
pub(super) async fn from_files(cert: &Path, key: &Path) -> Result<RustlsConfig> {
    install();
    RustlsConfig::from_pem_file(cert, key).await.with_context(|| format!("certificate {} with key {}", cert.display(), key.display()))
}

/// A certificate for this machine's names and addresses, made once and kept in the data folder so that a phone has to accept it once.
pub(super) async fn own(folder: &Path, addresses: &[IpAddr]) -> Result<RustlsConfig> {
    install();
    let (cert, key) = (folder.join("tls-self.crt.pem"), folder.join("tls-self.key.pem"));
    if !cert.exists() || !key.exists() {
        let mut names = vec!["localhost".to_owned()];
        names.extend(addresses.iter().map(ToString::to_string));
        let made = rcgen::generate_simple_self_signed(names).context("a certificate for this machine")?;
        std::fs::create_dir_all(folder)?;
        std::fs::write(&key, made.signing_key.serialize_pem())?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600))?;
        }
        std::fs::write(&cert, made.cert.pem())?;
    }
    from_files(&cert, &key).await
}
