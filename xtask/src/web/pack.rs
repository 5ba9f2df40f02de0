//! From cargo's wasm to what a browser loads: wasm-bindgen as a library of the very version the app was compiled with.
//!
//! Invariant: an unchanged wasm is not packed twice.

use super::{Bundle, Mode, parts, slim, unused};
use crate::{place, toolchain};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// A packed bundle, not yet named by hash.
pub(crate) struct Packed {
    pub(crate) name: &'static str,
    pub(crate) sheets: &'static [&'static str],
    pub(crate) glue: String,
    pub(crate) wasm: Vec<u8>,
    /// Scripts the glue imports: path as the glue writes it after `./`, text.
    pub(crate) snippets: Vec<(String, String)>,
    /// What is loaded later: file name as the glue writes it after `./`, wasm.
    pub(crate) parts: Vec<(String, Vec<u8>)>,
}

/// Packs one bundle, or takes the last result when cargo's output is the same.
pub(crate) fn pack(bundle: &Bundle, mode: Mode) -> Result<Packed> {
    let profile = mode.web_profile();
    let input = place::web_target().join(toolchain::WASM).join(profile).join(format!("{}.wasm", bundle.name));
    let bytes = fs::read(&input).with_context(|| format!("cargo left no {}", input.display()))?;
    let stamp = hash(&bytes);
    let folder = place::web_target().join("pack").join(profile).join(bundle.name);
    let parts_folder = folder.join("parts");
    let (glue_file, wasm_file) = (folder.join(format!("{}.js", bundle.name)), folder.join(format!("{}_bg.wasm", bundle.name)));
    let stamp_file = folder.join("stamp");
    if fs::read_to_string(&stamp_file).ok().as_ref() != Some(&stamp) {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let release = mode == Mode::Release;
        let is_apart = bundle.is_apart(mode);
        let bytes = if release { unused::drop_classes(&bytes)? } else { bytes };
        let bytes = if is_apart { parts::take_apart(&bytes, &parts_folder)? } else { bytes };
        Bindgen::new()
            .input_bytes(bundle.name, bytes)
            // The parts use the main file's memory and table.
            .keep_lld_exports(is_apart)
            .web(true)?
            .typescript(false)
            .remove_name_section(release)
            .remove_producers_section(release)
            .generate(&folder)
            .with_context(|| format!("packing the bundle `{}`", bundle.name))?;
        if release {
            let (glue, wasm) = slim::imports(&fs::read_to_string(&glue_file)?, &fs::read(&wasm_file)?)?;
            fs::write(&glue_file, glue)?;
            fs::write(&wasm_file, wasm)?;
        }
        fs::write(&stamp_file, &stamp)?;
    }
    let mut snippets = Vec::new();
    for file in files_under(&folder.join("snippets"))? {
        let name = file.strip_prefix(&folder)?.to_string_lossy().into_owned();
        snippets.push((name, fs::read_to_string(&file)?));
    }
    Ok(Packed {
        name: bundle.name,
        sheets: bundle.sheets,
        glue: parts::join_glue(&fs::read_to_string(&glue_file)?, &parts_folder)?,
        wasm: fs::read(&wasm_file)?,
        snippets,
        parts: parts::files(&parts_folder)?,
    })
}

/// Every file below `folder`, sorted; none when there is no such folder.
pub(crate) fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&next).with_context(|| next.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// Short content hash: the first 16 hex digits of SHA-256, enough for names of a few dozen files.
pub(crate) fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
