//! The instance as submission XML.
//!
//! Invariant: what is not relevant, and what a count put aside, is not in it.

use super::run::Run;
use crate::definition::{Control, ControlKind, Kind};

/// Namespace of OpenRosa metadata.
const OPENROSA: &str = "http://openrosa.org/xforms";

impl Run {
    /// The submission.
    pub(super) fn write_xml(&self) -> String {
        let mut out = String::from("<?xml version='1.0' encoding='UTF-8' ?>");
        let mut writer = Writer { run: self, out: &mut out };
        writer.element(0, 0);
        out
    }

    /// A node of OpenRosa's `meta`, such as `instanceID`.
    pub(super) fn meta(&self, name: &str) -> Option<u32> {
        let prefix = self.form.namespaces.iter().find(|(_, uri)| uri == OPENROSA).map(|(prefix, _)| prefix.as_str());
        let mut all = self.form.children(0).filter(|&n| self.form.node(n).name == "meta" && self.form.node(n).kind == Kind::Group);
        let own = all.clone().find(|&n| Some(self.form.node(n).prefix.as_str()) == prefix);
        self.form.child(own.or_else(|| all.next())?, name)
    }

    /// Files that relevant upload questions name.
    pub(super) fn media(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.walk(|id| {
            let control = self.form.controls.get(self.form.node(id.node).control as usize);
            let upload = control.is_some_and(|c| matches!(c.kind, ControlKind::Question(Control::Upload(_))));
            if upload && self.relevant(id.frame, id.node) {
                let name = self.stored(id.frame, id.node);
                if !name.is_empty() {
                    found.push(name.to_string());
                }
            }
        });
        found
    }
}

struct Writer<'a> {
    run: &'a Run,
    out: &'a mut String,
}

impl Writer<'_> {
    /// An element with all inside. The recursion is as deep as the form's own nesting, which is limited.
    fn element(&mut self, frame: u32, node: u32) {
        let run = self.run;
        let def = run.form.node(node);
        let name = def.qualified();
        self.out.push('<');
        self.out.push_str(&name);
        for child in run.form.children(node) {
            let attribute = run.form.node(child);
            if attribute.kind == Kind::Attribute && run.relevant(frame, child) {
                let value = run.stored(frame, child);
                self.attribute(&attribute.qualified(), &value);
            }
        }
        if node == 0 {
            self.namespaces();
        }
        let before = self.out.len();
        self.out.push('>');
        let inside = self.out.len();
        if matches!(def.kind, Kind::Field) {
            escape(&run.stored(frame, node), self.out);
        }
        self.children(frame, node);
        if self.out.len() == inside {
            self.out.truncate(before);
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
    }

    fn children(&mut self, frame: u32, node: u32) {
        let run = self.run;
        for child in run.form.children(node) {
            let def = run.form.node(child);
            match def.kind {
                Kind::Attribute => {}
                Kind::Repeat => {
                    let instances: Vec<u32> = run.instances(frame, def.frame).collect();
                    for instance in instances {
                        self.element(instance, child);
                    }
                }
                _ if run.relevant(frame, child) => self.element(frame, child),
                _ => {}
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(value, self.out);
        self.out.push('"');
    }

    fn namespaces(&mut self) {
        let run = self.run;
        for (prefix, uri) in &run.form.namespaces {
            let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            self.attribute(&name, uri);
        }
    }
}

/// Text of XML; characters that XML cannot hold are left out.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if (c as u32) < 0x20 || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}
