//! The work list: what a change touches is marked, the lowest rank is evaluated, until nothing is left.
//!
//! What it is not: the public face ([`super::Session`]). Invariant: when `settle` returns, every rule in every frame that counts has the
//! result that evaluating it now would give.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use super::queue::Queue;
use super::session::What;
use super::told::Told;
use super::types;
use super::view::NodeId;
use crate::definition::{DataType, Event, Form, Kind, NONE, Op, Rule, RuleKind};
use crate::env::Env;
use crate::instance::{Flags, Instance, text};
use crate::limits::ANSWER_CHARS;
use crate::list::List;
use crate::xpath::functions::{self, Function};
use crate::xpath::{Fault, Value};

/// Work one edit may cause for each slot of the instance, in evaluations and pieces of [`PIECE`] bytes written: beyond it something runs in
/// circles that the order of rules cannot show (through `//` or between frames). Real forms stay below ten. Stopping loses no answer.
const WORK_A_SLOT: usize = 1_000;
/// The same for the whole instance.
const WORK: usize = 5_000_000;
/// Bytes of text that count as one evaluation, so that a circle that makes a text longer and longer ends as soon.
const PIECE: usize = 64;
/// Evaluations of rules that stand in a circle (see `xform::order`): most come to rest after a few, the rest never.
const CIRCLES: usize = 200_000;
/// Rounds of `xforms-value-changed` one edit may cause.
const EVENT_ROUNDS: usize = 1_000;

/// A form, its instance, and the work to do.
pub(crate) struct Run {
    pub(crate) form: Arc<Form>,
    pub(crate) env: Rc<dyn Env>,
    pub(crate) instance: Instance,
    pub(crate) language: usize,
    /// Functions by the interned name, for those that expressions call.
    pub(super) functions: Vec<Option<&'static Function>>,
    /// Interned strings as texts.
    pub(super) words: Vec<Arc<str>>,
    /// Rules by kind of frame.
    of_kind: Vec<Vec<u32>>,
    /// Counts that depend on the series they count.
    self_counts: Vec<u32>,
    lists: RefCell<Vec<Option<Arc<List>>>>,
    queue: Queue,
    events: VecDeque<(Event, u32)>,
    pub(super) changed: Told,
    /// Answers that a filter no longer offers are dropped; not so when a submission is only checked.
    pub(super) drops: bool,
    /// Language whose messages faults were noted in is of no matter: codes and English sentences, for `Expression` problems.
    pub(super) faults: BTreeMap<(u32, u32), Fault>,
}

impl Run {
    pub(crate) fn new(form: Arc<Form>, env: Rc<dyn Env>) -> Self {
        let words: Vec<Arc<str>> = form.code.strings.iter().map(|s| text(s)).collect();
        let mut known: Vec<Option<&'static Function>> = vec![None; words.len()];
        for op in &form.code.ops {
            let Op::Call { name, .. } = op else { continue };
            if let (Some(slot @ None), Some(word)) = (known.get_mut(*name as usize), words.get(*name as usize)) {
                *slot = functions::find(word);
            }
        }
        let mut of_kind = vec![Vec::new(); form.repeats.len()];
        for (id, rule) in form.rules.iter().enumerate() {
            if let Some(rules) = of_kind.get_mut(rule.frame as usize) {
                rules.push(id as u32);
            }
        }
        let counts = form.rules.iter().enumerate().filter(|(_, rule)| rule.circles && rule.kind == RuleKind::Count);
        let self_counts = counts.map(|(id, _)| id as u32).collect();
        let lists = form.lists.iter().map(|l| l.rows.clone()).collect();
        let queue = Queue::new(&form);
        Self {
            form,
            env,
            instance: Instance::default(),
            language: 0,
            functions: known,
            words,
            of_kind,
            self_counts,
            lists: RefCell::new(lists),
            queue,
            events: VecDeque::new(),
            changed: Told::default(),
            drops: true,
            faults: BTreeMap::new(),
        }
    }

    /// A list of the form, or of the surroundings once they have it.
    pub(super) fn list(&self, id: u32) -> Option<Arc<List>> {
        let known = self.lists.borrow().get(id as usize)?.clone();
        if known.is_some() {
            return known;
        }
        let found = self.env.list(self.form.lists.get(id as usize)?.uri.as_deref()?)?;
        if let Some(slot) = self.lists.borrow_mut().get_mut(id as usize) {
            *slot = Some(found.clone());
        }
        Some(found)
    }

    // ---- marking ----

    fn mark_rule(&mut self, rule: u32, frame: u32) {
        if let Some(rule) = self.form.rules.get(rule as usize) {
            self.queue.insert(rule.rank, frame);
        }
    }

    /// Marks all rules of a frame.
    pub(super) fn mark_frame(&mut self, frame: u32) {
        let Some(kind) = self.instance.frame(frame).map(|f| f.kind) else { return };
        let rules = self.of_kind.get_mut(kind as usize).map(std::mem::take).unwrap_or_default();
        for &rule in &rules {
            self.mark_rule(rule, frame);
        }
        if let Some(place) = self.of_kind.get_mut(kind as usize) {
            *place = rules;
        }
    }

    /// Marks all who read a node.
    fn mark_readers(&mut self, frame: u32, node: u32) {
        let form = Arc::clone(&self.form);
        for dep in form.readers_of(node) {
            let Some(rule) = form.rules.get(dep.rule as usize) else {
                continue;
            };
            let top = match dep.shift {
                None => self.instance.climb(&form, frame, dep.join),
                Some(shift) => match self.instance.sibling(&form, frame, -isize::from(shift)) {
                    Some(reader) => reader,
                    None => continue,
                },
            };
            let shallow = self.instance.frame(top).is_some_and(|f| f.kind == rule.frame);
            if shallow {
                self.queue.insert(rule.rank, top);
                continue;
            }
            for frame in self.instance.below(&form, top, rule.frame) {
                self.queue.insert(rule.rank, frame);
            }
        }
    }

    pub(super) fn note(&mut self, frame: u32, node: u32, what: What) {
        self.changed.note(NodeId { frame, node }, what);
    }

    // ---- settling ----

    /// Evaluates until nothing is marked, events included.
    pub(crate) fn settle(&mut self) {
        for _ in 0..EVENT_ROUNDS {
            self.drain();
            match self.events.pop_front() {
                Some((event, frame)) => self.run_actions(event, Some(frame)),
                None => return,
            }
        }
        self.events.clear();
    }

    pub(super) fn drain(&mut self) {
        let (mut spent, mut circles) = (0, 0);
        let form = Arc::clone(&self.form);
        while let Some((rank, frame)) = self.queue.pop() {
            let rule = form.ranked.get(rank as usize).and_then(|&r| form.rules.get(r as usize));
            let Some(rule) = rule.filter(|rule| self.instance.counts(frame) && (!rule.circles || circles < CIRCLES)) else {
                continue;
            };
            circles += usize::from(rule.circles);
            self.run_rule(rule, frame);
            spent += 1 + self.stored(frame, rule.node).len() / PIECE;
            if spent > WORK.min(WORK_A_SLOT * (self.instance.slots + 1)) {
                self.queue.clear();
                self.fault(frame, rule.node, Some(Fault::new("cycle", "expected expressions that come to rest, found some that need each other")));
            }
        }
    }

    fn run_rule(&mut self, rule: &Rule, frame: u32) {
        let node = rule.node;
        match rule.kind {
            RuleKind::Text => return self.note(frame, node, What::TEXT),
            RuleKind::Choices => return self.run_choices(frame, node),
            _ => {}
        }
        let result = self.evaluate(rule.code, frame, node);
        let fault = result.as_ref().err().cloned();
        match rule.kind {
            RuleKind::Calculate => {
                let value = result.unwrap_or_else(|_| Value::blank());
                let mut made = self.stored_form(&value, self.form.node(node).data_type);
                let mut fault = fault;
                if made.len() > ANSWER_CHARS && made.chars().count() > ANSWER_CHARS {
                    fault = Some(Fault::new("too-large", format!("expected at most {ANSWER_CHARS} characters")));
                    made = crate::instance::blank();
                }
                self.fault(frame, node, fault);
                self.set_value(frame, node, &made);
                if rule.circles {
                    self.mark_self_counts();
                }
            }
            RuleKind::Relevant => {
                let slot = self.form.node(node).slot;
                self.set_relevant(frame, slot, result.is_ok_and(|v| v.boolean()));
            }
            RuleKind::RangeRelevant => {
                let slot = self.form.node(node).range_slot;
                self.set_relevant(frame, slot, result.is_ok_and(|v| v.boolean()));
            }
            RuleKind::Readonly => {
                if self.put(frame, node, Flags::READONLY, result.is_ok_and(|v| v.boolean())) {
                    self.note_below(frame, node, What::READONLY);
                }
            }
            RuleKind::Required => {
                if self.put(frame, node, Flags::REQUIRED, result.is_ok_and(|v| v.boolean())) {
                    self.note(frame, node, What::REQUIRED);
                }
            }
            RuleKind::Constraint => {
                let blank = self.stored(frame, node).is_empty();
                let broken = !blank && !result.as_ref().is_ok_and(Value::boolean);
                self.fault(frame, node, fault.filter(|_| !blank));
                if self.put(frame, node, Flags::BROKEN, broken) {
                    self.note(frame, node, What::PROBLEM);
                }
            }
            RuleKind::Count => {
                let wanted = result.map_or(f64::NAN, |v| v.number(self));
                let wanted = if wanted.is_finite() && wanted > 0.0 { wanted as usize } else { 0 };
                let kind = self.form.node(node).frame;
                let wanted = if rule.circles { self.one_more(frame, kind, wanted) } else { wanted };
                self.set_count(frame, kind, wanted);
            }
            RuleKind::Choices | RuleKind::Text => {}
        }
    }

    fn fault(&mut self, frame: u32, node: u32, fault: Option<Fault>) {
        let on = fault.is_some();
        match fault {
            Some(fault) => drop(self.faults.insert((frame, node), fault)),
            None => drop(self.faults.remove(&(frame, node))),
        }
        if self.put(frame, node, Flags::FAULT, on) {
            self.note(frame, node, What::PROBLEM);
        }
    }

    fn put(&mut self, frame: u32, node: u32, bit: u8, on: bool) -> bool {
        let slot = self.form.node(node).slot as usize;
        self.instance.frame_mut(frame).and_then(|f| f.flags.get_mut(slot)).is_some_and(|f| f.put(bit, on))
    }

    /// Flags of a node.
    pub(super) fn flags(&self, frame: u32, node: u32) -> Flags {
        let slot = self.form.node(node).slot as usize;
        self.instance.frame(frame).and_then(|f| f.flags.get(slot)).copied().unwrap_or_default()
    }

    fn note_below(&mut self, frame: u32, node: u32, what: What) {
        let form = Arc::clone(&self.form);
        let def = form.node(node);
        let slots = &form.repeat(def.frame).slots;
        for &inner in slots.get(def.slot as usize..def.slot_end as usize).unwrap_or(&[]) {
            self.note(frame, inner, what);
        }
    }

    /// How a computed value is stored in a node of a type.
    pub(super) fn stored_form(&self, value: &Value, data_type: DataType) -> Arc<str> {
        let plain = match value {
            Value::Number(number) if number.is_nan() => crate::instance::blank(),
            Value::Number(number) => match types::from_number(*number, data_type, &*self.env) {
                Some(made) => text(&made),
                None => value.text(self),
            },
            // As Collect stores it.
            Value::Bool(truth) => text(if *truth { "1" } else { "0" }),
            _ => value.text(self),
        };
        super::fitting::kept(&plain, data_type).map_or(plain, |made| text(&made))
    }

    // ---- writing ----

    /// Writes a value and marks what follows; whether it differed.
    pub(super) fn set_value(&mut self, frame: u32, node: u32, value: &str) -> bool {
        let form = Arc::clone(&self.form);
        let def = form.node(node);
        let slot = def.slot as usize;
        let Some(place) = self.instance.frame_mut(frame).and_then(|f| f.values.get_mut(slot)) else {
            return false;
        };
        if &**place == value {
            return false;
        }
        *place = text(value);
        self.note(frame, node, What::VALUE);
        if self.put(frame, node, Flags::MISTYPED, !types::fits(value, def.data_type)) {
            self.note(frame, node, What::PROBLEM);
        }
        if def.constraint != NONE {
            self.mark_rule(def.constraint, frame);
        }
        if def.choices != NONE {
            self.mark_rule(def.choices, frame);
        }
        if self.relevant(frame, node) {
            self.mark_readers(frame, node);
        }
        true
    }

    /// A person's answer: as [`Run::set_value`], and told to the actions that wait for it. What is computed tells nobody, as in Collect.
    pub(super) fn answer(&mut self, frame: u32, node: u32, value: &str) {
        let changed = self.set_value(frame, node, value);
        if changed && self.form.actions.iter().any(|a| a.event == Event::ValueChanged(node)) {
            self.events.push_back((Event::ValueChanged(node), frame));
        }
    }

    /// Values as nodes of their types keep them, and of several choices those there are; after the form's own were put in.
    pub(super) fn keep_types(&mut self) {
        for frame in self.instance.ids() {
            let Some(kind) = self.instance.frame(frame).map(|f| f.kind) else { continue };
            let form = Arc::clone(&self.form);
            for &node in &form.repeat(kind).slots {
                let def = form.node(node);
                if let Some(made) = super::fitting::kept(&self.stored(frame, node), def.data_type) {
                    self.put_value(frame, def.slot, &made);
                }
                if def.control != NONE && !def.default.is_empty() {
                    self.keep_choices(frame, node);
                }
            }
        }
    }

    /// Marks types of all values; after values were put in from outside.
    pub(super) fn check_types(&mut self) {
        for frame in self.instance.ids() {
            let Some(kind) = self.instance.frame(frame).map(|f| f.kind) else {
                continue;
            };
            let form = Arc::clone(&self.form);
            for &node in &form.repeat(kind).slots {
                let fits = types::fits(&self.stored(frame, node), form.node(node).data_type);
                self.put(frame, node, Flags::MISTYPED, !fits);
            }
        }
    }

    /// Own relevance of a slot; what it means for all below follows at once.
    pub(super) fn set_relevant(&mut self, frame: u32, slot: u32, on: bool) {
        let changed = self.instance.frame_mut(frame).and_then(|f| f.flags.get_mut(slot as usize)).is_some_and(|f| f.put(Flags::OWN, on));
        if changed {
            self.spread_relevance(frame, slot);
        }
    }

    /// Recomputes effective relevance of a slot and all below it, marking readers of what flips.
    pub(super) fn spread_relevance(&mut self, frame: u32, slot: u32) {
        let form = Arc::clone(&self.form);
        let mut todo = vec![(frame, slot)];
        while let Some((frame, first)) = todo.pop() {
            let Some(kind) = self.instance.frame(frame).map(|f| f.kind) else {
                continue;
            };
            let slots = &form.repeat(kind).slots;
            let Some(&top) = slots.get(first as usize) else {
                continue;
            };
            let end = if is_range(&form, top, first) { first + 1 } else { form.node(top).slot_end };
            for slot in first..end {
                let Some(&node) = slots.get(slot as usize) else {
                    break;
                };
                let around = self.around_relevant(frame, slot, node);
                let range = is_range(&form, node, slot);
                let Some(flags) = self.instance.frame_mut(frame).and_then(|f| f.flags.get_mut(slot as usize)) else {
                    break;
                };
                let on = around && flags.has(Flags::OWN);
                if !flags.put(Flags::RELEVANT, on) {
                    continue;
                }
                self.note(frame, node, What::RELEVANT);
                self.mark_readers(frame, node);
                let def = form.node(node);
                if on && !range && def.choices != NONE {
                    self.mark_rule(def.choices, frame);
                }
                if range {
                    let series = self.instance.series(&form, frame, def.frame);
                    todo.extend(series.iter().map(|&inner| (inner, 0)));
                }
            }
        }
    }

    fn around_relevant(&self, frame: u32, slot: u32, node: u32) -> bool {
        let def = self.form.node(node);
        if def.parent == NONE {
            return true;
        }
        let flag =
            |frame: u32, slot: u32| self.instance.frame(frame).and_then(|f| f.flags.get(slot as usize)).is_some_and(|f| f.has(Flags::RELEVANT));
        if def.kind == Kind::Repeat && slot == def.slot && !is_range(&self.form, node, slot) {
            let outer = self.instance.frame(frame).map_or(frame, |f| f.parent);
            return flag(outer, def.range_slot);
        }
        flag(frame, self.form.node(def.parent).slot)
    }

    // ---- series ----

    /// Adds one instance at the end of a series. The caller settles.
    pub(super) fn add_instance(&mut self, outer: u32, kind: u16) -> Option<u32> {
        let made = self.make_instance(outer, kind)?;
        self.series_changed(outer, kind);
        Some(made)
    }

    /// The instance itself, without a word to those who read the series.
    fn make_instance(&mut self, outer: u32, kind: u16) -> Option<u32> {
        let form = Arc::clone(&self.form);
        let def = form.repeat(kind);
        let full = self.instance.series(&form, outer, kind).len() >= crate::limits::REPEAT_INSTANCES;
        if full || self.instance.slots + def.slots.len() > crate::limits::INSTANCE_NODES {
            return None;
        }
        let made = self.instance.build(&form, kind, outer, &def.template);
        let &first = made.first()?;
        self.instance.frame_mut(outer)?.series.get_mut(def.series as usize)?.live.push(first);
        self.arrive(&made);
        for &frame in &made {
            let kind = self.instance.frame(frame).map_or(0, |f| f.kind);
            if form.actions.iter().any(|a| a.event == Event::NewRepeat(kind)) {
                self.events.push_back((Event::NewRepeat(kind), frame));
            }
        }
        Some(first)
    }

    /// Frames that begin to count.
    fn arrive(&mut self, frames: &[u32]) {
        if let Some(&first) = frames.first() {
            self.spread_relevance(first, 0);
        }
        for &frame in frames {
            self.mark_frame(frame);
        }
    }

    fn series_changed(&mut self, outer: u32, kind: u16) {
        let form = Arc::clone(&self.form);
        let node = form.repeat(kind).node;
        // Who reads anything inside reads the series too, but for readers of inner nodes by way of groups: all are marked by the repeat's node.
        self.mark_readers(outer, node);
        self.note(outer, node, What::INSTANCES);
        for inner in self.instance.series(&form, outer, kind).to_vec() {
            self.note(inner, node, What::INSTANCES);
        }
    }

    /// Takes an instance out for good. The caller settles.
    pub(super) fn remove_instance(&mut self, id: u32) {
        let form = Arc::clone(&self.form);
        let Some((outer, kind)) = self.instance.frame(id).map(|f| (f.parent, f.kind)) else {
            return;
        };
        let index = form.repeat(kind).series as usize;
        if let Some(series) = self.instance.frame_mut(outer).and_then(|f| f.series.get_mut(index)) {
            series.live.retain(|&other| other != id);
        }
        self.instance.drop_frame(id);
        self.series_changed(outer, kind);
    }

    /// Of a count that asks for one more than there are (`count(household) + 1`), no more than that one, and only once the last was answered:
    /// as in Collect, which makes an instance when one gets there.
    fn one_more(&self, outer: u32, kind: u16, wanted: usize) -> usize {
        let live = self.instance.series(&self.form, outer, kind);
        match live.last() {
            None => wanted.min(1),
            Some(&last) if self.is_answered(last) => wanted.min(live.len() + 1),
            Some(_) => wanted.min(live.len()),
        }
    }

    /// Whether a question of an instance, not of one inside it, was answered otherwise than it began.
    fn is_answered(&self, frame: u32) -> bool {
        let Some(found) = self.instance.frame(frame) else { return false };
        let slots = self.form.repeat(found.kind).slots.iter().zip(&found.values);
        let mut questions = slots.map(|(&node, value)| (self.form.node(node), value)).filter(|(def, _)| def.kind == Kind::Field);
        questions.any(|(def, value)| def.control != NONE && def.calculate == NONE && **value != *def.default)
    }

    /// Marks the counts that ask for one more, where something of their circle was computed anew: though it came to the same, the last
    /// instance may have been answered since.
    fn mark_self_counts(&mut self) {
        for rule in self.self_counts.clone() {
            let Some(kind) = self.form.rules.get(rule as usize).map(|rule| rule.frame) else { continue };
            for frame in self.instance.below(&Arc::clone(&self.form), 0, kind) {
                self.mark_rule(rule, frame);
            }
        }
    }

    /// Makes a counted series as long as its count says. Instances beyond it are put aside whole, and come back whole.
    fn set_count(&mut self, outer: u32, kind: u16, wanted: usize) {
        let form = Arc::clone(&self.form);
        let index = form.repeat(kind).series as usize;
        let wanted = wanted.min(crate::limits::REPEAT_INSTANCES);
        let mut changed = false;
        loop {
            let Some(series) = self.instance.frame_mut(outer).and_then(|f| f.series.get_mut(index)) else {
                return;
            };
            if series.live.len() > wanted {
                let Some(last) = series.live.pop() else {
                    return;
                };
                series.aside.insert(0, last);
                if let Some(frame) = self.instance.frame_mut(last) {
                    frame.aside = true;
                }
                changed = true;
            } else if series.live.len() < wanted && !series.aside.is_empty() {
                let back = series.aside.remove(0);
                series.live.push(back);
                if let Some(frame) = self.instance.frame_mut(back) {
                    frame.aside = false;
                }
                let mut frames = vec![back];
                let mut at = 0;
                while let Some(&frame) = frames.get(at) {
                    let inner = self.instance.frame(frame).map(|f| f.series.iter().flat_map(|s| s.live.clone()).collect::<Vec<_>>());
                    frames.extend(inner.unwrap_or_default());
                    at += 1;
                }
                self.arrive(&frames);
                changed = true;
            } else if series.live.len() < wanted {
                if self.make_instance(outer, kind).is_none() {
                    break;
                }
                changed = true;
            } else {
                break;
            }
        }
        if changed {
            self.series_changed(outer, kind);
        }
    }
}

/// Whether a slot holds the series of a repeat, not an instance.
pub(super) fn is_range(form: &Form, node: u32, slot: u32) -> bool {
    let def = form.node(node);
    // An instance's own node is the first slot of its frame; the first slot of any frame is never a series.
    def.kind == Kind::Repeat && slot != 0
}
