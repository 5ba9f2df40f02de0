//! `equal PACKED [PATH]`: every suite here and in Chromium; the engine must have said the same bytes in both.
//!
//! One line a suite: `equal NAME: N answers, D differ`. It exits 1 when any differ.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use conformance::{SUITES, equal};
use serde_json::Value;
use tests::equal::Page;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let mut args = std::env::args().skip(1);
    let packed = PathBuf::from(args.next().context("the folder of the packed runner")?);
    let path = args.next().map(PathBuf::from).map(|path| path.canonicalize().unwrap_or(path));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let mut runs: Vec<(&'static str, Vec<PathBuf>)> = Vec::new();
    for suite in SUITES {
        let places = path.as_deref().map_or_else(|| suite.at_home(&root), |path| suite.within(path));
        let places: Vec<PathBuf> = places.iter().map(|place| place.canonicalize()).collect::<Result<_, _>>()?;
        if !places.is_empty() {
            runs.push((suite.name, places));
        }
    }
    let mut folders: Vec<PathBuf> = runs.iter().flat_map(|(_, places)| places.clone()).collect();
    // Walks name forms and media beside their file; the programme's cases name its forms.
    let beside: Vec<PathBuf> = folders.iter().filter(|place| place.is_file()).filter_map(|place| Some(place.parent()?.to_owned())).collect();
    folders.extend(beside);
    folders.extend([root.join("../shared/domain"), root.join("server/programme/forms")].map(|folder| folder.canonicalize().unwrap_or(folder)));
    folders.push(root.join("server/programme/lists"));
    folders.retain(|folder| folder.exists());
    let page = Page::open(&packed, &folders).await?;
    let mut unequal = false;
    for (name, places) in runs {
        let suite = SUITES.iter().find(|suite| suite.name == name).context("a suite of that name")?;
        let here: Value = serde_json::from_str(&equal::ran(suite, &places))?;
        let there: Value = serde_json::from_str(&page.ran(name, &places).await?)?;
        let (ours, theirs) = (said(&here), said(&there));
        let differing = ours.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs).count() + ours.len().abs_diff(theirs.len());
        if let Some(first) = ours.iter().zip(&theirs).position(|(ours, theirs)| ours != theirs) {
            eprintln!("{name}: the first that differs is answer {first}");
        }
        println!("equal {name}: {} answers, {differing} differ; {} here, {} in the browser", ours.len(), here["counts"], there["counts"]);
        unequal |= differing > 0 || here["counts"] != there["counts"];
    }
    page.close().await?;
    Ok(ExitCode::from(u8::from(unequal)))
}

fn said(ran: &Value) -> Vec<&str> {
    ran["seen"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
