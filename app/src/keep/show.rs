//! The outbox as pages show it.

use std::cmp::Reverse;

use sync::{Hold, Item, Outbox, State};

use super::{OutboxItem, OutboxState, Trouble};

/// An owner's items, newest first.
pub(super) fn items(outbox: &Outbox, owner: &str) -> Vec<OutboxItem> {
    let sending = outbox.sending().map(|(id, _)| id.to_owned());
    let list = outbox.items().filter(|i| i.owner == owner).map(|i| shown(i, sending.as_deref() == Some(i.id.as_str())));
    newest_first(list, |item| (item.finalized_at, &item.id))
}

/// In the order lists have: the newest first, equal ones by their id.
pub(super) fn newest_first<T>(list: impl Iterator<Item = T>, key: impl Fn(&T) -> (i64, &str)) -> Vec<T> {
    let mut rows: Vec<Option<T>> = list.map(Some).collect();
    // Keys of one type are sorted for all lists: sorting is long to load.
    let key = |(at, row): (usize, &Option<T>)| row.as_ref().map(|row| (Reverse(key(row).0), key(row).1.to_owned(), at));
    let mut order: Vec<(Reverse<i64>, String, usize)> = rows.iter().enumerate().filter_map(key).collect();
    order.sort_unstable();
    order.into_iter().filter_map(|(.., at)| rows.get_mut(at)?.take()).collect()
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
