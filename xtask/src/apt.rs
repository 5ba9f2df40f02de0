//! Packages of Debian, where this may be done here: as root, on Debian.

use crate::run;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Whether commands run as root.
pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"))
}

/// Installs the packages; false where this is not ours to do.
pub(crate) fn install(packages: &[&str]) -> Result<bool> {
    if !is_root() || !Path::new("/etc/debian_version").exists() || !Path::new("/usr/bin/apt-get").exists() {
        return Ok(false);
    }
    run::must(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    run::must(&mut install)?;
    Ok(true)
}
