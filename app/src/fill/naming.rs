//! What groups, pages and repeat instances are called on the screen: by the form's labels, instances by what tells people apart.

use forms::engine::{Body, Control, DataType};
use forms::{NodeId, NodeView, Session};

use super::panels;
use crate::controls::width;
use crate::words::{self, Lang, Word, fill_in, t};

/// Longest text (half characters) that still says who it is.
const NAME_WIDTH: usize = 24;
/// Answers in the second line of a card.
const FACTS: usize = 3;

/// How an instance is told from its siblings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Name {
    /// First text answered; empty if none is.
    pub(super) title: String,
    /// Beside it.
    pub(super) side: String,
    /// Below it: facts, each with the words around it, if there are any.
    pub(super) line: Vec<(String, Option<Word>)>,
}

impl Name {
    /// The line below in one language.
    pub(super) fn facts(&self, lang: Lang) -> String {
        let fact = |(value, around): &(String, Option<Word>)| around.map_or_else(|| value.clone(), |word| fill_in(lang, word, &[value]));
        self.line.iter().map(fact).collect::<Vec<_>>().join(t(lang, words::fill::COMMA))
    }
}

/// The label of a node; none if it has none.
pub(super) fn label(session: &Session, node: NodeId) -> Option<String> {
    session.view(node).and_then(|v| v.label).map(|l| l.text).filter(|t| !t.trim().is_empty())
}

/// The answer for people: labels of choices, else as stored.
fn shown(session: &Session, view: &NodeView) -> String {
    match view.body {
        Body::Question(Control::SelectOne | Control::SelectMultiple) => {
            session.chosen(view.id).into_iter().map(|t| t.text).collect::<Vec<_>>().join("、")
        }
        _ => view.value.to_string(),
    }
}

/// Questions below an instance that are answered, in order; personal numbers are left out.
fn answers(session: &Session, instance: NodeId) -> Vec<NodeView> {
    let mut out = Vec::new();
    let mut todo: Vec<NodeId> = session.children(instance).into_iter().rev().collect();
    while let Some(node) = todo.pop() {
        let Some(view) = session.view(node) else { continue };
        match view.body {
            Body::Question(Control::Input | Control::SelectOne | Control::SelectMultiple) => {
                let open = !matches!(view.pii.as_deref(), Some("id" | "bank" | "phone"));
                if view.relevant && !view.value.is_empty() && open {
                    out.push(view);
                }
            }
            Body::Group { .. } => todo.extend(session.children(node).into_iter().rev()),
            _ => {}
        }
    }
    out
}

/// The name of an instance.
pub(super) fn name(session: &Session, instance: NodeId) -> Name {
    let series = session.view(instance).map(|v| v.name.to_string()).unwrap_or_default();
    if let Some(card) = panels::card(session.form().id(), &series) {
        return by_card(session, instance, card);
    }
    let answers = answers(session, instance);
    let text = |v: &&NodeView| v.data_type == DataType::String && v.body == Body::Question(Control::Input);
    let choice = |v: &&NodeView| v.body == Body::Question(Control::SelectOne);
    let first = answers.iter().find(text).or_else(|| answers.iter().find(choice)).map(|v| v.id);
    let of = |v: &NodeView| shown(session, v);
    let facts = answers.iter().filter(|v| Some(v.id) != first).filter(choice).map(of).filter(|s| width(s) <= NAME_WIDTH).take(FACTS);
    Name {
        title: answers.iter().find(|v| Some(v.id) == first).map(of).unwrap_or_default(),
        side: String::new(),
        line: facts.map(|fact| (fact, None)).collect(),
    }
}

fn by_card(session: &Session, instance: NodeId, card: &panels::Card) -> Name {
    let path = session.path(instance);
    let of = |leaf: &str| -> String {
        let found = descendant(session, instance, leaf).or_else(|| session.find(&format!("{path}/{leaf}"))).and_then(|n| session.view(n));
        found.filter(|v| v.relevant && !v.value.is_empty()).map(|v| shown(session, &v)).unwrap_or_default()
    };
    let line = card.line.iter().map(|(leaf, around)| (of(leaf), *around)).filter(|(v, _)| !v.is_empty()).collect();
    Name { title: of(card.title), side: of(card.side), line }
}

/// The first node of a name below another, repeats left out.
pub(super) fn descendant(session: &Session, of: NodeId, leaf: &str) -> Option<NodeId> {
    let mut todo = session.children(of);
    while let Some(node) = todo.pop() {
        let view = session.view(node)?;
        if *view.name == *leaf {
            return Some(node);
        }
        if matches!(view.body, Body::Group { .. }) {
            todo.extend(session.children(node));
        }
    }
    None
}

/// What stands over a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head {
    /// Small line above: the repeat and the place in it, or the part.
    pub(super) above: String,
    /// The heading; empty if the form gives none.
    pub(super) title: String,
    /// The repeat range one is in, if one is.
    pub(super) range: Option<NodeId>,
}

/// The heading of a page by the group its questions stand in.
pub(super) fn head(session: &Session, group: NodeId) -> Head {
    let mut labels = Vec::new();
    let mut at = Some(group);
    while let Some(here) = at {
        let Some(view) = session.view(here) else { break };
        at = session.parent(here);
        if let Body::Instance { position, of } = view.body {
            let series = at.and_then(|r| label(session, r)).or(view.label.map(|l| l.text)).unwrap_or_default();
            return in_instance(&name(session, here), labels, &format!("{series} {position} / {of}"), at);
        }
        if at.is_some() {
            labels.extend(view.label.map(|l| l.text).filter(|t| !t.trim().is_empty()));
        }
    }
    let mut labels = labels.into_iter();
    let title = labels.next().unwrap_or_default();
    // A part with a number of its own needs nothing above it.
    let above = if numbered(&title).0.is_empty() { labels.next().unwrap_or_default() } else { String::new() };
    Head { above, title, range: None }
}

fn in_instance(name: &Name, labels: Vec<String>, place: &str, range: Option<NodeId>) -> Head {
    let group = labels.into_iter().next().unwrap_or_default();
    let full = if name.side.is_empty() { name.title.clone() } else { format!("{}（{}）", name.title, name.side) };
    match (name.title.is_empty(), group.is_empty()) {
        (true, true) => Head { above: String::new(), title: place.to_owned(), range },
        (true, false) => Head { above: place.to_owned(), title: group, range },
        (false, true) => Head { above: place.to_owned(), title: full, range },
        (false, false) => Head { above: format!("{place}·{group}"), title: full, range },
    }
}

/// A label without the explanation in brackets behind it: 土地与生产资料 of 土地与生产资料(亩).
pub(super) fn brief(label: &str) -> &str {
    match label.find(['(', '（']) {
        Some(at) if at > 0 && label.ends_with([')', '）']) => label.get(..at).unwrap_or(label).trim_end(),
        _ => label,
    }
}

/// `三、户基本情况` → (`三`, `户基本情况`); other labels have no number.
pub(super) fn numbered(label: &str) -> (&str, &str) {
    if let Some((number, rest)) = label.split_once('、')
        && !number.is_empty()
        && number.chars().all(|c| "一二三四五六七八九十".contains(c))
    {
        return (number, rest);
    }
    if let Some((number, rest)) = label.split_once(". ")
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
    {
        return (number, rest);
    }
    ("", label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_behind_a_label_can_be_left_out() {
        assert_eq!(brief("土地与生产资料(亩)"), "土地与生产资料");
        assert_eq!(brief("其他收入与生产支出（元/年）"), "其他收入与生产支出");
        assert_eq!(brief("吃穿(两不愁)与住房"), "吃穿(两不愁)与住房", "brackets inside are part of the name");
        assert_eq!(brief("(一)"), "(一)");
    }

    #[test]
    fn a_parts_own_number_is_told_from_its_name() {
        assert_eq!(numbered("十四、政策享受与帮扶"), ("十四", "政策享受与帮扶"));
        assert_eq!(numbered("3. Household identity"), ("3", "Household identity"));
        assert_eq!(numbered("乡(镇、街道)"), ("", "乡(镇、街道)"));
    }
}
