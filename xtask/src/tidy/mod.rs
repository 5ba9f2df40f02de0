//! `cargo xtask tidy`: the rules a compiler does not know, read from one table (`rules`).
//!
//! It reads text, not types: a second of work, and clear about the line. Invariant: each finding is `path:line: what is wrong; what to do`.

mod code;
mod layers;
mod rules;

use crate::args::Args;
use crate::place;
use anyhow::{Context, Result};
use code::Code;
use std::path::Path;
use std::process::ExitCode;
use std::{fmt, fs};

/// One thing that is not as agreed.
pub(crate) struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.what)
    }
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

/// `tidy`
pub(crate) fn tidy(args: Args) -> Result<ExitCode> {
    args.end()?;
    let (files, findings) = check()?;
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {files} files, {} findings", findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads every file of the workspace once; returns how many and what was found.
pub(crate) fn check() -> Result<(usize, Vec<Finding>)> {
    let root = place::root();
    let mut paths = Vec::new();
    walk(&root, &root, &mut paths)?;
    paths.sort();
    let mut findings = Vec::new();
    for path in &paths {
        check_name(path, &mut findings);
        let Ok(text) = fs::read_to_string(root.join(path)) else {
            continue;
        };
        check_text(path, &text, &mut findings);
        if path.ends_with(".rs") {
            let code = Code::new(&text);
            check_code(path, &text, &code, &mut findings);
            layers::check(path, &code, &mut findings);
        }
        if path.starts_with("app/words/") {
            check_words(path, &text, &mut findings);
        }
    }
    Ok((paths.len(), findings))
}

fn walk(root: &Path, folder: &Path, paths: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            if !rules::NOT_OURS.contains(&name.as_str()) && !name.ends_with("node_modules") {
                walk(root, &path, paths)?;
            }
        } else if !rules::NOT_OURS.contains(&name.as_str()) {
            paths.push(name);
        }
    }
    Ok(())
}

fn check_name(path: &str, findings: &mut Vec<Finding>) {
    if !path.ends_with(".rs") {
        return;
    }
    for part in path.trim_end_matches(".rs").split('/') {
        if rules::EMPTY_NAMES.contains(&part) {
            findings.push(Finding::new(path, 1, format!("`{part}` says nothing about what is inside; name the idea")));
        }
    }
}

/// Rules of any text file: length, forbidden words.
fn check_text(path: &str, text: &str, findings: &mut Vec<Finding>) {
    let lines = text.lines().count();
    if let Some((_, limit)) = rules::LENGTHS.iter().find(|(ending, _)| path.ends_with(ending))
        && lines > *limit
    {
        findings.push(Finding::new(path, lines, format!("{lines} lines, the limit is {limit}; split by idea")));
    }
    for rule in rules::IN_TEXT.iter().filter(|rule| rule.covers(path)) {
        for (at, line) in text.lines().enumerate() {
            rule.look(path, at + 1, line, findings);
        }
    }
}

/// Rules of Rust code: header, function length, forbidden code.
fn check_code(path: &str, text: &str, code: &Code, findings: &mut Vec<Finding>) {
    if !text.starts_with("//!") {
        findings.push(Finding::new(path, 1, "a file opens with `//!`: what it is, what it is not, the invariant it keeps"));
    }
    for rule in rules::IN_CODE.iter().filter(|rule| rule.covers(path)) {
        for (at, line) in code.lines().enumerate() {
            if !(rule.product_only && code.is_test(at)) {
                rule.look(path, at + 1, line, findings);
            }
        }
    }
    for (line, length) in code.functions().filter(|(_, length)| *length > rules::FUNCTION_LINES) {
        findings.push(Finding::new(path, line, format!("a function of {length} lines, the limit is {}; split it", rules::FUNCTION_LINES)));
    }
    if rules::WORDS_ELSEWHERE.iter().any(|prefix| path.starts_with(prefix)) && !rules::READS_FORM_TEXT.contains(&path) {
        for (at, line) in code.with_strings() {
            if line.chars().any(is_han) {
                findings.push(Finding::new(path, at, "text people read belongs in app/words/*.toml"));
            }
        }
    }
}

/// Both languages, and no exclamation marks.
fn check_words(path: &str, text: &str, findings: &mut Vec<Finding>) {
    let Ok(table) = text.parse::<toml::Table>() else {
        findings.push(Finding::new(path, 1, "is not TOML"));
        return;
    };
    let line_of = |key: &str| text.lines().position(|line| line.split('=').next().is_some_and(|k| k.trim() == key)).map_or(1, |at| at + 1);
    for (key, value) in &table {
        for language in ["zh", "en"] {
            let word = value.get(language).and_then(|v| v.as_str()).unwrap_or_default();
            if word.is_empty() {
                findings.push(Finding::new(path, line_of(key), format!("`{key}` has no `{language}`")));
            }
            if word.contains(['!', '！']) {
                findings.push(Finding::new(path, line_of(key), format!("`{key}` shouts; no exclamation marks")));
            }
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}
