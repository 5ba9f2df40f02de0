//! The outbox as pages show it.

use sync::{Hold, Item, Outbox, State};

use super::{OutboxItem, OutboxState, Trouble};

/// An owner's items, newest first.
pub(super) fn items(outbox: &Outbox, owner: &str) -> Vec<OutboxItem> {
    let sending = outbox.sending().map(|(id, _)| id.to_owned());
    let mut list: Vec<_> = outbox.items().filter(|i| i.owner == owner).map(|i| shown(i, sending.as_deref() == Some(i.id.as_str()))).collect();
    list.sort_by(|a, b| b.finalized_at.cmp(&a.finalized_at).then_with(|| a.id.cmp(&b.id)));
    list
}

fn shown(item: &Item, is_sending: bool) -> OutboxItem {
    OutboxItem {
        id: item.id.clone(),
        form_id: item.form_id.clone(),
        household: item.household.clone(),
        name: item.name.clone(),
        finalized_at: item.finalized_at,
        state: state(item, is_sending),
        media: item.media.iter().map(|m| (m.name.clone(), m.size, m.sent)).collect(),
    }
}

fn state(item: &Item, is_sending: bool) -> OutboxState {
    match (&item.state, &item.receipt) {
        (State::Received, Some(receipt)) => OutboxState::Received(receipt.clone()),
        (State::Refused(problem), _) => OutboxState::Refused(problem.clone()),
        (State::Held(Hold::SignIn), _) => OutboxState::Held(Trouble::SignIn),
        (State::Held(Hold::Server(problem)), _) => OutboxState::Held(Trouble::Refused(problem.clone())),
        (State::Held(Hold::MediaGone(_)), _) => OutboxState::Held(Trouble::Missing),
        (State::Waiting | State::Received, _) if is_sending => OutboxState::Sending,
        (State::Waiting | State::Received, _) => OutboxState::Waiting,
    }
}
