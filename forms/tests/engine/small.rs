//! Small forms in a few lines, and a hand to fill them.
//!
//! A line is `kind name key=“value” …`: kinds `text int decimal date note select many calculate group repeat end`. Keys are those of a bind
//! (`relevant calculate constraint required readonly`), `default`, `count`, `choices` (a nodeset), `now` (a setvalue at first load),
//! `added` (one at a new instance), `changed` (`trigger: value`), `label`. `${name}` is the path of that node. Lists: `list name: a,b | c,d` with the columns first.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use forms::engine::{Body, Changes, ProblemKind, What};
use forms::{Edit, Env, Form, Instant, List, NodeId, Refusal, Session};

/// Surroundings that stand still unless told otherwise.
pub struct Still {
    pub unix_ms: Cell<i64>,
    pub offset_min: i32,
    pub random: Cell<u64>,
    /// Lists that come from outside, by address.
    pub lists: RefCell<BTreeMap<String, Arc<List>>>,
}

impl Env for Still {
    fn now(&self) -> Instant {
        Instant { unix_ms: self.unix_ms.get(), offset_min: self.offset_min }
    }
    fn random(&self) -> u64 {
        self.random.set(self.random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        self.random.get()
    }
    fn list(&self, uri: &str) -> Option<Arc<List>> {
        self.lists.borrow().get(uri).cloned()
    }
}

/// 2026-11-24T00:00:00Z.
pub const TODAY_MS: i64 = 1_795_478_400_000;

pub fn still() -> Rc<Still> {
    Rc::new(Still { unix_ms: Cell::new(TODAY_MS), offset_min: 0, random: Cell::new(1), lists: RefCell::default() })
}

struct Line {
    kind: String,
    name: String,
    keys: BTreeMap<String, String>,
    path: String,
}

/// The lines, and the lists among them as XML.
fn read(text: &str) -> (Vec<Line>, String) {
    let mut lines = Vec::new();
    let mut lists = String::new();
    let mut around: Vec<String> = vec!["/data".to_owned()];
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(list) = line.strip_prefix("list ") {
            lists += &list_xml(list);
            continue;
        }
        let mut words = line.splitn(3, ' ');
        let (kind, name) = (words.next().unwrap(), words.next().unwrap_or_default());
        let keys = keys(words.next().unwrap_or_default());
        let path = format!("{}/{name}", around.last().unwrap());
        match kind {
            "group" | "repeat" => around.push(path.clone()),
            "end" => drop(around.pop()),
            _ => {}
        }
        lines.push(Line { kind: kind.to_owned(), name: name.to_owned(), keys, path });
    }
    (lines, lists)
}

/// A label with its `${name}` as outputs.
fn label_xml(tag: &str, label: Option<&str>, expand: &impl Fn(&str) -> String) -> String {
    let Some(label) = label else {
        return String::new();
    };
    let mut out = String::new();
    for (n, part) in label.split("${").enumerate() {
        match part.split_once('}').filter(|_| n > 0) {
            Some((name, rest)) => out.extend(["<output value=\"", &expand(&format!("${{{name}}}")), "\"/>", rest]),
            None => out += part,
        }
    }
    format!("<{tag}>{out}</{tag}>")
}

/// The XForm of a few lines.
pub fn xml(text: &str) -> String {
    let (lines, lists) = read(text);
    let paths: BTreeMap<String, String> = lines.iter().map(|l| (l.name.clone(), l.path.clone())).collect();
    let expand = |text: &str| {
        let mut out = text.to_owned();
        for (name, path) in &paths {
            out = out.replace(&format!("${{{name}}}"), path);
        }
        out.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
    };
    let (mut instance, mut binds, mut body) = (String::new(), String::new(), String::new());
    for line in &lines {
        let get = |key: &str| line.keys.get(key).map(String::as_str);
        let label = |tag: &str| label_xml(tag, get("label"), &expand);
        let (name, path) = (&line.name, &line.path);
        match line.kind.as_str() {
            "group" => {
                instance += &format!("<{name}>");
                body += &format!("<group ref=\"{path}\">{}", label("label"));
            }
            "repeat" => {
                instance += &format!("<{name}>");
                let count = get("count").map(|c| format!(" jr:count=\"{}\"", expand(c))).unwrap_or_default();
                body += &format!("<group ref=\"{path}\">{}<repeat nodeset=\"{path}\"{count}>", label("label"));
            }
            "end" => {
                let opened = around_name(&lines, line);
                instance += &format!("</{}>", opened.name);
                body += if opened.kind == "repeat" { "</repeat></group>" } else { "</group>" };
                continue;
            }
            kind => {
                instance += &format!("<{name}>{}</{name}>", get("default").unwrap_or_default());
                body += &control(kind, path, &label("label"), get("choices").map(&expand));
            }
        }
        let kind = match line.kind.as_str() {
            "int" | "decimal" | "date" => line.kind.as_str(),
            _ => "string",
        };
        binds += &format!("<bind nodeset=\"{path}\" type=\"{kind}\"");
        for key in ["relevant", "calculate", "constraint", "required", "readonly"] {
            if let Some(text) = get(key) {
                binds += &format!(" {key}=\"{}\"", expand(text));
            }
        }
        binds += if line.kind == "note" { " readonly=\"true()\"/>" } else { "/>" };
        if let Some(value) = get("now") {
            binds += &format!("<setvalue ref=\"{path}\" event=\"odk-instance-first-load\" value=\"{}\"/>", expand(value));
        }
        if let Some(value) = get("added") {
            let repeat = path.rsplit_once('/').unwrap().0;
            let opening = format!("<repeat nodeset=\"{repeat}\">");
            let set = format!("<setvalue ref=\"{path}\" event=\"odk-instance-first-load odk-new-repeat\" value=\"{}\"/>", expand(value));
            body = body.replace(&opening, &format!("{opening}{set}"));
        }
        if let Some((trigger, value)) = get("changed").and_then(|t| t.split_once(':')) {
            let trigger = &paths[trigger.trim()];
            let set = format!("<setvalue ref=\"{path}\" event=\"xforms-value-changed\" value=\"{}\"/>", expand(value.trim()));
            body = body.replace(&format!("<input ref=\"{trigger}\">"), &format!("<input ref=\"{trigger}\">{set}"));
        }
    }
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:orx=\"http://openrosa.org/xforms\">\
         <h:head><h:title>small</h:title><model><instance><data id=\"small\" version=\"1\">{instance}<meta><instanceID/><instanceName/></meta></data></instance>{lists}<bind nodeset=\"/data/meta/instanceID\" jr:preload=\"uid\"/>{binds}</model></h:head>\
         <h:body>{body}</h:body></h:html>"
    )
}

fn around_name<'a>(lines: &'a [Line], end: &Line) -> &'a Line {
    // The path of an `end` line is its group's path with an empty name.
    let path = end.path.trim_end_matches('/');
    lines.iter().find(|l| l.path == path).expect("an end closes a group")
}

fn control(kind: &str, path: &str, label: &str, choices: Option<String>) -> String {
    let tag = match kind {
        "calculate" => return String::new(),
        "select" => "select1",
        "many" => "select",
        _ => "input",
    };
    let items = choices.map(|nodeset| format!("<itemset nodeset=\"{nodeset}\"><value ref=\"name\"/><label ref=\"name\"/></itemset>"));
    format!("<{tag} ref=\"{path}\">{label}{}</{tag}>", items.unwrap_or_default())
}

fn list_xml(line: &str) -> String {
    let (name, rows) = line.split_once(':').expect("name: columns | row | row");
    let mut rows = rows.split('|').map(|row| row.trim().split(',').map(str::trim).collect::<Vec<_>>());
    let columns = rows.next().expect("columns");
    let items: String = rows
        .map(|row| {
            let cells: String = columns.iter().zip(row).map(|(c, cell)| format!("<{c}>{cell}</{c}>")).collect();
            format!("<item>{cells}</item>")
        })
        .collect();
    format!("<instance id=\"{}\"><root>{items}</root></instance>", name.trim())
}

fn keys(mut text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    while let Some((key, rest)) = text.split_once("=“") {
        let (value, rest) = rest.split_once('”').expect("a closing quote");
        found.insert(key.trim().to_owned(), value.to_owned());
        text = rest;
    }
    found
}

/// A small form being filled.
pub struct Fill {
    pub session: Session,
    pub env: Rc<Still>,
}

impl Fill {
    pub fn new(lines: &str) -> Self {
        Self::with(lines, still())
    }

    pub fn with(lines: &str, env: Rc<Still>) -> Self {
        Self::of_xml(&xml(lines), env)
    }

    /// A form given as XML.
    pub fn of_xml(text: &str, env: Rc<Still>) -> Self {
        let form = forms::xform::parse(text).unwrap_or_else(|e| panic!("{}\n{text}", e.iter().map(|e| format!("{e}\n")).collect::<String>())).form;
        let form = Arc::new(Form::from_bytes(&form.to_bytes()).expect("own bytes are read"));
        Self { session: Session::new(form, env.clone()), env }
    }

    /// The node of a path below `/data/`.
    pub fn node(&self, path: &str) -> NodeId {
        self.session.find(&format!("/data/{path}")).unwrap_or_else(|| panic!("no node {path}"))
    }

    pub fn set(&mut self, path: &str, text: &str) -> Changes {
        let node = self.node(path);
        self.session.apply(Edit::Set { node, text: text.to_owned() }).expect("the answer is taken")
    }

    pub fn try_set(&mut self, path: &str, text: &str) -> Result<Changes, Refusal> {
        let node = self.node(path);
        self.session.apply(Edit::Set { node, text: text.to_owned() })
    }

    pub fn add(&mut self, path: &str) -> Changes {
        let range = self.node(path);
        self.session.apply(Edit::Add { range }).expect("an instance is added")
    }

    pub fn remove(&mut self, path: &str) -> Changes {
        let instance = self.node(path);
        self.session.apply(Edit::Remove { instance }).expect("an instance is removed")
    }

    /// The stored value, relevant or not.
    pub fn value(&self, path: &str) -> String {
        self.session.view(self.node(path)).expect("the node is there").value.to_string()
    }

    pub fn relevant(&self, path: &str) -> bool {
        self.session.view(self.node(path)).expect("the node is there").relevant
    }

    pub fn problem(&self, path: &str) -> Option<ProblemKind> {
        self.session.view(self.node(path)).expect("the node is there").problem.map(|p| p.kind)
    }

    pub fn label(&self, path: &str) -> String {
        self.session.view(self.node(path)).expect("the node is there").label.map(|l| l.text).unwrap_or_default()
    }

    pub fn count(&self, path: &str) -> usize {
        match self.session.view(self.node(path)).expect("the node is there").body {
            Body::Repeat { count, .. } => count,
            other => panic!("{path} is no repeat but {other:?}"),
        }
    }

    pub fn choices(&self, path: &str) -> Vec<String> {
        self.session.choices(self.node(path)).iter().map(|c| c.value.to_string()).collect()
    }

    /// What a change list says of a node.
    pub fn told(&self, changes: &Changes, path: &str) -> What {
        let node = self.node(path);
        changes.nodes.iter().find(|(id, _)| *id == node).map(|(_, what)| *what).unwrap_or_default()
    }
}
