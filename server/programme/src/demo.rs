//! Demonstration data: people, households, links, answer scripts. Everything invented.
//!
//! Invariant: only made into an empty store, and every submission comes out of the form engine, none is written down here.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::pack::{PackError, table, text};

/// All demonstration data.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Password of every demo account.
    pub password: String,
    /// Account, shown name, role, area code.
    pub people: Vec<[String; 4]>,
    /// Village links.
    pub links: Vec<DemoLink>,
    /// Submissions to make.
    pub submissions: Vec<DemoSubmission>,
    /// Households.
    pub households: Vec<DemoHousehold>,
}

#[derive(Deserialize)]
struct DemoFile {
    password: String,
    people: Vec<[String; 4]>,
    link: Vec<DemoLink>,
    submissions: Vec<DemoSubmission>,
}

/// A village's link.
#[derive(Debug, Clone, Deserialize)]
pub struct DemoLink {
    /// What stands in the address.
    pub token: String,
    /// Area code.
    pub village: String,
    /// Form it opens.
    pub form: String,
    /// No longer open.
    #[serde(default)]
    pub closed: bool,
}

/// A submission made from an answer script.
#[derive(Debug, Clone, Deserialize)]
pub struct DemoSubmission {
    /// `demo/<script>.txt`.
    pub script: String,
    /// Form id.
    pub form: String,
    /// Sent by this account …
    pub account: Option<String>,
    /// … or by this link.
    pub link: Option<String>,
    /// How long ago it came in.
    pub hours: i64,
    /// Accepted by this account, a day later.
    pub accepted_by: Option<String>,
    /// Answers given otherwise than in the script.
    #[serde(default)]
    pub otherwise: BTreeMap<String, String>,
}

/// A household of the register.
#[derive(Debug, Clone)]
pub struct DemoHousehold {
    /// `HC0001`.
    pub code: String,
    /// Area code.
    pub village: String,
    /// Group number.
    pub group: u32,
    /// Head.
    pub head: String,
    /// Code of `words.toml`.
    pub category: String,
    /// Code of `words.toml`.
    pub state: String,
    /// Telephone.
    pub phone: String,
    /// Last accepted visit: day, income per head, by whom.
    pub last_day: Option<String>,
    /// Yuan as text.
    pub last_income: Option<String>,
    /// Who came.
    pub last_by: Option<String>,
    /// Accounts it is assigned to.
    pub accounts: Vec<String>,
    /// Forms to fill.
    pub forms: Vec<String>,
    /// Days from the making of the data until it is due.
    pub due_days: i64,
    /// Code of `words.toml` (`kin`), where the person may not go.
    pub blocked: Option<String>,
    /// Members, head first.
    pub members: Vec<DemoMember>,
}

/// A member.
#[derive(Debug, Clone)]
pub struct DemoMember {
    /// Name.
    pub name: String,
    /// Code of `words.toml`.
    pub relation: String,
    /// Years.
    pub age: u32,
}

impl Demo {
    /// An answer script: lines `name=value`, `name@instance=value`, `name@count=n`, in order; `#` opens a remark.
    pub fn script(name: &str) -> Result<Vec<(String, String)>, PackError> {
        let lines = text(&format!("demo/{name}.txt"))?;
        let pairs = lines.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('='));
        Ok(pairs.map(|(k, v)| (k.trim().to_owned(), v.trim().to_owned())).collect())
    }
    /// A picture for a name that a script gives: a photo for `.jpg`, a signature for `.png`.
    pub fn media(name: &str) -> Option<Vec<u8>> {
        let file = match name.rsplit('.').next() {
            Some("jpg") => "photo.jpg",
            Some("png") => "signature.png",
            _ => return None,
        };
        crate::pack::bytes(&format!("demo/{file}")).map(std::borrow::Cow::into_owned)
    }
}

pub(crate) fn load() -> Result<Demo, PackError> {
    let file: DemoFile = table("demo/demo.toml")?;
    let households = text("demo/households.csv")?.lines().skip(1).map(household).collect::<Result<Vec<_>, _>>()?;
    Ok(Demo { password: file.password, people: file.people, links: file.link, submissions: file.submissions, households })
}

fn household(line: &str) -> Result<DemoHousehold, PackError> {
    let fail = |reason: &str| PackError { file: "demo/households.csv".to_owned(), reason: format!("{reason}: {line}") };
    let cells: Vec<&str> = line.split(',').collect();
    let cell = |n: usize| cells.get(n).copied().ok_or_else(|| fail("expected 15 cells"));
    let some = |n: usize| cell(n).map(|c| (!c.is_empty()).then(|| c.to_owned()));
    let words = |n: usize| cell(n).map(|c| c.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let members = cell(14)?.split_whitespace().map(|m| member(m).ok_or_else(|| fail("member is name/relation/age")));
    Ok(DemoHousehold {
        code: cell(0)?.to_owned(),
        village: cell(1)?.to_owned(),
        group: cell(2)?.parse().map_err(|_| fail("group is a number"))?,
        head: cell(3)?.to_owned(),
        category: cell(4)?.to_owned(),
        state: cell(5)?.to_owned(),
        phone: cell(6)?.to_owned(),
        last_day: some(7)?,
        last_income: some(8)?,
        last_by: some(9)?,
        accounts: words(10)?,
        forms: words(11)?,
        due_days: cell(12)?.parse().map_err(|_| fail("due is a number of days"))?,
        blocked: some(13)?,
        members: members.collect::<Result<_, _>>()?,
    })
}

fn member(text: &str) -> Option<DemoMember> {
    let mut parts = text.split('/');
    Some(DemoMember { name: parts.next()?.to_owned(), relation: parts.next()?.to_owned(), age: parts.next()?.parse().ok()? })
}
