//! A filling form in the hands of a program: what compares engines does through it what a person does with the page.
//!
//! It does nothing a person could not: an answer is given on the page it is asked on.

use forms::{Edit, NodeId, Refusal, Session};
use leptos::prelude::*;

use super::filler::{Filler, Spot};
use super::{Hooks, Setup, screen};
use crate::ui::look::use_look;

/// The handle; copy freely. It ends with the owner that mounted the form.
#[derive(Clone, Copy)]
pub struct Hands(Filler);

/// As [`super::fill_form`], with a handle.
pub fn fill_form_by_hand(session: Session, setup: Setup, hooks: Hooks) -> (Hands, AnyView) {
    let look = use_look();
    let filler = Filler::new(session, setup, hooks, Signal::derive(move || look.one_by_one()));
    (Hands(filler), screen::screen(filler))
}

impl Hands {
    /// Reads the session.
    pub fn read<T>(self, look: impl FnOnce(&Session) -> T) -> T {
        self.0.read(look)
    }

    /// Goes to the page of a node, unless one is there.
    pub fn go_to(self, node: NodeId) {
        let here = match self.0.spot.get_untracked() {
            Spot::Page(key) => self.0.pages().iter().any(|page| page.holds(key) && page.holds(node)),
            _ => false,
        };
        if !here {
            self.0.go_to(node);
        }
    }

    /// Does an edit, as a control does.
    pub fn apply(self, edit: Edit) -> Result<(), Refusal> {
        if self.0.apply(edit) { Ok(()) } else { Err(Refusal::Gone) }
    }
}
