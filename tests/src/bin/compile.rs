//! `compile FORM FOLDER`: writes a form of the programme pack, compiled, and the lists it reads, as a phone downloads them.
//!
//! For measuring; the server does the same when it publishes.

use anyhow::{Context, Result, bail};
use forms::List;
use programme::Pack;
use std::path::PathBuf;

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let (Some(id), Some(folder)) = (words.next(), words.next().map(PathBuf::from)) else { bail!("compile FORM FOLDER") };
    let xml = Pack::form_xml(&id).with_context(|| format!("the pack has no form `{id}`"))?;
    let parsed = forms::xform::parse(std::str::from_utf8(&xml)?).map_err(|errors| anyhow::anyhow!("`{id}` does not compile: {errors:?}"))?;
    std::fs::write(folder.join(format!("{id}.form")), parsed.form.to_bytes())?;
    for uri in parsed.form.list_uris() {
        let Some(csv) = Pack::list(uri) else { continue };
        let list = List::from_csv(&csv).map_err(|error| anyhow::anyhow!("{uri}: {error:?}"))?;
        let name = uri.rsplit('/').next().unwrap_or(uri);
        std::fs::write(folder.join(format!("{name}.list")), list.to_bytes())?;
    }
    Ok(())
}
