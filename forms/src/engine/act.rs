//! Actions of events: what `setvalue` and `odk:setgeopoint` write.
//!
//! Invariant: an action writes as an answer does, so that everything which follows from a value follows from it too.

use std::sync::Arc;

use super::nodes::Place;
use super::run::Run;
use super::types;
use crate::definition::{Action, DataType, Event, Gives, NONE};
use crate::instance::text;
use crate::xpath::Value;

impl Run {
    /// Runs the actions of an event, in every frame or in those at and around one.
    pub(super) fn run_actions(&mut self, event: Event, at: Option<u32>) {
        let form = Arc::clone(&self.form);
        for action in form.actions.iter().filter(|a| a.event == event) {
            for frame in self.aims(action, at) {
                // What opens with the form fills what is there; a value may wait in what is not relevant yet only once someone is at work.
                let waiting = matches!(event, Event::FirstLoad | Event::Load) && !self.relevant(frame, action.target);
                if let Some(made) = self.given(action, frame).filter(|_| !waiting) {
                    self.set_value(frame, action.target, &made);
                    self.drain();
                }
            }
        }
    }

    /// The frames an action writes in.
    fn aims(&self, action: &Action, at: Option<u32>) -> Vec<u32> {
        if action.only != NONE {
            let Ok(Value::Nodes(nodes)) = self.evaluate(action.only, at.unwrap_or(0), 0) else { return Vec::new() };
            let here = |node| matches!(node, Place::Here { node, .. } if node == action.target);
            let places = nodes.into_iter().map(Place::unpack).filter(|&p| here(p));
            return places.filter_map(|p| if let Place::Here { frame, .. } = p { Some(frame) } else { None }).collect();
        }
        let top = at.map_or(0, |frame| self.instance.climb(&self.form, frame, self.form.repeat(action.frame).depth));
        let found = self.instance.below(&self.form, top, action.frame);
        // A question names one node to set, never all instances of a repeat it does not stand in.
        if matches!(action.event, Event::ValueChanged(_)) && found.len() > 1 { Vec::new() } else { found }
    }

    /// What an action writes at its target; none where there is nothing to write.
    fn given(&self, action: &Action, frame: u32) -> Option<Arc<str>> {
        let data_type = self.form.node(action.target).data_type;
        match &action.gives {
            Gives::Text(words) => Some(text(words)),
            Gives::Code(code) => self.evaluate(*code, frame, action.target).ok().map(|value| self.stored_form(&value, data_type)),
            Gives::Location => self.env.location().filter(|place| types::fits(place, DataType::Geopoint)).map(|place| text(&place)),
        }
    }
}
