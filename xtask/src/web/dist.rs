//! Writes `target/web/dist`: hashed assets, the shells of `app/web` with their `{{placeholders}}` filled, `.br` beside each.
//!
//! Placeholders: `{{<bundle>.js}}`, `{{<bundle>.wasm}}`, `{{<bundle>.css}}` (and `{{css}}` inside the page of a bundle) are addresses;
//! `{{<file>}}` is the address of any other script or style of `app/web`; `{{build}}` names the build; `{{precache}}` is the JSON list of all
//! `field` needs offline and `{{precache.<bundle>}}` the same for one bundle.
//! Invariant: an unknown placeholder fails the build, and nothing of an earlier build stays behind.

use super::pack::{Packed, files_under, hash};
use super::{Mode, compress, slim};
use crate::place;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// In the name of an asset that is not loaded with its bundle, after the bundle's own name.
pub(crate) const LATER: &str = "later-";

/// What is being put together: files by their path in `dist`, and what the placeholders stand for.
struct Dist {
    mode: Mode,
    files: BTreeMap<String, Vec<u8>>,
    names: BTreeMap<String, String>,
}

/// Writes everything; returns the build's name.
pub(crate) fn write(bundles: &[Packed], mode: Mode) -> Result<String> {
    let mut dist = Dist { mode, files: BTreeMap::new(), names: BTreeMap::new() };
    for bundle in bundles {
        dist.add_bundle(bundle)?;
    }
    let shells = shells()?;
    let build = build_name(&dist, &shells);
    dist.names.insert("build".into(), build.clone());
    // Scripts first (pages name them), then pages, then the worker, whose list names them all.
    let rank = |name: &str| match name.rsplit_once('.').map(|(_, e)| e) {
        _ if name == "sw.js" => 3,
        Some("html") => 2,
        Some("js" | "css") => 0,
        _ => 1,
    };
    let mut order: Vec<&(String, Vec<u8>)> = shells.iter().collect();
    order.sort_by_key(|(name, _)| rank(name));
    for (name, bytes) in order {
        if name == "sw.js" {
            dist.name_precache(bundles);
        }
        dist.add_shell(name, bytes, bundles)?;
    }
    dist.save()?;
    Ok(build)
}

/// Everything in `app/web`, by its path there.
fn shells() -> Result<Vec<(String, Vec<u8>)>> {
    let folder = place::root().join("app/web");
    files_under(&folder)?
        .into_iter()
        .map(|file| {
            let name = file.strip_prefix(&folder)?.to_string_lossy().replace('\\', "/");
            Ok((name, fs::read(&file)?))
        })
        .collect()
}

/// The build's name: a hash over the assets and the unfilled shells, so that it can itself be filled in.
fn build_name(dist: &Dist, shells: &[(String, Vec<u8>)]) -> String {
    let mut all = String::new();
    for name in dist.files.keys() {
        all.push_str(name);
    }
    for (name, bytes) in shells {
        all.push_str(name);
        all.push_str(&hash(bytes));
    }
    hash(all.as_bytes())
}

impl Dist {
    fn add_bundle(&mut self, bundle: &Packed) -> Result<()> {
        let mut glue = bundle.glue.clone();
        for (path, text) in &bundle.snippets {
            let address = self.add_asset(&path.replace('/', "-"), text.as_bytes().to_vec());
            glue = glue.replace(&format!("./{path}"), &address);
        }
        for (file, wasm) in &bundle.parts {
            let address = self.add_asset(&format!("{}-{LATER}{file}", bundle.name), wasm.clone());
            glue = glue.replace(&format!("./{file}"), &address);
        }
        let sheet = style_sheet(bundle.sheets, self.mode)?;
        for (ending, bytes) in [("js", glue.into_bytes()), ("wasm", bundle.wasm.clone()), ("css", sheet.into_bytes())] {
            let name = format!("{}.{ending}", bundle.name);
            let address = self.add_asset(&name, bytes);
            self.names.insert(name, address);
        }
        Ok(())
    }

    /// Adds `name` under `assets/` with its hash; returns the address.
    fn add_asset(&mut self, name: &str, bytes: Vec<u8>) -> String {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let path = format!("assets/{stem}-{}.{ending}", hash(&bytes));
        let address = format!("/{path}");
        self.files.insert(path, bytes);
        address
    }

    /// A file of `app/web`: pages, worker, manifest and icons keep their names; scripts and styles become assets.
    fn add_shell(&mut self, name: &str, bytes: &[u8], bundles: &[Packed]) -> Result<()> {
        let is_text = compress::compressible(name);
        let bytes = if is_text {
            let text = std::str::from_utf8(bytes).with_context(|| format!("app/web/{name} is not UTF-8"))?;
            let page_of = bundles.iter().find(|b| name == format!("{}.html", b.name)).map(|b| b.name);
            let filled = self.fill(name, text, page_of)?;
            let is_script = name.ends_with(".js") && self.mode == Mode::Release;
            if is_script { slim::bare(&filled) } else { filled }.into_bytes()
        } else {
            bytes.to_vec()
        };
        let keeps_name = name == "sw.js" || !is_text || name.contains('/') || !(name.ends_with(".js") || name.ends_with(".css"));
        if keeps_name {
            self.files.insert(name.to_owned(), bytes);
        } else {
            let address = self.add_asset(name, bytes);
            self.names.insert(name.to_owned(), address);
        }
        Ok(())
    }

    /// Replaces each `{{name}}`.
    fn fill(&self, file: &str, text: &str, page_of: Option<&str>) -> Result<String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").with_context(|| format!("app/web/{file}: `{{{{` is never closed"))?;
            let key = match (name.trim(), page_of) {
                ("css", Some(bundle)) => format!("{bundle}.css"),
                (key, _) => key.to_owned(),
            };
            let Some(value) = self.names.get(&key) else {
                let known: Vec<_> = self.names.keys().map(String::as_str).collect();
                bail!("app/web/{file}: nothing is known to fill `{{{{{key}}}}}`; known are {}", known.join(", "));
            };
            out.push_str(before);
            out.push_str(value);
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Lists what a bundle needs offline: its page, its assets, the assets of no bundle, manifest and icons.
    fn name_precache(&mut self, bundles: &[Packed]) {
        for bundle in bundles {
            let others: Vec<_> =
                bundles.iter().filter(|b| b.name != bundle.name).flat_map(|b| [format!("assets/{}-", b.name), format!("{}.html", b.name)]).collect();
            let mut list: Vec<String> = vec![if bundle.name == "field" { "/".into() } else { format!("/{}", bundle.name) }];
            for path in self.files.keys() {
                let own_page = *path == format!("{}.html", bundle.name);
                if !own_page && !others.iter().any(|other| path.starts_with(other.as_str())) {
                    list.push(format!("/{path}"));
                }
            }
            let json = serde_json::Value::from(list).to_string();
            if bundle.name == "field" {
                self.names.insert("precache".into(), json.clone());
            }
            self.names.insert(format!("precache.{}", bundle.name), json);
        }
    }

    /// Writes what has changed and removes what no longer belongs.
    fn save(&self) -> Result<()> {
        let folder = place::dist();
        // A `.br` of another mode is not kept as it is: its quality differs.
        let mode_file = place::web_target().join("dist.mode");
        let mode = self.mode.web_profile();
        if fs::read_to_string(&mode_file).is_ok_and(|m| m != mode) && folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let mut wanted = BTreeSet::new();
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            let compressed = folder.join(format!("{name}.br"));
            let is_same = fs::read(&path).is_ok_and(|old| old == *bytes);
            if !is_same {
                put(&path, bytes)?;
            }
            if compress::compressible(name) {
                if !is_same || !compressed.exists() {
                    put(&compressed, &compress::brotli(bytes, self.mode))?;
                }
                wanted.insert(compressed);
            }
            wanted.insert(path);
        }
        for file in files_under(&folder)? {
            if !wanted.contains(&file) {
                fs::remove_file(&file)?;
            }
        }
        put(&mode_file, mode.as_bytes())
    }
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// The sheets of a bundle as one; a release drops comments and indentation.
fn style_sheet(sheets: &[&str], mode: Mode) -> Result<String> {
    let mut all = String::new();
    for sheet in sheets {
        let path = place::root().join(format!("app/style/{sheet}.css"));
        if !path.exists() {
            eprintln!("note: app/style/{sheet}.css is not there");
            continue;
        }
        all.push_str(&fs::read_to_string(&path)?);
        all.push('\n');
    }
    if mode == Mode::Dev {
        return Ok(all);
    }
    let mut bare = String::with_capacity(all.len());
    let mut rest = all.as_str();
    while let Some((before, comment)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    // No text of ours in a sheet has these pairs inside.
    let bare = [(" {", "{"), ("{ ", "{"), (" }", "}"), ("; ", ";"), (": ", ":"), (", ", ",")]
        .iter()
        .fold(bare, |all, (long, short)| all.replace(long, short));
    Ok(bare.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}
