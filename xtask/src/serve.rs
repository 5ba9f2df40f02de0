//! `cargo xtask serve`: build, then be the server.

use crate::args::Args;
use crate::web::{self, Mode};
use crate::{place, run};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// Builds, then runs `ruhu serve` with the arguments that are its own.
pub(crate) fn serve(mut args: Args) -> Result<ExitCode> {
    let mode = Mode::new(args.flag("--release"));
    web::web(mode)?;
    web::server(mode)?;
    let mut ruhu = Command::new(place::ruhu(mode == Mode::Release));
    ruhu.arg("serve").args(args.rest()).current_dir(place::root());
    let status = run::status(&mut ruhu)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
