//! A Rust file with its comments and the inside of its strings blanked, so that a needle is found in code only.
//!
//! It is no parser: it knows comments, strings, characters and the layout rustfmt gives functions and test modules.

/// The text of a file in three views of equal line numbers.
pub(crate) struct Code {
    bare: Vec<String>,
    with_strings: Vec<String>,
    test_from: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Code,
    LineComment,
    BlockComment(usize),
    Text { hashes: Option<usize> },
}

impl Code {
    pub(crate) fn new(text: &str) -> Self {
        let (bare, with_strings) = blank(text);
        let bare: Vec<String> = bare.lines().map(str::to_owned).collect();
        let test_from = bare.iter().position(|line| line.trim_start().starts_with("#[cfg(test)]")).unwrap_or(bare.len());
        Self { bare, with_strings: with_strings.lines().map(str::to_owned).collect(), test_from }
    }

    /// Lines without comments and without what stands inside strings.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.bare.iter().map(String::as_str)
    }

    /// Lines before the tests, without comments, numbered from 1.
    pub(crate) fn with_strings(&self) -> impl Iterator<Item = (usize, &str)> {
        self.with_strings.iter().take(self.test_from).enumerate().map(|(at, line)| (at + 1, line.as_str()))
    }

    /// Does the line (from 0) stand in the tests at the end of the file?
    pub(crate) fn is_test(&self, line: usize) -> bool {
        line >= self.test_from
    }

    /// Line (from 1) and length of each function.
    pub(crate) fn functions(&self) -> impl Iterator<Item = (usize, usize)> {
        self.bare.iter().enumerate().filter_map(|(start, line)| {
            let indent = line.len() - line.trim_start().len();
            let is_function = line.trim_start().split("fn ").next().is_some_and(|before| {
                before.len() < line.trim_start().len()
                    && before.split_whitespace().all(|w| w.starts_with("pub") || matches!(w, "const" | "async" | "unsafe" | "in" | "extern"))
            });
            if !is_function || line.ends_with(';') || line.ends_with('}') {
                return None;
            }
            let end = self.bare.iter().skip(start).position(|l| l.trim_end() == format!("{}}}", " ".repeat(indent)))?;
            Some((start + 1, end + 1))
        })
    }
}

/// Blanks comments in both results and the inside of strings in the first.
fn blank(text: &str) -> (String, String) {
    let chars: Vec<char> = text.chars().collect();
    let (mut bare, mut strings) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
    let mut state = State::Code;
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        let (step, in_bare, in_strings) = match state {
            _ if c == '\n' => {
                if state == State::LineComment {
                    state = State::Code;
                }
                (1, true, true)
            }
            State::LineComment => (1, false, false),
            State::BlockComment(depth) => match (c, next) {
                ('*', Some('/')) => {
                    state = if depth == 1 { State::Code } else { State::BlockComment(depth - 1) };
                    (2, false, false)
                }
                ('/', Some('*')) => {
                    state = State::BlockComment(depth + 1);
                    (2, false, false)
                }
                _ => (1, false, false),
            },
            State::Text { hashes: None } if c == '\\' => (if next == Some('\n') { 1 } else { 2 }, false, true),
            State::Text { hashes } => {
                let needed = hashes.unwrap_or(0);
                if c == '"' && (1..=needed).all(|n| chars.get(at + n) == Some(&'#')) {
                    state = State::Code;
                    (1 + needed, true, true)
                } else {
                    (1, false, true)
                }
            }
            State::Code => {
                let (new, step) = enter(&chars, at);
                state = new;
                (step, !matches!(new, State::LineComment | State::BlockComment(_)), !matches!(new, State::LineComment | State::BlockComment(_)))
            }
        };
        for &piece in chars.iter().skip(at).take(step) {
            bare.push(if in_bare || piece == '\n' { piece } else { ' ' });
            strings.push(if in_strings || piece == '\n' { piece } else { ' ' });
        }
        at += step;
    }
    (bare, strings)
}

/// What begins at `at` in code, and how many characters its opening takes.
fn enter(chars: &[char], at: usize) -> (State, usize) {
    let get = |n: usize| chars.get(at + n).copied();
    match (get(0), get(1)) {
        (Some('/'), Some('/')) => (State::LineComment, 2),
        (Some('/'), Some('*')) => (State::BlockComment(1), 2),
        (Some('"'), _) => (State::Text { hashes: None }, 1),
        (Some('r'), Some('"' | '#')) if at == 0 || !chars.get(at - 1).is_some_and(|c| c.is_alphanumeric() || *c == '_') => {
            let hashes = chars.iter().skip(at + 1).take_while(|c| **c == '#').count();
            if get(1 + hashes) == Some('"') { (State::Text { hashes: Some(hashes) }, 2 + hashes) } else { (State::Code, 1) }
        }
        // A character: `'"'` or `'\''`; a lifetime has no closing quote there.
        (Some('\''), Some('\\')) => (State::Code, chars.iter().skip(at + 3).position(|c| *c == '\'').map_or(1, |n| n + 4)),
        (Some('\''), Some(_)) if get(2) == Some('\'') => (State::Code, 3),
        _ => (State::Code, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_hide_their_words() {
        let code = Code::new("let a = \"sleep(\"; // sleep(\nlet b = '\"'; sleep(1);\n/* sleep( */ let c = r#\"sleep(\"#;\n");
        let hits: Vec<bool> = code.lines().map(|l| l.contains("sleep(")).collect();
        assert_eq!(hits, [false, true, false]);
    }

    #[test]
    fn a_function_is_measured_from_its_name_to_its_brace() {
        let code = Code::new("impl A {\n    pub fn a() {\n        1;\n    }\n\n    fn b();\n}\n");
        assert_eq!(code.functions().collect::<Vec<_>>(), [(2, 3)]);
    }
}
