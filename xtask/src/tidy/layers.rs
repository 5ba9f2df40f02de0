//! Which module may use which: reads `crate::…` and `super::…` and compares with the order in `rules::LAYERS`.

use super::Finding;
use super::code::Code;
use super::rules::{LAYERS, Layers};

/// Checks one file against the layers of its crate.
pub(crate) fn check(path: &str, code: &Code, findings: &mut Vec<Finding>) {
    let Some(layers) = LAYERS.iter().find(|layers| path.starts_with(layers.folder)) else {
        return;
    };
    let inside = path.trim_start_matches(layers.folder).trim_end_matches(".rs");
    let mut module: Vec<&str> = inside.split('/').filter(|part| !part.is_empty()).collect();
    let is_folder_file = module.last() == Some(&"mod");
    if is_folder_file {
        module.pop();
    }
    let Some(own) = module.first().copied() else {
        return;
    };
    if matches!(own, "lib" | "main" | "bin") {
        return;
    }
    let Some(own_rank) = rank(layers, own) else {
        findings.push(Finding::new(path, 1, format!("`{own}` has no layer; give it one in xtask/src/tidy/rules.rs")));
        return;
    };
    for (at, line) in code.lines().enumerate() {
        if code.is_test(at) {
            break;
        }
        for used in uses(line, module.len()) {
            let Some(used_rank) = rank(layers, used) else {
                continue;
            };
            let is_forbidden = used != own && (used_rank > own_rank || layers.apart.iter().any(|(a, b)| *a == own && *b == used));
            if is_forbidden {
                findings.push(Finding::new(path, at + 1, format!("`{own}` may not use `{used}`: {}", layers.why)));
            }
        }
    }
}

fn rank(layers: &Layers, module: &str) -> Option<usize> {
    layers.order.iter().position(|group| group.contains(&module))
}

/// Top modules a line names: after `crate::`, or after as many `super::` as lead to the crate.
fn uses(line: &str, depth: usize) -> Vec<&str> {
    let to_crate = "super::".repeat(depth);
    let mut found = Vec::new();
    for prefix in ["crate::", to_crate.as_str()] {
        if prefix.is_empty() {
            continue;
        }
        let mut rest = line;
        while let Some(at) = rest.find(prefix) {
            let before = &rest[..at];
            rest = &rest[at + prefix.len()..];
            if before.ends_with("super::") || before.ends_with('$') {
                continue;
            }
            if let Some(list) = rest.strip_prefix('{') {
                found.extend(list.split([',', '{']).map(name).filter(|n| !n.is_empty()));
            } else {
                found.push(name(rest));
            }
        }
    }
    found
}

/// The identifier at the start.
fn name(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_behind_crate_and_behind_super() {
        assert_eq!(uses("use crate::xpath::Ast;", 2), ["xpath"]);
        assert_eq!(uses("use crate::{diag::Diag, limits};", 1), ["diag", "limits"]);
        assert_eq!(uses("use super::super::engine::Session;", 2), ["engine"]);
        assert_eq!(uses("use super::ast::Ast;", 2), Vec::<&str>::new());
    }
}
