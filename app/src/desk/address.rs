//! The filter of the queue in the address, so that it can be kept as a bookmark and "back" finds it again.
//!
//! Only codes of state, form, area and source are written there. Search words never are: they may name a person.

use api::{QueueFilter, Source, SubmissionState};

/// Names of states in the address.
pub(super) const STATES: [(SubmissionState, &str); 4] = [
    (SubmissionState::Received, "received"),
    (SubmissionState::Returned, "returned"),
    (SubmissionState::Accepted, "accepted"),
    (SubmissionState::Replaced, "replaced"),
];

/// Any state, in the address; without a word there it is what waits for review.
pub(super) const ANY: &str = "all";

/// Reads the filter; what is not known is left out.
pub(super) fn read(get: impl Fn(&str) -> Option<String>) -> QueueFilter {
    let full = |key: &str| get(key).filter(|text| !text.is_empty());
    let state = full("state");
    QueueFilter {
        state: match state.as_deref() {
            Some(ANY) => None,
            Some(name) => Some(STATES.iter().find(|(_, n)| *n == name).map_or(SubmissionState::Received, |(s, _)| *s)),
            None => Some(SubmissionState::Received),
        },
        form: full("form"),
        area: full("area"),
        source: full("source").and_then(|name| source(&name)),
        q: None,
        flagged: (full("flagged").as_deref() == Some("1")).then_some(true),
        after: None,
    }
}

/// Source by its name.
pub(super) fn source(name: &str) -> Option<Source> {
    match name {
        "staff" => Some(Source::Staff),
        "household" => Some(Source::Household),
        _ => None,
    }
}

/// Name of a source.
pub(super) fn source_name(source: Source) -> &'static str {
    match source {
        Source::Staff => "staff",
        Source::Household => "household",
    }
}

/// Name of a state.
pub(super) fn state_name(state: SubmissionState) -> &'static str {
    STATES.iter().find(|(s, _)| *s == state).map_or("received", |(_, n)| n)
}

/// Parts of the query, in a fixed order; `everything` also writes the default state and the search words (for the server, not the address).
fn parts(filter: &QueueFilter) -> Vec<(&'static str, String)> {
    let mut parts = Vec::new();
    if let Some(form) = &filter.form {
        parts.push(("form", form.clone()));
    }
    if let Some(area) = &filter.area {
        parts.push(("area", area.clone()));
    }
    if let Some(source) = filter.source {
        parts.push(("source", source_name(source).to_owned()));
    }
    parts
}

/// The page of the queue with this filter.
pub(super) fn page(filter: &QueueFilter) -> String {
    let mut all = parts(filter);
    match filter.state {
        None => all.push(("state", ANY.to_owned())),
        Some(SubmissionState::Received) => {}
        Some(state) => all.push(("state", state_name(state).to_owned())),
    }
    if filter.flagged == Some(true) {
        all.push(("flagged", "1".to_owned()));
    }
    join("/desk", &all)
}

/// The question to the server with this filter.
pub(super) fn question(filter: &QueueFilter) -> String {
    let mut all = parts(filter);
    if let Some(state) = filter.state {
        all.push(("state", state_name(state).to_owned()));
    }
    if let Some(flagged) = filter.flagged {
        all.push(("flagged", flagged.to_string()));
    }
    if let Some(q) = filter.q.as_ref().filter(|q| !q.is_empty()) {
        all.push(("q", q.clone()));
    }
    if let Some(after) = &filter.after {
        all.push(("after", after.clone()));
    }
    join("/v1/review", &all)
}

/// The page of one submission.
pub(super) fn review(instance_id: &str) -> String {
    format!("/desk/review/{}", escape(instance_id))
}

fn join(path: &str, parts: &[(&str, String)]) -> String {
    let mut out = String::from(path);
    for (index, (key, value)) in parts.iter().enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(key);
        out.push('=');
        out.push_str(&escape(value));
    }
    out
}

/// Percent-encodes one part of an address; `:` stays, so that instanceIDs are readable.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:".contains(&byte) {
            out.push(byte as char);
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(HEX.get(usize::from(digit)).copied().unwrap_or(b'0') as char);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_the_address() {
        let filter = QueueFilter {
            state: None,
            form: Some("b_hh_survey".into()),
            area: Some("hx_01".into()),
            source: Some(Source::Household),
            flagged: Some(true),
            ..QueueFilter::default()
        };
        let address = page(&filter);
        let query: Vec<(&str, &str)> = address.split_once('?').map_or("", |(_, q)| q).split('&').filter_map(|p| p.split_once('=')).collect();
        let back = read(|key| query.iter().find(|(k, _)| *k == key).map(|(_, v)| (*v).to_owned()));
        assert_eq!(back, filter);
    }

    #[test]
    fn search_words_go_to_the_server_but_never_into_the_address() {
        let filter = QueueFilter { q: Some("测试甲".into()), ..QueueFilter::default() };
        assert!(!page(&filter).contains('%'));
        assert!(question(&filter).contains("q=%E6%B5%8B"));
    }
}
