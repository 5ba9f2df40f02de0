//! The sender's promises, event by event: what it does, and exactly that.

use api::{Problem, Receipt, SubmissionState, Words};
use sync::{Effect, Event, Hold, Item, Medium, Moment, Outbox, Part, Reply, Request, Route, Said, State, limits};

const T0: i64 = 1_700_000_000_000;

fn at(now_ms: i64) -> Moment {
    Moment { now_ms, random: 0 }
}

fn item(id: &str, finalized_at: i64, sizes: &[u64]) -> Item {
    let media = sizes.iter().enumerate().map(|(i, &size)| Medium {
        name: format!("{i}.jpg"),
        sha256: format!("{id}-{i}"),
        size,
        kind: "image/jpeg".into(),
        sent: false,
        tries: 0,
        not_before: 0,
    });
    Item {
        id: id.into(),
        owner: "p1".into(),
        route: Route::Staff,
        form_id: "f".into(),
        form_hash: "h".into(),
        household: None,
        name: String::new(),
        finalized_at,
        sha256: format!("sha-{id}"),
        media: media.collect(),
        state: State::Waiting,
        receipt: None,
        visit_by: None,
        done_at: None,
        tries: 0,
        not_before: 0,
    }
}

fn receipt(item: &Item, missing: &[&str]) -> Receipt {
    Receipt {
        instance_id: item.id.clone(),
        number: "RH-2026-000001".into(),
        sha256: item.sha256.clone(),
        received_at: T0,
        missing: missing.iter().map(|&m| m.to_owned()).collect(),
        state: SubmissionState::Received,
    }
}

fn problem(code: &str) -> Problem {
    Problem { code: code.into(), message: Words::default(), places: Vec::new() }
}

fn answer(status: u16, receipt: Option<Receipt>, problem: Option<Problem>) -> Said {
    let ours = receipt.is_some() || problem.is_some() || status == 204;
    Said::Answer(Box::new(Reply { status, receipt, visit_by: None, problem, ours, retry_after_s: None }))
}

fn sends(effects: &[Effect]) -> Vec<(Request, String, Part)> {
    effects.iter().filter_map(|e| if let Effect::Send { request, id, part } = e { Some((*request, id.clone(), *part)) } else { None }).collect()
}

fn puts(effects: &[Effect]) -> Vec<(Request, State, bool)> {
    effects
        .iter()
        .filter_map(
            |e| if let Effect::Put { request, item, copy_to_draft } = e { Some((*request, item.state.clone(), *copy_to_draft)) } else { None },
        )
        .collect()
}

fn waits(effects: &[Effect]) -> Vec<i64> {
    effects.iter().filter_map(|e| if let Effect::Wait { until_ms, .. } = e { Some(*until_ms) } else { None }).collect()
}

/// An outbox with its owner signed in, and what it sends first.
fn started(items: Vec<Item>) -> (Outbox, Request) {
    let mut outbox = Outbox::new(items);
    let effects = outbox.on(at(T0), Event::SignedIn("p1".into()));
    let request = sends(&effects).first().expect("something is sent").0;
    (outbox, request)
}

#[test]
fn a_finalized_text_is_sent_and_received_with_a_strict_put() {
    let it = item("a", 1, &[]);
    let mut outbox = Outbox::new(Vec::new());
    outbox.on(at(T0), Event::SignedIn("p1".into()));
    let effects = outbox.on(at(T0), Event::Finalized(Box::new(it.clone())));
    assert_eq!(effects, [Effect::Send { request: 1, id: "a".into(), part: Part::Text }]);
    let effects = outbox.on(at(T0 + 5), Event::Said(1, answer(201, Some(receipt(&it, &[])), None)));
    assert_eq!(puts(&effects), [(2, State::Received, false)]);
    assert_eq!(effects.len(), 1);
    assert_eq!(outbox.on(at(T0 + 6), Event::StoreDone(2)), []);
    assert_eq!(outbox.ignored(), 0);
}

#[test]
fn a_lost_reply_is_asked_again_and_the_same_receipt_ends_it() {
    let it = item("a", 1, &[]);
    let (mut outbox, first) = started(vec![it.clone()]);
    let effects = outbox.on(at(T0), Event::Said(first, Said::Nothing));
    assert_eq!(sends(&effects), []);
    assert_eq!(waits(&effects), [T0 + limits::BACKOFF_FIRST_MS]);
    let Some(Effect::Wait { request, .. }) = effects.first() else { panic!("{effects:?}") };
    let effects = outbox.on(at(T0 + limits::BACKOFF_FIRST_MS), Event::Waited(*request));
    let again = sends(&effects);
    assert_eq!((again[0].1.as_str(), again[0].2), ("a", Part::Text));
    outbox.on(at(T0 + 3000), Event::Said(again[0].0, answer(200, Some(receipt(&it, &[])), None)));
    assert_eq!(outbox.item("a").unwrap().state, State::Received);
}

#[test]
fn all_texts_go_before_any_file_and_small_files_before_large() {
    let (a, b) = (item("a", 1, &[900, 10]), item("b", 2, &[500]));
    let (mut outbox, mut request) = started(vec![b.clone(), a.clone()]);
    let mut order = Vec::new();
    loop {
        let (id, part) = outbox.sending().map(|(id, part)| (id.to_owned(), part)).unwrap();
        let of = if id == "a" { &a } else { &b };
        let said = match part {
            Part::Text if order.len() < 2 => answer(201, Some(receipt(of, &of.media.iter().map(|m| m.sha256.as_str()).collect::<Vec<_>>())), None),
            Part::Text => answer(200, Some(receipt(of, &[])), None),
            Part::Medium(_) => answer(204, None, None),
        };
        order.push((id, part));
        let effects = outbox.on(at(T0), Event::Said(request, said));
        match sends(&effects).first() {
            Some(next) => request = next.0,
            None => break,
        }
    }
    let order: Vec<_> = order.iter().map(|(id, part)| (id.as_str(), *part)).collect();
    // After its last file each text asks once more whether all is there.
    assert_eq!(
        order,
        [
            ("a", Part::Text),
            ("b", Part::Text),
            ("a", Part::Medium(1)),
            ("b", Part::Medium(0)),
            ("b", Part::Text),
            ("a", Part::Medium(0)),
            ("a", Part::Text)
        ]
    );
    assert!(outbox.items().all(|i| i.state == State::Received));
}

#[test]
fn a_receipt_for_another_text_is_none() {
    let it = item("a", 1, &[]);
    let (mut outbox, request) = started(vec![it.clone()]);
    let mut foreign = receipt(&it, &[]);
    foreign.sha256 = "other".into();
    let effects = outbox.on(at(T0), Event::Said(request, answer(200, Some(foreign), None)));
    assert_eq!(puts(&effects), []);
    assert_eq!(outbox.item("a").unwrap().state, State::Waiting);
    assert!(outbox.item("a").unwrap().receipt.is_none());
}

#[test]
fn one_bad_item_does_not_stop_the_others() {
    let (bad, good) = (item("bad", 1, &[]), item("good", 2, &[]));
    let (mut outbox, request) = started(vec![bad, good.clone()]);
    let effects = outbox.on(at(T0), Event::Said(request, answer(500, None, Some(problem("internal")))));
    let next = sends(&effects);
    assert_eq!(next[0].1, "good");
    let effects = outbox.on(at(T0), Event::Said(next[0].0, answer(201, Some(receipt(&good, &[])), None)));
    assert_eq!(outbox.item("good").unwrap().state, State::Received);
    assert_eq!(waits(&effects), [T0 + limits::BACKOFF_FIRST_MS]);
}

#[test]
fn an_item_that_kills_the_connection_lets_the_next_go_first_after_the_pause() {
    let (mut outbox, request) = started(vec![item("bad", 1, &[]), item("good", 2, &[])]);
    outbox.on(at(T0), Event::Said(request, Said::Nothing));
    let effects = outbox.on(at(T0 + limits::BACKOFF_FIRST_MS), Event::Tick);
    assert_eq!(sends(&effects)[0].1, "good");
}

#[test]
fn a_refusal_makes_one_draft_and_the_corrected_text_may_come_again() {
    let (mut outbox, request) = started(vec![item("a", 1, &[])]);
    let refused = problem("does-not-hold");
    let effects = outbox.on(at(T0), Event::Said(request, answer(422, None, Some(refused.clone()))));
    assert_eq!(puts(&effects), [(2, State::Refused(refused), true)]);
    outbox.on(at(T0), Event::StoreDone(2));
    // Neither time nor the button sends what was refused.
    assert_eq!(outbox.on(at(T0 + limits::DAY_MS), Event::Tick), []);
    assert_eq!(outbox.on(at(T0 + limits::DAY_MS), Event::Retry), []);
    let effects = outbox.on(at(T0 + limits::DAY_MS), Event::Finalized(Box::new(item("a", 9, &[]))));
    assert_eq!(sends(&effects).len(), 1);
}

#[test]
fn a_refusal_whose_draft_was_not_kept_is_kept_again_with_its_draft() {
    let (mut outbox, request) = started(vec![item("a", 1, &[])]);
    let effects = outbox.on(at(T0), Event::Said(request, answer(422, None, Some(problem("does-not-hold")))));
    let put = puts(&effects)[0].0;
    let effects = outbox.on(at(T0), Event::StoreFailed(put));
    assert_eq!(waits(&effects), [T0 + limits::STORE_RETRY_MS]);
    let effects = outbox.on(at(T0 + limits::STORE_RETRY_MS), Event::Tick);
    assert!(puts(&effects)[0].2, "the draft is owed still");
}

#[test]
fn an_ended_session_holds_all_of_its_owner_and_signing_in_lets_them_go() {
    let mut link = item("link", 3, &[]);
    link.owner = "link:t".into();
    link.route = Route::Link("t".into());
    let (mut outbox, request) = started(vec![item("a", 1, &[]), item("b", 2, &[]), link]);
    let effects = outbox.on(at(T0), Event::Said(request, answer(401, None, Some(problem("session-expired")))));
    assert_eq!(outbox.item("a").unwrap().state, State::Held(Hold::SignIn));
    assert_eq!(outbox.item("b").unwrap().state, State::Held(Hold::SignIn));
    assert!(puts(&effects).iter().all(|(_, _, copy)| !copy), "nothing was wrong with the content");
    let next = sends(&effects);
    assert_eq!(next[0].1, "link", "a household's declaration needs no session");
    outbox.on(at(T0), Event::Said(next[0].0, Said::Nothing));
    let effects = outbox.on(at(T0 + 1), Event::SignedIn("p1".into()));
    assert_eq!(sends(&effects).len(), 1);
    assert_eq!(outbox.item("b").unwrap().state, State::Waiting);
}

#[test]
fn nothing_is_sent_with_the_session_of_another() {
    let mut outbox = Outbox::new(vec![item("a", 1, &[])]);
    assert_eq!(outbox.on(at(T0), Event::SignedIn("p2".into())), []);
    assert_eq!(outbox.on(at(T0), Event::SignedOut), []);
    assert_eq!(sends(&outbox.on(at(T0), Event::SignedIn("p1".into()))).len(), 1);
}

#[test]
fn other_content_under_the_same_id_is_held_not_copied() {
    let (mut outbox, request) = started(vec![item("a", 1, &[])]);
    let different = problem("different-content");
    let effects = outbox.on(at(T0), Event::Said(request, answer(409, None, Some(different.clone()))));
    assert_eq!(puts(&effects), [(2, State::Held(Hold::Server(different)), false)]);
    // The button asks the server once more.
    assert_eq!(sends(&outbox.on(at(T0), Event::Retry)).len(), 1);
}

#[test]
fn retry_after_is_obeyed_also_when_the_network_comes_and_goes() {
    let (mut outbox, request) = started(vec![item("a", 1, &[]), item("b", 2, &[])]);
    let busy = Reply { status: 503, receipt: None, visit_by: None, problem: Some(problem("busy")), ours: true, retry_after_s: Some(120) };
    let effects = outbox.on(at(T0), Event::Said(request, Said::Answer(Box::new(busy))));
    assert_eq!(waits(&effects), [T0 + 120_000], "the server asked this phone to wait, not this item");
    assert_eq!(sends(&outbox.on(at(T0 + 60_000), Event::Online)), []);
    assert_eq!(sends(&outbox.on(at(T0 + 120_000), Event::Tick)).len(), 1);
}

#[test]
fn the_network_coming_back_ends_the_pause() {
    let (mut outbox, request) = started(vec![item("a", 1, &[])]);
    outbox.on(at(T0), Event::Said(request, Said::Nothing));
    assert_eq!(sends(&outbox.on(at(T0 + 1), Event::Tick)), []);
    assert_eq!(sends(&outbox.on(at(T0 + 1), Event::Online)).len(), 1);
}

#[test]
fn a_clock_set_back_does_not_strand_an_item() {
    let (mut outbox, request) = started(vec![item("a", 1, &[])]);
    outbox.on(at(T0), Event::Said(request, answer(500, None, None)));
    assert_eq!(sends(&outbox.on(at(T0 - 400 * limits::DAY_MS), Event::Tick)).len(), 1);
}

#[test]
fn only_the_received_leave_and_only_after_their_days() {
    let a = item("a", 1, &[]);
    let mut b = item("b", 2, &[]);
    b.owner = "p2".into();
    let (mut outbox, request) = started(vec![a.clone(), b]);
    let effects = outbox.on(at(T0), Event::Said(request, answer(201, Some(receipt(&a, &[])), None)));
    outbox.on(at(T0), Event::StoreDone(puts(&effects)[0].0));
    assert_eq!(outbox.on(at(T0 + limits::RECEIVED_DAYS * limits::DAY_MS - 1), Event::Tick), []);
    let effects = outbox.on(at(T0 + limits::RECEIVED_DAYS * limits::DAY_MS), Event::Tick);
    assert_eq!(effects, [Effect::Delete { request: 3, id: "a".into() }]);
    outbox.on(at(T0 + limits::RECEIVED_DAYS * limits::DAY_MS), Event::StoreDone(3));
    assert_eq!(outbox.items().map(|i| i.id.as_str()).collect::<Vec<_>>(), ["b"], "waiting for years is no reason to go");
    assert_eq!(outbox.on(at(T0 + 4000 * limits::DAY_MS), Event::Tick), []);
    assert_eq!(outbox.on(at(T0 + 4000 * limits::DAY_MS), Event::Forget("b".into())), [], "nor is being asked to");
}

#[test]
fn a_file_gone_from_the_phone_holds_the_item_with_its_name() {
    let it = item("a", 1, &[5]);
    let (mut outbox, request) = started(vec![it.clone()]);
    let effects = outbox.on(at(T0), Event::Said(request, answer(201, Some(receipt(&it, &["a-0"])), None)));
    let next = sends(&effects);
    assert_eq!(next[0].2, Part::Medium(0));
    outbox.on(at(T0), Event::Gone(next[0].0));
    assert_eq!(outbox.item("a").unwrap().state, State::Held(Hold::MediaGone("0.jpg".into())));
}

#[test]
fn a_server_that_lost_the_text_gets_it_again() {
    let it = item("a", 1, &[5]);
    let (mut outbox, request) = started(vec![it.clone()]);
    let effects = outbox.on(at(T0), Event::Said(request, answer(201, Some(receipt(&it, &["a-0"])), None)));
    let effects = outbox.on(at(T0), Event::Said(sends(&effects)[0].0, answer(404, None, Some(problem("media-unknown")))));
    assert_eq!(sends(&effects)[0].2, Part::Text);
}

#[test]
fn a_server_that_keeps_losing_a_file_is_not_sent_it_in_a_loop() {
    let it = item("a", 1, &[5]);
    let (mut outbox, mut request) = started(vec![it.clone()]);
    let mut sent = 0;
    for _ in 0..20 {
        let Some((_, part)) = outbox.sending() else { break };
        sent += u32::from(part != Part::Text);
        let said = if part == Part::Text { answer(200, Some(receipt(&it, &["a-0"])), None) } else { answer(204, None, None) };
        let effects = outbox.on(at(T0), Event::Said(request, said));
        request = sends(&effects).first().map_or(0, |s| s.0);
    }
    assert_eq!(sent, 1);
}

#[test]
fn an_answer_nobody_waits_for_changes_nothing_and_is_counted() {
    let it = item("a", 1, &[]);
    let (mut outbox, request) = started(vec![it.clone()]);
    outbox.on(at(T0), Event::Said(request, answer(201, Some(receipt(&it, &[])), None)));
    let before = outbox.item("a").cloned();
    outbox.on(at(T0), Event::Said(request, answer(422, None, Some(problem("does-not-hold")))));
    outbox.on(at(T0), Event::StoreDone(99));
    outbox.on(at(T0), Event::Said(98, Said::Nothing));
    assert_eq!(outbox.item("a").cloned(), before);
    assert_eq!(outbox.ignored(), 3);
}

#[test]
fn what_another_page_finalized_is_sent_and_what_it_forgot_is_gone() {
    let (mut outbox, _) = started(vec![item("a", 1, &[])]);
    let mut done = item("c", 3, &[]);
    done.state = State::Received;
    outbox.on(at(T0), Event::Loaded(vec![item("a", 1, &[]), item("b", 2, &[]), done]));
    assert_eq!(outbox.items().count(), 3);
    outbox.on(at(T0), Event::Loaded(vec![item("b", 2, &[])]));
    assert_eq!(outbox.items().map(|i| i.id.as_str()).collect::<Vec<_>>(), ["a", "b"], "what is on its way stays");
}

#[test]
fn an_item_is_read_back_as_it_was_kept() {
    let mut it = item("a", 1, &[5]);
    it.state = State::Held(Hold::Server(problem("link-closed")));
    it.receipt = Some(receipt(&it, &["a-0"]));
    let text = serde_json::to_string(&it).unwrap();
    assert_eq!(serde_json::from_str::<Item>(&text).unwrap(), it);
}

#[test]
fn an_item_written_to_a_log_names_nobody() {
    let mut it = item("a", 1, &[]);
    it.name = "测试甲".into();
    it.household = Some("HC0001".into());
    let text = format!("{it:?}");
    assert!(!text.contains("测试甲") && !text.contains("HC0001"), "{text}");
}
