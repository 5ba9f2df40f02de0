//! Turns `words/*.toml` into const tables: `[key] zh = "…", en = "…"` → `words::<file>::KEY`. A missing language fails the build.

use std::fmt::Write as _;
use std::{env, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=words");
    if env::var_os("CARGO_FEATURE_PARTS").is_some() {
        // The packer moves code between files and has to know what points where.
        println!("cargo:rustc-link-arg-bin=field=--emit-relocs");
    }
    let mut files: Vec<_> = fs::read_dir("words").expect("app/words").map(|f| f.expect("entry").path()).collect();
    files.sort();
    let mut out = String::new();
    for file in files {
        let name = file.file_stem().and_then(|s| s.to_str()).expect("file name").to_owned();
        let text = fs::read_to_string(&file).expect("readable");
        let table: toml::Table = text.parse().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        writeln!(out, "/// Words of `words/{name}.toml`.\n#[allow(missing_docs)]\npub mod {name} {{\n    use super::Word;").unwrap();
        for (key, value) in &table {
            let get = |lang: &str| {
                value.get(lang).and_then(|v| v.as_str()).unwrap_or_else(|| panic!("{}: `{key}` has no `{lang}`", file.display())).to_owned()
            };
            writeln!(out, "    pub const {}: Word = Word {{ zh: {:?}, en: {:?} }};", key.to_uppercase(), get("zh"), get("en")).unwrap();
        }
        out.push_str("}\n");
    }
    fs::write(Path::new(&env::var("OUT_DIR").expect("OUT_DIR")).join("words.rs"), out).expect("words.rs");
}
