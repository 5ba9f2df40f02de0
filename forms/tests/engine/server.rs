//! Submissions opened again and checked again.

use forms::engine::ProblemKind;
use forms::{Diagnostic, Session};

use crate::small::Fill;

const FORM: &str = "
    text sick
    int cost relevant=“${sick} = '1'” constraint=“. < 1000”
    int wage default=“5”
    calculate net calculate=“${wage} - coalesce(${cost}, 0)”
    int n
    repeat kid count=“${n}”
      int age required=“true()”
    end
";

fn filled() -> Fill {
    let mut form = Fill::new(FORM);
    form.set("sick", "0");
    form.set("wage", "2000");
    form.set("n", "1");
    form.set("kid[1]/age", "9");
    form
}

fn code(result: Result<Session, Vec<Diagnostic>>) -> &'static str {
    match result {
        Ok(_) => "opened",
        Err(errors) => errors[0].code,
    }
}

#[test]
fn a_sound_submission_checks_out() {
    let form = filled();
    let xml = form.session.submission().xml;
    let again = Session::recheck(form.session.form().clone(), form.env.clone(), &xml).expect("it is read");
    assert!(again.problems.is_empty(), "{:?}", again.problems);
    assert!(again.differences.is_empty(), "{:?}", again.differences);
    assert_eq!(again.session.submission().xml, xml);
}

#[test]
fn a_total_changed_by_hand_is_a_difference() {
    let form = filled();
    let xml = form.session.submission().xml.replace("<net>2000<", "<net>900<");
    let again = Session::recheck(form.session.form().clone(), form.env.clone(), &xml).expect("it is read");
    let difference = &again.differences[0];
    assert_eq!((difference.path.as_str(), difference.sent.as_str(), difference.computed.as_str()), ("/data/net", "900", "2000"));
}

#[test]
fn an_answer_where_none_was_due_is_a_difference() {
    let form = filled();
    let xml = form.session.submission().xml.replace("<wage>", "<cost>5</cost><wage>");
    let again = Session::recheck(form.session.form().clone(), form.env.clone(), &xml).expect("it is read");
    assert_eq!(again.differences[0].path, "/data/cost");
}

#[test]
fn instances_beyond_the_count_are_differences() {
    let form = filled();
    let xml = form.session.submission().xml.replace("</kid>", "</kid><kid><age>7</age></kid>");
    let again = Session::recheck(form.session.form().clone(), form.env.clone(), &xml).expect("it is read");
    assert_eq!(again.differences.iter().map(|d| (d.path.as_str(), d.sent.as_str())).collect::<Vec<_>>(), [("/data/kid[2]/age", "7")]);
}

#[test]
fn what_does_not_hold_is_a_problem_whatever_the_phone_said() {
    let form = filled();
    let xml = form.session.submission().xml.replace("<sick>0</sick>", "<sick>1</sick><cost>5000</cost>").replace("<age>9</age>", "<age/>");
    let again = Session::recheck(form.session.form().clone(), form.env.clone(), &xml).expect("it is read");
    let kinds: Vec<ProblemKind> = again.problems.iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [ProblemKind::Constraint, ProblemKind::Required]);
}

#[test]
fn what_is_not_of_this_form_is_refused_with_its_reason() {
    let form = filled();
    let xml = form.session.submission().xml;
    let open = |xml: &str| code(Session::from_xml(form.session.form().clone(), form.env.clone(), xml, false));
    assert_eq!(open(&xml), "opened");
    assert_eq!(open(&xml.replace("<wage>", "<bonus>1</bonus><wage>")), "unknown-node");
    assert_eq!(open(&xml.replace("id=\"small\"", "id=\"other\"")), "wrong-form");
    let older = xml.replace("version=\"1\"", "version=\"2\"");
    assert_eq!(open(&older), "opened", "to read and mend");
    let check = Session::recheck(form.session.form().clone(), form.env.clone(), &older);
    assert_eq!(code(check.map(|again| again.session)), "wrong-version");
    assert_eq!(open(&xml[..xml.len() / 2]), "not-well-formed");
    assert_eq!(open(&" ".repeat(forms::limits::SUBMISSION_BYTES + 1)), "too-large");
}

#[test]
fn what_was_left_out_is_blank_to_a_check_and_has_its_default_to_who_mends_it() {
    let form = filled();
    let xml = form.session.submission().xml.replace("<wage>2000</wage>", "");
    let wage = |session: &Session| session.find("/data/wage").and_then(|n| session.view(n)).expect("the node is there").value.to_string();
    let opened = Session::from_xml(form.session.form().clone(), form.env.clone(), &xml, false).expect("it is read");
    assert_eq!(wage(&opened), "5");
    let checked = Session::recheck(form.session.form().clone(), form.env.clone(), &xml).expect("it is read");
    assert_eq!(wage(&checked.session), "");
}

#[test]
fn a_mended_submission_names_the_one_it_replaces() {
    let form = filled();
    let old = form.session.instance_id().to_owned();
    let session = Session::from_xml(form.session.form().clone(), form.env.clone(), &form.session.submission().xml, true).expect("it is read");
    assert_ne!(session.instance_id(), old);
    let sent = session.submission().xml;
    assert!(sent.contains(&format!("<deprecatedID>{old}</deprecatedID>")), "{sent}");
    let again = Session::from_xml(session.form().clone(), form.env.clone(), &sent, false).expect("it is read");
    assert_eq!(again.instance_id(), session.instance_id());
}

#[test]
fn damaged_drafts_are_refused() {
    let form = filled();
    let kept = form.session.snapshot();
    for at in [0, 3, 12, kept.len() - 1] {
        let mut damaged = kept.clone();
        damaged[at] ^= 1;
        assert!(Session::restore(form.session.form().clone(), form.env.clone(), &damaged).is_err(), "byte {at}");
    }
    assert!(Session::restore(form.session.form().clone(), form.env.clone(), &[]).is_err());
}
