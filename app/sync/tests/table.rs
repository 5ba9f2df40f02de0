//! Every HTTP status against every kind of body: only what is ours moves an item.

use api::{Problem, Receipt, SubmissionState, Words};
use sync::{Part, Reply, Said, Verdict, verdict};

fn said(status: u16, receipt: bool, problem: Option<&str>) -> Said {
    Said::Answer(Box::new(Reply {
        status,
        receipt: receipt.then(|| Receipt {
            instance_id: "a".into(),
            number: "n".into(),
            sha256: "s".into(),
            received_at: 0,
            missing: Vec::new(),
            state: SubmissionState::Received,
        }),
        visit_by: None,
        problem: problem.map(|code| Problem { code: code.into(), message: Words::default(), places: Vec::new() }),
        ours: receipt || problem.is_some() || status == 204,
        retry_after_s: None,
    }))
}

#[test]
fn a_page_that_is_not_ours_is_always_later() {
    for status in 100..=599 {
        if status == 204 {
            continue;
        }
        for part in [Part::Text, Part::Medium(0)] {
            assert_eq!(verdict(part, &said(status, false, None)), Verdict::Later, "{status} {part:?}");
        }
    }
    assert_eq!(verdict(Part::Text, &Said::Nothing), Verdict::Later);
}

#[test]
fn a_text_is_there_only_by_a_receipt() {
    for status in 100..=599 {
        let got = verdict(Part::Text, &said(status, true, None));
        assert_eq!(got == Verdict::Receipt, status == 200 || status == 201, "{status}");
        assert_ne!(verdict(Part::Text, &said(status, false, Some("x"))), Verdict::Receipt, "{status}");
    }
}

#[test]
fn refusals_of_a_text_follow_the_table() {
    let expected = |status: u16| match status {
        400 | 403 | 413 | 422 => Verdict::Refuse,
        401 => Verdict::SignIn,
        408 | 425 | 429 => Verdict::Later,
        402..=499 => Verdict::Hold,
        _ => Verdict::Later,
    };
    for status in 100..=599 {
        assert_eq!(verdict(Part::Text, &said(status, false, Some("x"))), expected(status), "{status}");
    }
}

#[test]
fn a_file_never_refuses_its_text() {
    for status in 100..=599 {
        for code in ["x", "media-hash", "media-kind"] {
            let got = verdict(Part::Medium(0), &said(status, false, Some(code)));
            assert!(!matches!(got, Verdict::Refuse | Verdict::Receipt), "{status} {code}");
        }
    }
    assert_eq!(verdict(Part::Medium(0), &said(422, false, Some("media-hash"))), Verdict::Later);
    assert_eq!(verdict(Part::Medium(0), &said(422, false, Some("media-kind"))), Verdict::Hold);
    assert_eq!(verdict(Part::Medium(0), &said(404, false, Some("media-unknown"))), Verdict::TextAgain);
    assert_eq!(verdict(Part::Medium(0), &said(204, false, None)), Verdict::Sent);
    assert_eq!(verdict(Part::Medium(0), &said(200, true, None)), Verdict::Sent);
}
