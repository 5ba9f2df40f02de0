//! What is opened again, and what is told before it is finished.

use forms::Session;
use forms::engine::ProblemKind;

use crate::small::{Fill, still, xml};

const FIXED: &str = "repeat r\nint a default=“2”\nend";

/// The answers of two instances nobody may add to, opened from what was sent.
fn opened(sent: &str) -> Vec<String> {
    let form = xml(FIXED)
        .replace("<repeat nodeset=\"/data/r\">", "<repeat nodeset=\"/data/r\" jr:noAddRemove=\"true()\">")
        .replace("<r><a>2</a></r>", "<r><a>2</a></r><r><a>7</a></r>");
    let form = Fill::of_xml(&form, still());
    assert_eq!((form.value("r[1]/a"), form.value("r[2]/a")), ("2".into(), "7".into()));
    let sent = format!("<data id=\"small\" version=\"1\">{sent}</data>");
    let session = Session::from_xml(form.session.form().clone(), form.env.clone(), &sent, false).expect("it is read");
    session.values().into_iter().filter(|(path, ..)| path.ends_with("/a")).map(|(_, _, value)| value.to_string()).collect()
}

#[test]
fn repeats_nobody_may_add_to_are_whole_when_opened_again() {
    assert_eq!(opened("<r><a>3</a></r><r><a>4</a></r>"), ["3", "4"]);
    assert_eq!(opened("<r><a>3</a></r>"), ["3", ""], "a missing instance is there, blank");
    assert_eq!(opened(""), ["", ""]);
    assert_eq!(opened("<r/><r><a>4</a></r><r><a>5</a></r>"), ["", "4"], "one too many is not taken");
}

#[test]
fn a_required_value_that_is_computed_blank_is_told() {
    let mut form = Fill::new("int a\ncalculate b calculate=“${a}” required=“true()”");
    let told: Vec<_> = form.session.validate().iter().map(|p| (form.session.path(p.node), p.kind)).collect();
    assert_eq!(told, [("/data/b".to_owned(), ProblemKind::Required)]);
    form.set("a", "1");
    assert_eq!(form.session.validate(), []);
}

#[test]
fn a_question_outside_its_repeat_is_asked_in_each_instance() {
    let text = xml("repeat r\nint a\ntext b label=“谁”\nend");
    let question = "<input ref=\"/data/r/b\"><label>谁</label></input>";
    let outside = text.replace(question, "").replace("</h:body>", &format!("{question}</h:body>"));
    let form = Fill::of_xml(&outside, still());
    let instance = form.node("r[1]");
    assert_eq!(form.session.children(instance), [form.node("r[1]/a"), form.node("r[1]/b")]);
    assert_eq!(form.label("r[1]/b"), "谁");
}

#[test]
fn a_message_may_be_an_itext_put_together() {
    let text = xml("int a constraint=“. > 5”")
        .replace("<bind nodeset=\"/data/a\"", "<bind jr:constraintMsg=\"jr:itext(concat('too', '-small'))\" nodeset=\"/data/a\"")
        .replacen(
            "<instance>",
            "<itext><translation lang=\"zh\"><text id=\"too-small\"><value>太小了</value></text></translation></itext><instance>",
            1,
        );
    let mut form = Fill::of_xml(&text, still());
    form.set("a", "1");
    let messages: Vec<_> = form.session.validate().into_iter().filter_map(|p| p.message).collect();
    assert_eq!(messages, ["太小了"]);
}

#[test]
fn moments_are_stored_with_seconds_and_whole_zones() {
    let form =
        Fill::of_xml(&xml("date d\ntext t").replace("type=\"date\"", "type=\"dateTime\"").replace("type=\"string\"", "type=\"time\""), still());
    let stored = |path: &str, text: &str| form.session.fitting(form.node(path), text).expect("a question");
    assert_eq!((stored("t", "22:02"), stored("t", "22:02:00")), (String::new(), "22:02:00".into()));
    assert_eq!(
        (stored("d", "2026-04-22T14:30:00+0700"), stored("d", "2026-04-22T14:30:00+07:00")),
        (String::new(), "2026-04-22T14:30:00+07:00".into())
    );
}
