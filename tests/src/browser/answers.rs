//! Fills a form through the page from a list of answers, question by question, as a person with a filled-in paper beside him would.
//! Where a photo or a signature is asked it gives the same picture each time.
//!
//! The list is that of the recorded cases: `name=value`, `name@2=value` in the second repeat instance, `name@count=3` for three
//! instances. The page promises: each question's frame has `data-name` and `data-path`, controls are native and their `value` is the
//! stored value, a roster is one frame with an `open` button per card, buttons carry `data-act`. What is not asked is not answered: relevance decides, not the list.
//! Invariant: an answer is given once; what the form refuses stays refused.

use super::page::Page;
use super::wait;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    answers: Vec<Answer>,
    picture: Option<PathBuf>,
}

#[derive(Debug, Clone)]
struct Answer {
    name: String,
    instance: Option<usize>,
    value: String,
}

/// A question as it stands on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    name: String,
    path: String,
    kind: String,
}

/// Lists the questions of the page in reading order, with the kind of their control.
const ASKED: &str = r"
const kind = (e) => {
  if (e.matches('.roster')) return 'repeat';
  const has = (s) => [...e.querySelectorAll(s)].find((x) => x.closest('[data-name]') === e);
  if (has('[data-part=lat]')) return 'place';
  if (has('input[type=file]')) return 'file';
  if (has('input[type=radio]') || has('[role=radio]')) return 'one';
  if (has('input[type=checkbox]') || has('[role=checkbox]')) return 'many';
  if (has('select')) return 'select';
  if (has('[data-act=pick]')) return 'picker';
  const field = has('input, textarea');
  if (field) return field.readOnly || field.disabled ? 'none' : ['date', 'time', 'datetime-local', 'range'].includes(field.type) ? 'typed' : 'text';
  return 'none';
};
return [...document.querySelectorAll('[data-name]')].filter((e) => e.checkVisibility()).map((e) => [e.dataset.name, e.dataset.path || '', kind(e)]);";

/// Sets a native field whose text depends on the browser's language (dates) the way the field itself reports a change.
const SET_TYPED: &str = r"
const [path, value] = arguments;
const frame = [...document.querySelectorAll('[data-path]')].find((e) => e.dataset.path === path);
const field = frame.querySelector('input');
field.focus();
Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, value);
field.dispatchEvent(new Event('input', { bubbles: true }));
field.dispatchEvent(new Event('change', { bubbles: true }));
field.blur();";

const SET_SELECT: &str = r"
const [path, value] = arguments;
const frame = [...document.querySelectorAll('[data-path]')].find((e) => e.dataset.path === path);
const field = frame.querySelector('select');
field.value = value;
field.dispatchEvent(new Event('input', { bubbles: true }));
field.dispatchEvent(new Event('change', { bubbles: true }));
return field.value === value;";

/// Is a choice chosen now?
const CHOSEN: &str = r"
const [path, value] = arguments;
const frame = [...document.querySelectorAll('[data-path]')].find((e) => e.dataset.path === path);
const field = [...frame.querySelectorAll('input')].find((e) => e.value === value);
return field ? field.checked : null;";

impl Answers {
    /// Reads the lines of a recorded case; comments and `then` lines are left out.
    pub fn read(text: &str) -> Self {
        let answers = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.starts_with("then "))
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| {
                let (name, instance) = key.split_once('@').map_or((key, None), |(name, at)| (name, Some(at)));
                match instance {
                    Some("count") => Answer { name: format!("{name}@count"), instance: None, value: value.to_owned() },
                    _ => Answer { name: name.to_owned(), instance: instance.and_then(|at| at.parse().ok()), value: value.to_owned() },
                }
            })
            .collect();
        Self { answers, picture: None }
    }

    /// With a picture for every question that asks for one.
    #[must_use]
    pub fn with_picture(mut self, picture: &Path) -> Self {
        self.picture = Some(picture.to_owned());
        self
    }

    /// Without an answer: left blank, as if forgotten.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.answers.retain(|answer| answer.name != name);
        self
    }

    /// The same with one answer changed or added.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.answers.retain(|answer| answer.name != name);
        self.answers.push(Answer { name: name.to_owned(), instance: None, value: value.to_owned() });
        self
    }

    /// The answer to a question, by its name and the innermost position in its path.
    fn answer(&self, asked: &Asked) -> Option<&str> {
        let position = asked.path.rfind('[').and_then(|at| asked.path.get(at + 1..)?.split(']').next()?.parse::<usize>().ok());
        let matches = |answer: &&Answer| answer.name == asked.name && (answer.instance.is_none() || answer.instance == position);
        self.answers.iter().find(matches).map(|answer| answer.value.as_str())
    }

    /// How many instances of a repeat are wanted.
    fn count(&self, repeat: &str) -> Option<usize> {
        let key = format!("{repeat}@count");
        self.answers.iter().find(|answer| answer.name == key)?.value.parse().ok()
    }

    /// Walks from the page shown to the end of the form; returns how many questions were answered.
    pub async fn fill(&self, page: &Page) -> Result<usize> {
        self.walk(page, None).await
    }

    /// The same, but stays on the page that asks the question of this name, with everything on it answered.
    pub async fn fill_to(&self, page: &Page, last: &str) -> Result<usize> {
        self.walk(page, Some(last)).await
    }

    async fn walk(&self, page: &Page, last: Option<&str>) -> Result<usize> {
        let mut done = BTreeSet::new();
        for _ in 0..PAGES {
            self.fill_page(page, &mut done).await?;
            self.fill_roster(page, &mut done).await?;
            if let Some(last) = last
                && page.shows(&format!("[data-name='{last}']")).await?
            {
                return Ok(done.len());
            }
            if !self.next(page).await? {
                return match last {
                    None => Ok(done.len()),
                    Some(last) => bail!("the form ended and never asked `{last}`; what can be read is:\n{}", page.text().await?),
                };
            }
        }
        bail!("the form did not end after {PAGES} pages")
    }

    /// Answers what the page asks, again from the top after each answer, since an answer may bring or take away questions.
    async fn fill_page(&self, page: &Page, done: &mut BTreeSet<String>) -> Result<()> {
        loop {
            let Some((asked, value)) = asked(page).await?.into_iter().find_map(|asked| {
                let value = self.answer(&asked)?.to_owned();
                (asked.kind != "none" && asked.kind != "repeat" && !done.contains(&asked.path)).then_some((asked, value))
            }) else {
                break;
            };
            self.give(page, &asked, &value).await.with_context(|| format!("{} = {value}", asked.path))?;
            done.insert(asked.path);
        }
        Ok(())
    }

    /// On a roster with wanted instances: opens each card there is, adds what is missing, and fills each to its end, which leads back.
    async fn fill_roster(&self, page: &Page, done: &mut BTreeSet<String>) -> Result<()> {
        let Some(roster) = asked(page).await?.into_iter().find(|asked| asked.kind == "repeat") else { return Ok(()) };
        let Some(wanted) = self.count(&roster.name).filter(|_| done.insert(roster.path.clone())) else { return Ok(()) };
        let here = format!(".roster[data-path='{}']", roster.path);
        for index in 1..=wanted {
            let add = cards(page).await? < index;
            page.press(&if add { "[data-act=add]".to_owned() } else { format!(".roster > .member:nth-of-type({index}) [data-act=open]") }).await?;
            page.wait_gone(&here).await?;
            while !page.shows(&here).await? {
                self.fill_page(page, done).await?;
                ensure!(self.next(page).await?, "the form ended inside {}", roster.path);
            }
        }
        Ok(())
    }

    /// To the next page; false at the end.
    async fn next(&self, page: &Page) -> Result<bool> {
        let before = mark(page).await?;
        if !page.shows("[data-act=next]").await? {
            return Ok(false);
        }
        page.press("[data-act=next]").await?;
        wait::until("the next page is there", || async { Ok((mark(page).await? != before).then_some(())) }).await?;
        Ok(true)
    }

    /// Gives one answer the way its control takes it.
    async fn give(&self, page: &Page, asked: &Asked, value: &str) -> Result<()> {
        let frame = format!("[data-path='{}']", asked.path);
        let arguments = || vec![json!(asked.path), json!(value)];
        match asked.kind.as_str() {
            "text" => page.write_into(&format!("{frame} input, {frame} textarea"), value).await,
            "typed" => page.script(SET_TYPED, arguments()).await.map(drop),
            "select" => match page.script(SET_SELECT, arguments()).await? {
                Value::Bool(true) => Ok(()),
                _ => bail!("the list has no `{value}`"),
            },
            "one" | "many" => {
                for choice in value.split_whitespace() {
                    if page.script(CHOSEN, vec![json!(asked.path), json!(choice)]).await? != Value::Bool(true) {
                        page.press(&format!("{frame} label:has(input[value='{choice}'])")).await?;
                    }
                }
                Ok(())
            }
            "picker" => {
                page.press(&format!("{frame} [data-act=pick]")).await?;
                page.wait_for("dialog[open] [data-value]").await?;
                for choice in value.split_whitespace() {
                    if page.shows("dialog[open] input[type=search]").await? {
                        page.write_into("dialog[open] input[type=search]", choice).await?;
                    }
                    page.press(&format!("dialog[open] [data-value='{choice}']")).await?;
                }
                if page.shows("dialog[open] [data-act=done]").await? {
                    page.press("dialog[open] [data-act=done]").await?;
                }
                page.wait_gone("dialog[open]").await
            }
            "place" => {
                if !page.shows(&format!("{frame} [data-part=lat]")).await? {
                    page.press(&format!("{frame} details summary")).await?;
                }
                let mut parts = value.split_whitespace();
                for part in ["lat", "lon"] {
                    page.write_into(&format!("{frame} [data-part={part}]"), parts.next().unwrap_or_default()).await?;
                }
                Ok(())
            }
            "file" => {
                let picture = self.picture.as_deref().context("a picture is asked for and none was given to the story")?;
                page.upload(&format!("{frame} input[type=file]"), picture).await?;
                page.wait_for(&format!("{frame} figure img")).await
            }
            other => bail!("no way to answer a control of kind `{other}`"),
        }
    }
}

/// More pages than any form here has.
const PAGES: usize = 600;

/// What tells one page from another: its address and the questions on it.
async fn mark(page: &Page) -> Result<String> {
    Ok(format!(
        "{} {:?} {}",
        page.path().await?,
        asked(page).await?,
        page.script("return (document.querySelector('h1') || {}).innerText || '';", vec![]).await?
    ))
}

async fn asked(page: &Page) -> Result<Vec<Asked>> {
    let rows = page.script(ASKED, vec![]).await?;
    let word = |row: &Value, at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(rows.as_array().into_iter().flatten().map(|row| Asked { name: word(row, 0), path: word(row, 1), kind: word(row, 2) }).collect())
}

/// Instances on the roster shown.
async fn cards(page: &Page) -> Result<usize> {
    Ok(page.script("return document.querySelectorAll('.roster [data-act=open]').length;", vec![]).await?.as_u64().unwrap_or(0) as usize)
}
