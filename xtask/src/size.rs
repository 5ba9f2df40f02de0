//! `cargo xtask size`: what people download, in bytes.
//!
//! The line that counts: everything a phone must load before the first fillable form, over Brotli – page, loader, glue, wasm, style
//! sheets, icon and manifest, and the compiled household survey with the lists it needs. Other icons, the worker and what `later!` and
//! `apart!` mark are fetched afterwards.

use crate::args::Args;
use crate::web::{self, Mode, compress};
use crate::{place, run};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

/// Raw, gzip and Brotli bytes of one file.
#[derive(Clone, Copy, Default)]
struct Bytes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// The form that is measured: the largest of the programme, and the first a surveyor fills.
const FIRST_FORM: &str = "b_hh_survey";

/// `size [--dev]`
pub(crate) fn size(mut args: Args) -> Result<ExitCode> {
    let mode = Mode::new(!args.flag("--dev"));
    args.end()?;
    web::web(mode)?;
    let mut files = dist()?;
    files.extend(compiled().unwrap_or_else(|error| {
        println!("note: the compiled form is not counted: {error:#}");
        BTreeMap::new()
    }));
    println!("{:<44} {:>10} {:>10} {:>10}", "file", "raw", "gzip", "brotli");
    for (name, bytes) in &files {
        println!("{name:<44} {:>10} {:>10} {:>10}", bytes.raw, bytes.gzip, bytes.brotli);
    }
    println!();
    for bundle in web::BUNDLES {
        let is_field = bundle.name == "field";
        let others: Vec<&str> = web::BUNDLES.iter().map(|b| b.name).filter(|name| *name != bundle.name).collect();
        let later: Vec<_> = files.iter().filter(|(name, _)| is_part(name, bundle.name)).map(|(_, bytes)| bytes.brotli).collect();
        let counted: Vec<&String> = files.keys().filter(|name| is_needed_first(name, is_field, &others)).collect();
        let total: usize = counted.iter().filter_map(|name| files.get(*name)).map(|bytes| bytes.brotli).sum();
        println!("counted for {}: {}", bundle.name, counted.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "));
        if !later.is_empty() {
            println!("{}: {} bytes brotli in {} parts that are loaded later", bundle.name, later.iter().sum::<usize>(), later.len());
        }
        println!("{}: {total} bytes brotli to {}", bundle.name, if is_field { "the first fillable form" } else { "the first page" });
    }
    Ok(ExitCode::SUCCESS)
}

/// Is this a part of a bundle that is loaded when it is first needed?
fn is_part(name: &str, bundle: &str) -> bool {
    name.starts_with(&format!("assets/{bundle}-{}", web::LATER))
}

/// Must this be loaded before anything can be filled in?
fn is_needed_first(name: &str, is_field: bool, others: &[&str]) -> bool {
    let is_of_another = others.iter().any(|other| name.starts_with(&format!("assets/{other}-")) || *name == format!("{other}.html"));
    // Browsers without modules load `old.js`, and then no form.
    // The page shows its icon while it opens; the others are for home screens.
    let is_icon = name.starts_with("icons/") && name != "icons/icon.svg";
    let is_later = is_part(name, "field") || is_icon || name == "sw.js" || name.starts_with("assets/old-");
    let is_form = name.starts_with("v1/");
    !is_of_another && !is_later && (is_field || !(is_form || name == "manifest.webmanifest"))
}

/// Every served file of the app.
fn dist() -> Result<BTreeMap<String, Bytes>> {
    let folder = place::dist();
    let mut files = BTreeMap::new();
    for path in web::files_under(&folder)? {
        let name = path.strip_prefix(&folder)?.to_string_lossy().into_owned();
        if path.extension().is_some_and(|ending| ending == "br") {
            continue;
        }
        let bytes = fs::read(&path)?;
        let packed = fs::read(folder.join(format!("{name}.br"))).map_or(bytes.len(), |br| br.len());
        files.insert(name, Bytes { raw: bytes.len(), gzip: compress::gzip_size(&bytes), brotli: packed });
    }
    Ok(files)
}

/// The compiled form and its lists as the server sends them, written by the program `compile` into a folder.
fn compiled() -> Result<BTreeMap<String, Bytes>> {
    let folder = place::target().join("size");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut cargo = run::cargo();
    cargo.args(["run", "--quiet", "--package", "tests", "--bin", "compile", "--", FIRST_FORM]).arg(&folder);
    run::must(&mut cargo).context("compiling the form")?;
    let mut files = BTreeMap::new();
    for path in web::files_under(&folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(&path)?;
        let brotli = compress::brotli_of_forms(&bytes).len();
        files.insert(format!("v1/{name}"), Bytes { raw: bytes.len(), gzip: compress::gzip_size(&bytes), brotli });
    }
    Ok(files)
}
