//! `cargo xtask fuzz`: hostile input against the engine, guided by coverage, until the time is over or something breaks.
//!
//! What it is not: part of `test`; what it finds becomes a small test there. Invariant: a panic, a hang or more than [`MEGABYTES`] is a failure,
//! and the input that did it stays in `target/fuzz/found/TARGET`.

use crate::args::Args;
use crate::{place, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Memory one input may make the engine take.
const MEGABYTES: u32 = 256;
/// Seconds one input may take, coverage counting included.
const SECONDS: u32 = 20;

/// One target: its name, the longest input worth trying, and what it starts from.
struct Target {
    name: &'static str,
    longest: u32,
    seeds: Seeds,
}

enum Seeds {
    /// Nothing: bytes are edits.
    None,
    /// The programme's forms.
    Forms,
    /// The expressions of the programme's forms, one an input.
    Expressions,
    /// Short texts.
    Texts(&'static [&'static str]),
}

/// A place and a shape.
const PLACES: &[&str] = &[
    r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"a"}}]}"#,
    r#"{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[[1,2,3],[4,5],[6,7]]]},"properties":{}}]}"#,
];

const TARGETS: &[Target] = &[
    Target { name: "xml", longest: 8 << 10, seeds: Seeds::Texts(&["<data id=\"j\"><a>1</a></data>", "<root><item><name>a</name></item></root>"]) },
    Target { name: "xpath", longest: 2 << 10, seeds: Seeds::Expressions },
    Target { name: "xform", longest: 40 << 10, seeds: Seeds::Forms },
    Target { name: "csv", longest: 8 << 10, seeds: Seeds::Texts(&["name,label\na,\"A, with comma\"\nb,\"two\nlines\"\n", "\u{feff}a;b\r\n1;2\r\n"]) },
    Target { name: "geojson", longest: 8 << 10, seeds: Seeds::Texts(PLACES) },
    Target { name: "compiled", longest: 64, seeds: Seeds::None },
    Target { name: "edits", longest: 161, seeds: Seeds::None },
];

/// `fuzz [--minutes N] [TARGET]`
pub(crate) fn fuzz(mut args: Args) -> Result<ExitCode> {
    let minutes: u32 = args.option("--minutes")?.map_or(Ok(10), |text| text.parse()).context("--minutes takes a number")?;
    let only = args.word();
    args.end()?;
    let chosen: Vec<&Target> = TARGETS.iter().filter(|target| only.as_deref().is_none_or(|name| name == target.name)).collect();
    if chosen.is_empty() {
        bail!("there are {}", TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", "));
    }
    let output = place::target().join("fuzz");
    build(&output)?;
    let mut broken = Vec::new();
    for target in &chosen {
        if !hunt(target, &output, minutes * 60)? {
            broken.push(target.name);
        }
    }
    println!("fuzz: {} targets, {minutes} min each, {} broken {}", chosen.len(), broken.len(), broken.join(" "));
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All targets, with the coverage counters that guide the search.
fn build(output: &Path) -> Result<()> {
    let flags = [
        "--cfg fuzzing",
        "-Cpasses=sancov-module",
        "-Cllvm-args=-sanitizer-coverage-level=4",
        "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
        "-Cllvm-args=-sanitizer-coverage-pc-table",
        "-Cllvm-args=-sanitizer-coverage-trace-compares",
        "-Ccodegen-units=1",
    ];
    let mut cargo = run::cargo();
    // A named target keeps the flags off build scripts and macros.
    cargo.args(["build", "--quiet", "--release", "--bins", "--target", "host-tuple", "--manifest-path"]);
    cargo.arg(place::root().join("tests/fuzz/Cargo.toml")).arg("--target-dir").arg(output).env("RUSTFLAGS", flags.join(" "));
    run::must(&mut cargo)
}

/// One target for some seconds; whether nothing broke.
fn hunt(target: &Target, output: &Path, seconds: u32) -> Result<bool> {
    let (corpus, found) = (output.join("corpus").join(target.name), output.join("found").join(target.name));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&found)?;
    for (n, seed) in seeds(&target.seeds)?.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{n}")), seed)?;
    }
    let mut program = Command::new(program(output, target.name)?);
    program.arg(&corpus).arg(format!("-artifact_prefix={}/", found.display()));
    program.args([format!("-max_total_time={seconds}"), format!("-max_len={}", target.longest), format!("-timeout={SECONDS}")]);
    program.args([format!("-rss_limit_mb={MEGABYTES}"), "-print_final_stats=1".into(), "-verbosity=0".into()]);
    println!("{}: {seconds} s", target.name);
    Ok(run::status(&mut program)?.success())
}

/// The built target; its folder is named after the host.
fn program(output: &Path, name: &str) -> Result<PathBuf> {
    let built = fs::read_dir(output)?.filter_map(|entry| Some(entry.ok()?.path().join("release").join(name)));
    built.into_iter().find(|path| path.is_file()).with_context(|| format!("cargo left no `{name}` in {}", output.display()))
}

/// What a search starts from.
fn seeds(of: &Seeds) -> Result<Vec<String>> {
    Ok(match of {
        Seeds::None => Vec::new(),
        Seeds::Texts(texts) => texts.iter().map(|text| (*text).to_owned()).collect(),
        Seeds::Forms => forms()?,
        Seeds::Expressions => {
            let mut found: Vec<String> = forms()?.iter().flat_map(|xml| expressions(xml)).collect();
            found.sort_unstable();
            found.dedup();
            found
        }
    })
}

fn forms() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(place::root().join("server/programme/forms"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == "xml") {
            found.push(fs::read_to_string(path)?);
        }
    }
    Ok(found)
}

/// The expressions in a form's binds, as they stand between quotes.
fn expressions(xml: &str) -> Vec<String> {
    let marks = ["calculate=\"", "relevant=\"", "constraint=\"", "required=\""];
    let cut = |mark: &str| xml.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).map(plain).collect::<Vec<_>>();
    marks.into_iter().flat_map(cut).collect()
}

/// Character references of XML as the characters they are.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}
