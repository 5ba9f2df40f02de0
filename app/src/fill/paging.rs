//! How a form is cut into pages and parts. Pure: it sees a tree of shapes, neither a session nor the screen.
//!
//! Rules: a field-list group is a page; other questions gather into pages of a handful; a repeat is a roster page followed by the pages of its
//! instances, so that going on and on meets every question once; one by one (large letters, villagers) each question is a page of its own.

use forms::NodeId;
use forms::engine::{Body, Control, MediaKind, Shape};

/// Questions on a page the form does not shape itself: as many as 740 px hold.
const HANDFUL: usize = 5;

/// The form as a tree.
pub(super) trait Tree {
    /// Body children in order.
    fn children(&self, of: NodeId) -> Vec<NodeId>;
    /// A node's shape; none if it is gone.
    fn shape(&self, of: NodeId) -> Option<Shape>;
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Page {
    /// Questions (relevant or not: they come and go in place).
    Questions {
        /// The group or instance they stand in.
        group: NodeId,
        /// In order; never empty.
        nodes: Vec<NodeId>,
    },
    /// Instances of a repeat as cards.
    Roster {
        /// The repeat range.
        range: NodeId,
    },
}

impl Page {
    /// What names the page as long as the form stands: its first question, or the range.
    pub(super) fn key(&self) -> Option<NodeId> {
        match self {
            Page::Questions { nodes, .. } => nodes.first().copied(),
            Page::Roster { range } => Some(*range),
        }
    }
    /// Whether a node is on it.
    pub(super) fn holds(&self, node: NodeId) -> bool {
        match self {
            Page::Questions { nodes, .. } => nodes.contains(&node),
            Page::Roster { range } => *range == node,
        }
    }
    /// Whether there is anything to see on it now.
    pub(super) fn relevant(&self, tree: &impl Tree) -> bool {
        let relevant = |node: &NodeId| tree.shape(*node).is_some_and(|s| s.relevant);
        match self {
            Page::Questions { nodes, .. } => nodes.iter().any(relevant),
            Page::Roster { range } => relevant(range),
        }
    }
}

/// All pages below a node, in order.
pub(super) fn pages(tree: &impl Tree, of: NodeId, one_by_one: bool) -> Vec<Page> {
    let mut cut = Cut { tree, one_by_one, out: Vec::new(), group: of, nodes: Vec::new(), weight: 0 };
    cut.below(of);
    cut.close();
    cut.out
}

struct Cut<'a, T> {
    tree: &'a T,
    one_by_one: bool,
    out: Vec<Page>,
    group: NodeId,
    nodes: Vec<NodeId>,
    weight: usize,
}

impl<T: Tree> Cut<'_, T> {
    fn close(&mut self) {
        if !self.nodes.is_empty() {
            self.out.push(Page::Questions { group: self.group, nodes: std::mem::take(&mut self.nodes) });
        }
        self.weight = 0;
    }

    fn below(&mut self, of: NodeId) {
        for node in self.tree.children(of) {
            let Some(shape) = self.tree.shape(node) else { continue };
            match shape.body {
                Body::Question(control) => self.question(of, node, control, HANDFUL),
                Body::Group { field_list: true } => {
                    self.close();
                    self.field_list(node);
                    self.close();
                }
                Body::Group { .. } => {
                    self.close();
                    self.below(node);
                    self.close();
                }
                Body::Repeat { .. } => self.repeat(node),
                Body::Instance { .. } => self.below(node),
            }
        }
    }

    /// All questions of the group and of groups in it on one page; a repeat in it comes after.
    fn field_list(&mut self, group: NodeId) {
        let mut later = Vec::new();
        let mut todo: Vec<(NodeId, NodeId)> = self.tree.children(group).into_iter().rev().map(|n| (group, n)).collect();
        while let Some((_, node)) = todo.pop() {
            match self.tree.shape(node).map(|s| s.body) {
                Some(Body::Question(control)) => self.question(group, node, control, usize::MAX),
                Some(Body::Group { .. } | Body::Instance { .. }) => todo.extend(self.tree.children(node).into_iter().rev().map(|n| (node, n))),
                Some(Body::Repeat { .. }) => later.push(node),
                None => {}
            }
        }
        for range in later {
            self.repeat(range);
        }
    }

    fn question(&mut self, group: NodeId, node: NodeId, control: Control, most: usize) {
        let weight = match control {
            Control::Note => 0,
            Control::Upload(MediaKind::Image) | Control::Rank => 2,
            _ => 1,
        };
        let full = if self.one_by_one { self.weight > 0 } else { self.weight + weight > most };
        // A note belongs to what follows it.
        if full || self.nodes.is_empty() {
            self.close();
            self.group = group;
        }
        self.nodes.push(node);
        self.weight += weight;
    }

    fn repeat(&mut self, range: NodeId) {
        self.close();
        self.out.push(Page::Roster { range });
        for instance in self.tree.children(range) {
            self.below(instance);
            self.close();
        }
    }
}

/// Top-level parts, for the position bar and the contents: groups and repeats; a group that only holds other parts is looked into. Loose
/// questions around them form parts of their own, headed by the first.
pub(super) fn parts(tree: &impl Tree, root: NodeId) -> Vec<Vec<NodeId>> {
    let mut out: Vec<Vec<NodeId>> = Vec::new();
    let mut loose = false;
    collect(tree, root, &mut out, &mut loose);
    out
}

fn collect(tree: &impl Tree, of: NodeId, out: &mut Vec<Vec<NodeId>>, loose: &mut bool) {
    for node in tree.children(of) {
        match tree.shape(node).map(|s| s.body) {
            Some(Body::Question(_)) => {
                match out.last_mut() {
                    Some(last) if *loose => last.push(node),
                    _ => out.push(vec![node]),
                }
                *loose = true;
            }
            Some(Body::Group { field_list: false }) if holds_parts(tree, node) => {
                *loose = false;
                collect(tree, node, out, loose);
                *loose = false;
            }
            // "Do you grow anything?" before the repeat of crops belongs to it.
            Some(Body::Repeat { .. }) if *loose => {
                if let Some(last) = out.last_mut() {
                    last.push(node);
                }
                *loose = false;
            }
            Some(_) => {
                out.push(vec![node]);
                *loose = false;
            }
            None => {}
        }
    }
}

/// A group is only a wrapper if there are repeats or groups of groups in it.
fn holds_parts(tree: &impl Tree, group: NodeId) -> bool {
    tree.children(group).into_iter().any(|n| match tree.shape(n).map(|s| s.body) {
        Some(Body::Repeat { .. }) => true,
        Some(Body::Group { field_list: false }) => {
            tree.children(n).into_iter().any(|m| matches!(tree.shape(m).map(|s| s.body), Some(Body::Group { .. } | Body::Question(_))))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// A form written as text: `g(` group, `f(` field list, `r(` range, `i(` instance, `q` question, `n` note, `p` photo, `-` before: not relevant.
    #[derive(Default)]
    struct Written {
        shapes: BTreeMap<NodeId, Shape>,
        children: BTreeMap<NodeId, Vec<NodeId>>,
    }

    impl Tree for Written {
        fn children(&self, of: NodeId) -> Vec<NodeId> {
            self.children.get(&of).cloned().unwrap_or_default()
        }
        fn shape(&self, of: NodeId) -> Option<Shape> {
            self.shapes.get(&of).copied()
        }
    }

    fn id(node: u32) -> NodeId {
        NodeId { frame: 0, node }
    }

    fn written(text: &str) -> Written {
        let mut tree = Written::default();
        let mut stack = vec![id(0)];
        let (mut next, mut relevant) = (1, true);
        for c in text.chars() {
            let body = match c {
                'g' => Body::Group { field_list: false },
                'f' => Body::Group { field_list: true },
                'r' => Body::Repeat { count: 0, counted: false },
                'i' => Body::Instance { position: 1, of: 1 },
                'q' => Body::Question(Control::Input),
                'n' => Body::Question(Control::Note),
                'p' => Body::Question(Control::Upload(MediaKind::Image)),
                '(' => {
                    stack.push(id(next - 1));
                    continue;
                }
                ')' => {
                    stack.pop();
                    continue;
                }
                '-' => {
                    relevant = false;
                    continue;
                }
                _ => continue,
            };
            tree.shapes.insert(id(next), Shape { body, relevant, answered: false });
            tree.children.entry(*stack.last().expect("balanced")).or_default().push(id(next));
            relevant = true;
            next += 1;
        }
        tree
    }

    /// Pages as text: `[1 2]` questions, `r3` a roster.
    fn cut(text: &str, one_by_one: bool) -> String {
        let tree = written(text);
        let shown = |p: &Page| match p {
            Page::Questions { nodes, .. } => format!("{:?}", nodes.iter().map(|n| n.node).collect::<Vec<_>>()).replace(',', ""),
            Page::Roster { range } => format!("r{}", range.node),
        };
        pages(&tree, id(0), one_by_one).iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_field_list_is_one_page_however_long() {
        assert_eq!(cut("f(qqqqqqqq) q", false), "[2 3 4 5 6 7 8 9] [10]");
        assert_eq!(cut("f(q g(qq) q)", false), "[2 4 5 6]");
    }

    #[test]
    fn loose_questions_gather_in_handfuls() {
        assert_eq!(cut("qqqqqqq", false), "[1 2 3 4 5] [6 7]");
        assert_eq!(cut("pppq", false), "[1 2] [3 4]", "photos need room");
        assert_eq!(cut("g(q) g(q)", false), "[2] [4]", "groups do not share a page");
    }

    #[test]
    fn one_by_one_a_note_stays_with_what_it_introduces() {
        assert_eq!(cut("f(nqq)", true), "[2 3] [4]");
        assert_eq!(cut("qn", true), "[1] [2]");
    }

    #[test]
    fn a_repeat_is_a_roster_and_then_its_instances() {
        assert_eq!(cut("q r(i(f(q)) i(f(q))) q", false), "[1] r2 [5] [8] [9]");
        assert_eq!(cut("f(q r(i(q)) q)", false), "[2 6] r3 [5]", "a repeat in a field list comes after its page");
    }

    #[test]
    fn a_page_without_anything_relevant_is_known() {
        let tree = written("f(-q-q) f(-qq)");
        let seen: Vec<bool> = pages(&tree, id(0), false).iter().map(|p| p.relevant(&tree)).collect();
        assert_eq!(seen, [false, true]);
    }

    #[test]
    fn parts_are_the_forms_own_and_wrappers_are_looked_into() {
        let of = |text: &str| parts(&written(text), id(0)).iter().map(|p| p.iter().map(|n| n.node).collect::<Vec<_>>()).collect::<Vec<_>>();
        assert_eq!(of("f(q) g(f(q) r() g(f(q)))"), [vec![1], vec![4], vec![6], vec![7]]);
        assert_eq!(of("g(f(q) f(q) q)"), [vec![1]], "a part with pages is no wrapper");
        assert_eq!(of("qq f(q) q"), [vec![1, 2], vec![3], vec![5]]);
        assert_eq!(of("f(q) q r() f(q)"), [vec![1], vec![3, 4], vec![5]], "the question that opens a repeat belongs to it");
    }
}
