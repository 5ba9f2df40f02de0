//! A PostgreSQL server for the tests: the one `RUHU_POSTGRES` names, else one on this machine's usual port, installed by apt when root on Debian.
//!
//! Invariant: nothing of a server already here is touched but one role, `ruhu_stories`, and databases whose names begin with it.

use crate::{apt, run};
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};

const PORT: u16 = 5432;

/// Address with a role that may create databases, or why there is none.
pub(crate) fn find() -> Result<Result<String, &'static str>> {
    if let Ok(named) = std::env::var("RUHU_POSTGRES") {
        return Ok(Ok(named));
    }
    if !answers() {
        if !apt::install(&["postgresql"])? {
            return Ok(Err("nothing answers on 127.0.0.1:5432; name a server by RUHU_POSTGRES=postgres://…, with a role that may create databases"));
        }
        // Where services are not started on their own, as in a container.
        if !answers() {
            run::must(Command::new("service").args(["postgresql", "start"]))?;
        }
    }
    if !apt::is_root() {
        return Ok(Err("a server answers on 127.0.0.1:5432, but only root can make a role in it; name one by RUHU_POSTGRES=postgres://…"));
    }
    let password = password()?;
    make_role(&password)?;
    Ok(Ok(format!("postgres://ruhu_stories:{password}@127.0.0.1:{PORT}/postgres")))
}

fn answers() -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, PORT)).is_ok()
}

/// A role for this run; its password is new each time and is told to nobody but the tests.
fn make_role(password: &str) -> Result<()> {
    let mut psql = Command::new("su");
    psql.args(["postgres", "-c", "psql --quiet --no-psqlrc --set ON_ERROR_STOP=1"]).current_dir("/").stdin(Stdio::piped());
    let mut running = psql.spawn().context("`su postgres` could not be started")?;
    let role = format!(
        "DO $$ BEGIN CREATE ROLE ruhu_stories; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
         ALTER ROLE ruhu_stories LOGIN CREATEDB PASSWORD '{password}';"
    );
    running.stdin.take().context("psql takes no input")?.write_all(role.as_bytes())?;
    if running.wait()?.success() { Ok(()) } else { bail!("the role `ruhu_stories` could not be made") }
}

fn password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
