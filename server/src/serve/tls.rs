//! TLS for a phone on the same network: a certificate from files, or one signed by this machine's own small authority.
//!
//! A phone trusts the authority once (Android installs nothing less); the certificate itself is made anew at each start, for the addresses
//! the machine has then. Invariant: the authority can vouch for private addresses and `localhost` only, so that its key, should it be
//! stolen, opens no other site on the phones that trust it.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use axum_server::tls_rustls::RustlsConfig;
use chrono::{Datelike, NaiveDate, TimeDelta, Utc};
use rcgen::{BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair};
use rcgen::{KeyUsagePurpose, NameConstraints};

/// Days a certificate is good for: what Apple's phones accept at most is 398.
const DAYS: i64 = 397;
/// Years the authority is trusted.
const YEARS: i32 = 10;
/// Networks nobody else's site is in.
const PRIVATE: [([u8; 4], u8); 4] = [([127, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)];

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

/// A certificate for this machine's private addresses and `localhost`, and where the authority is that a phone must trust.
pub(super) async fn own(folder: &Path, addresses: &[IpAddr]) -> Result<(RustlsConfig, PathBuf)> {
    install();
    std::fs::create_dir_all(folder)?;
    let (authority, shown) = authority(folder).context("the authority of this machine")?;
    let mut names = vec!["localhost".to_owned()];
    names.extend(addresses.iter().chain([&IpAddr::from([127, 0, 0, 1])]).filter(|ip| is_private(**ip)).map(ToString::to_string));
    let mut params = CertificateParams::new(names)?;
    let today = Utc::now().date_naive();
    dates(&mut params, today - TimeDelta::days(1), today + TimeDelta::days(DAYS - 1));
    params.distinguished_name.push(DnType::CommonName, "Ruhu");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let made = params.signed_by(&key, &authority).context("a certificate for this machine")?;
    let config = RustlsConfig::from_pem(made.pem().into_bytes(), key.serialize_pem().into_bytes()).await?;
    Ok((config, shown))
}

/// The authority kept in the folder, made where there is none; its certificate is for everyone, its key for the owner of the folder alone.
fn authority(folder: &Path) -> Result<(Issuer<'static, KeyPair>, PathBuf)> {
    let (shown, kept) = (folder.join("ruhu-ca.crt"), folder.join("ruhu-ca.key.pem"));
    if !shown.exists() || !kept.exists() {
        let key = KeyPair::generate()?;
        let mut params = description()?;
        let today = Utc::now().date_naive();
        let end = today.with_year(today.year() + YEARS).unwrap_or(today);
        dates(&mut params, today - TimeDelta::days(1), end);
        write_secret(&kept, &key.serialize_pem())?;
        std::fs::write(&shown, params.self_signed(&key)?.pem())?;
    }
    let key = KeyPair::from_pem(&std::fs::read_to_string(&kept)?).with_context(|| format!("the key {}", kept.display()))?;
    Ok((Issuer::new(description()?, key), shown))
}

/// What the authority is, apart from its dates; certificates it signs name it so.
fn description() -> Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, "Ruhu 入户 (this machine)");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let networks = PRIVATE.map(|(network, bits)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(network.into(), bits)));
    let permitted_subtrees = networks.into_iter().chain([GeneralSubtree::DnsName("localhost".into())]).collect();
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    Ok(params)
}

fn dates(params: &mut CertificateParams, from: NaiveDate, to: NaiveDate) {
    let day = |date: NaiveDate| rcgen::date_time_ymd(date.year(), date.month() as u8, date.day() as u8);
    (params.not_before, params.not_after) = (day(from), day(to));
}

fn is_private(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V4(v4) if v4.is_private() || v4.is_loopback())
}

/// Nobody else reads it, not even for the moment between making the file and closing it to others.
fn write_secret(path: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes()).map_err(Into::into)
}
