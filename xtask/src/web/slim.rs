//! Takes out of the scripts what only people read, and shortens what glue and wasm call each other's functions:
//! `__wbg_getAttribute_0a1b2c3d4e5f6071` says nothing to a phone, and its hash does not compress. Nothing else changes.

use anyhow::Result;
use std::collections::HashMap;
use walrus::ModuleConfig;

/// How the wasm names its own glue as the source of imports.
const GLUE: &str = "_bg.js";

/// Glue and wasm again, with short names for what the wasm imports from the glue.
pub(super) fn imports(glue: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(wasm)?;
    let mut short = HashMap::new();
    for (at, import) in module.imports.iter_mut().filter(|import| import.module.ends_with(GLUE)).enumerate() {
        let name = format!("i{at}");
        short.insert(std::mem::replace(&mut import.name, name.clone()), name);
    }
    Ok((bare(&renamed(glue, &short)), module.emit_wasm()))
}

/// The script without what is written for its readers: comments that fill their lines, and indentation.
pub(super) fn bare(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/**");
        if !(in_comment || line.is_empty() || line.starts_with("//")) {
            out.push_str(line);
            out.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    out
}

/// The script with whole identifiers replaced.
fn renamed(script: &str, names: &HashMap<String, String>) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_of_name(c) != is_of_name(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_and_comments_go() {
        let script = "/**\n * What it does.\n */\n/** One line. */\nexport function a() {\n    // why\n    return `/**`; // kept\n}\n";
        assert_eq!(bare(script), "export function a() {\nreturn `/**`; // kept\n}\n");
    }

    #[test]
    fn whole_names_are_replaced_and_longer_ones_left() {
        let names = HashMap::from([("__wbg_a_1".to_owned(), "i0".to_owned())]);
        assert_eq!(renamed("{ __wbg_a_1: () => x.__wbg_a_12, y: '__wbg_a_1' }", &names), "{ i0: () => x.__wbg_a_12, y: 'i0' }");
    }
}
