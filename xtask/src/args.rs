//! The words after the command: flags, options with a value, and the rest. No abbreviations, no guessing.

use anyhow::{Result, bail};

/// Arguments not yet taken. Each command takes what it knows and then calls [`Args::end`], so a misspelt flag is never ignored.
pub(crate) struct Args(Vec<String>);

impl Args {
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self(words)
    }

    /// Was `--name` given?
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|w| w != name);
        self.0.len() != before
    }

    /// The value of `--name VALUE` or `--name=VALUE`.
    pub(crate) fn option(&mut self, name: &str) -> Result<Option<String>> {
        let with_equals = format!("{name}=");
        if let Some(at) = self.0.iter().position(|w| w.starts_with(&with_equals)) {
            return Ok(Some(self.0.remove(at)[with_equals.len()..].to_owned()));
        }
        let Some(at) = self.0.iter().position(|w| w == name) else {
            return Ok(None);
        };
        if at + 1 >= self.0.len() {
            bail!("{name} needs a value");
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    /// The next word that is not a flag.
    pub(crate) fn word(&mut self) -> Option<String> {
        let at = self.0.iter().position(|w| !w.starts_with('-'))?;
        Some(self.0.remove(at))
    }

    /// All that is left, for a program further down.
    pub(crate) fn rest(self) -> Vec<String> {
        self.0
    }

    /// Nothing may be left over.
    pub(crate) fn end(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => {
                bail!("unknown argument `{word}`; `cargo xtask help` lists what there is")
            }
        }
    }
}
