//! The rules as data. To change what `cargo xtask tidy` asks, change a row here and nothing else.

use super::Finding;

/// Folders and files that are not ours to check.
pub(crate) const NOT_OURS: &[&str] = &[".git", "target", "data", "node_modules"];

/// File endings and the most lines they may have.
pub(crate) const LENGTHS: &[(&str, usize)] = &[("README.md", 250), (".rs", 800), (".css", 800), (".js", 800), (".sql", 800), (".html", 800)];

/// The longest function.
pub(crate) const FUNCTION_LINES: usize = 70;

/// Names of modules that say nothing.
pub(crate) const EMPTY_NAMES: &[&str] = &["utils", "util", "common", "helpers", "helper", "manager", "misc"];

/// Sources whose text for people lives in `app/words`.
pub(crate) const WORDS_ELSEWHERE: &[&str] = &["app/src/"];

/// Files that read Chinese in a form's own texts (a unit, a numeral, a word of a label) and so name it; each tells why at the place.
pub(crate) const READS_FORM_TEXT: &[&str] = &["app/src/controls/frame.rs", "app/src/controls/label.rs", "app/src/fill/naming.rs"];

/// The order of a crate's modules: a module may use its own group and those before it.
pub(crate) struct Layers {
    pub(crate) folder: &'static str,
    pub(crate) order: &'static [&'static [&'static str]],
    /// Pairs that may not meet although the order would allow it: (user, used).
    pub(crate) apart: &'static [(&'static str, &'static str)],
    pub(crate) why: &'static str,
}

pub(crate) const LAYERS: &[Layers] = &[
    Layers {
        folder: "forms/src/",
        order: &[
            &["diag", "limits", "names", "decimal"],
            &["xml"],
            &["value", "list"],
            &["env"],
            &["xpath"],
            &["definition"],
            &["xform"],
            &["instance"],
            &["engine"],
        ],
        apart: &[("instance", "xform"), ("engine", "xform")],
        why: "layers of `forms` are diag, limits → xml → value, list → env → xpath → definition → xform | instance → engine",
    },
    Layers {
        folder: "app/src/",
        order: &[&["words"], &["platform"], &["ui"], &["controls"], &["keep"], &["fill"], &["field", "desk"]],
        apart: &[("keep", "ui"), ("keep", "controls"), ("field", "desk"), ("desk", "field"), ("desk", "keep")],
        why: "layers of `app` are words → platform → ui → controls → keep → fill → field | desk",
    },
];

/// Words that may not stand somewhere.
pub(crate) struct Ban {
    needles: &'static [&'static str],
    /// Path beginnings the rule looks at.
    inside: &'static [&'static str],
    /// Path beginnings it leaves out.
    except: &'static [&'static str],
    /// What may follow a needle after all.
    unless_followed_by: &'static [&'static str],
    /// Only before the tests of a file.
    pub(crate) product_only: bool,
    why: &'static str,
}

/// A rule with nothing set, to be completed by each row.
const BAN: Ban = Ban { needles: &[], inside: &[""], except: &[], unless_followed_by: &[], product_only: false, why: "" };

impl Ban {
    pub(crate) fn covers(&self, path: &str) -> bool {
        let begins = |list: &[&str]| list.iter().any(|prefix| path.starts_with(prefix));
        begins(self.inside) && !begins(self.except)
    }

    pub(crate) fn look(&self, path: &str, line: usize, text: &str, findings: &mut Vec<Finding>) {
        for needle in self.needles {
            let hit = text.match_indices(needle).any(|(at, _)| {
                let after = &text[at + needle.len()..];
                let before = text[..at].chars().next_back();
                let is_whole = !(needle.starts_with(|c: char| c.is_alphanumeric()) && before.is_some_and(|c| c.is_alphanumeric() || c == '_'));
                is_whole && !self.unless_followed_by.iter().any(|ok| after.starts_with(ok))
            });
            if hit {
                findings.push(Finding::new(path, line, format!("`{needle}` {}", self.why)));
            }
        }
    }
}

/// Names of events and elements that views meet when they handle an event; reading a property of these is not reaching for the browser.
const EVENTS_AND_ELEMENTS: &[&str] = &[
    "::Event",
    "::MouseEvent",
    "::KeyboardEvent",
    "::PointerEvent",
    "::InputEvent",
    "::FocusEvent",
    "::SubmitEvent",
    "::PopStateEvent",
    "::Element",
    "::Html",
    "::Node",
    "::File",
    "::FileList",
];

/// Rules over code: comments and strings are not looked at.
pub(crate) const IN_CODE: &[Ban] = &[
    Ban { needles: &["todo!(", "unimplemented!("], why: "is unfinished work; finish it or say in the README what is missing", ..BAN },
    Ban { needles: &["#[ignore"], why: "hides a test; repair it or remove it", ..BAN },
    Ban {
        needles: &["sleep("],
        inside: &["tests/", "server/tests/", "app/sync/tests/", "forms/tests/", "app/tests/"],
        why: "makes a test slow and still uncertain; wait for what a user would see",
        ..BAN
    },
    Ban { needles: &["fn test_"], why: "is not a behaviour; name a test by what holds, in the present tense", ..BAN },
    Ban { needles: &["inner_html"], inside: &["app/"], why: "turns text into markup; build nodes", ..BAN },
    Ban {
        needles: &["web_sys", "js_sys", "gloo_timers", "gloo_net", "indexed_db_futures"],
        inside: &["app/src/"],
        except: &["app/src/platform/"],
        unless_followed_by: EVENTS_AND_ELEMENTS,
        why: "belongs behind a function of app/src/platform, the only place that touches the browser",
        ..BAN
    },
    Ban {
        needles: &[".transaction("],
        inside: &["app/src/"],
        except: &["app/src/platform/idb"],
        why: "opens a transaction outside the one door; give `platform::idb` a finished batch",
        ..BAN
    },
    Ban {
        needles: &[
            "web_sys",
            "js_sys",
            "leptos",
            "std::fs",
            "std::net",
            "std::env",
            "std::time::SystemTime",
            "std::time::Instant",
            "std::thread",
            "rand::",
        ],
        inside: &["forms/src/", "app/sync/src/"],
        product_only: true,
        why: "is the outside world; a pure crate gets it through its port (`Env`, effects)",
        ..BAN
    },
    Ban {
        needles: &["serde_json"],
        inside: &["forms/src/", "app/sync/src/"],
        except: &["forms/src/list/geojson.rs"],
        product_only: true,
        why: "would be loaded by phones; only lists from files are JSON, and those are read on the server",
        ..BAN
    },
    Ban { needles: &["Session"], inside: &["app/src/controls/", "app/src/ui/"], why: "is the engine; controls see views and emit edits", ..BAN },
    Ban { needles: &["sqlx"], inside: &["server/"], except: &["server/src/store", "server/tests/"], why: "belongs in server/src/store", ..BAN },
    Ban {
        needles: &["axum"],
        inside: &["server/src/"],
        except: &[
            "server/src/routes",
            "server/src/auth",
            "server/src/router",
            "server/src/main",
            "server/src/lib",
            "server/src/serve",
            "server/src/assets",
            "server/src/problem",
        ],
        why: "is HTTP; it belongs in routes, auth and router",
        ..BAN
    },
];

/// Rules over the whole text of any file.
pub(crate) const IN_TEXT: &[Ban] = &[
    Ban { needles: &["/work/"], except: &["xtask/src/tidy/rules.rs"], why: "is a path of one machine", ..BAN },
    Ban {
        needles: &["tokio", "web-sys", "js-sys", "leptos", "sqlx", "wasm-bindgen"],
        inside: &["forms/Cargo.toml"],
        why: "has no place in the pure engine",
        ..BAN
    },
];
