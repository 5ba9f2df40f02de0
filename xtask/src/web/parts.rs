//! Takes a bundle apart: what the app marks with `later!` goes into files of its own, which the glue fetches when they are first needed.
//!
//! The linker's relocations (kept by `app/build.rs` for this) tell what points where; `wasm_split_cli_support` moves the functions and data
//! that only marked ones reach. Invariant: the parts and the main file come from one linking, and the glue names its own parts.

use super::pack::files_under;
use anyhow::{Context, Result, anyhow};
use std::fs;
use std::path::Path;
use walrus::ModuleConfig;
use wasm_split_cli_support::{Options, transform};

/// Script that loads the parts, as the splitter writes it and the main file imports from it.
const LOADER: &str = "./__wasm_split.js";

/// Writes the parts and their loader into `folder`; gives the main file, still to be packed.
pub(super) fn take_apart(wasm: &[u8], folder: &Path) -> Result<Vec<u8>> {
    let main = folder.join("main.wasm");
    let mut options = Options::new(wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    let split = transform(options).map_err(|error| anyhow!("taking a bundle apart: {error:#}"))?;
    for part in &split.split_modules {
        fs::write(part, bare(&fs::read(part)?)?)?;
    }
    let bytes = fs::read(&main)?;
    fs::remove_file(&main)?;
    Ok(bytes)
}

/// Without the names of functions, which only a debugger reads.
fn bare(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    Ok(config.parse(wasm)?.emit_wasm())
}

/// The parts in `folder`: file name and bytes.
pub(super) fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let is_wasm = |path: &Path| path.extension().is_some_and(|ending| ending == "wasm");
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files_under(folder)?.iter().filter(|path| is_wasm(path)).map(|path| Ok((name(path), fs::read(path)?))).collect()
}

/// The glue with the loader of the parts inside, so that it is one file: they import each other.
pub(super) fn join_glue(glue: &str, folder: &Path) -> Result<String> {
    let Ok(loader) = fs::read_to_string(folder.join(LOADER)) else {
        return Ok(glue.to_owned());
    };
    let (imports, rest): (Vec<&str>, Vec<&str>) = glue.lines().partition(|line| line.starts_with("import ") && line.contains(LOADER));
    let (_, loader) = loader.split_once('\n').context("the loader of the parts is empty")?;
    let beginnings: Vec<&str> = loader.lines().filter_map(|line| line.strip_prefix("export const ")?.split_once(' ')).map(|(name, _)| name).collect();
    let mut all = rest.join("\n");
    all.push('\n');
    all.push_str(&loader.replace("export const ", "const "));
    for line in imports {
        let name = line.split_whitespace().nth(3).with_context(|| format!("the glue imports the parts in a new way: `{line}`"))?;
        all.extend(["const ", name, " = { ", &beginnings.join(", "), " };\n"]);
    }
    Ok(all)
}
