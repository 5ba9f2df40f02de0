//! Broken forms: every fault is told, with its place, and none crashes.

use crate::small::{Fill, xml};
use forms::engine::ProblemKind;

fn codes(xml: &str) -> Vec<&'static str> {
    forms::xform::parse(xml).map(|_| ()).expect_err("the form is broken").iter().map(|e| e.code).collect()
}

fn lines(text: &str) -> Vec<&'static str> {
    codes(&xml(text))
}

#[test]
fn all_faults_are_told_and_not_only_the_first() {
    let found = lines(
        "int a calculate=“frob(1)”\nint b relevant=“${c}”\nint c constraint=“substr(.)”\nint d calculate=“1 +”\nint e calculate=“instance('none')/root/item/x”",
    );
    for code in ["unknown-function", "wrong-arity", "unknown-instance"] {
        assert!(found.contains(&code), "{code} in {found:?}");
    }
    assert!(found.len() >= 4, "{found:?}");
}

#[test]
fn a_circle_is_told_with_its_members() {
    let errors = forms::xform::parse(&xml("int a calculate=“${b} + 1”\nint b calculate=“${c}”\nint c calculate=“${a}”\nint d calculate=“${a}”"))
        .expect_err("a circle");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].code, "cycle");
    for name in ["/data/a/", "/data/b/", "/data/c/"] {
        assert!(errors[0].message.contains(name), "{}", errors[0].message);
    }
    assert!(!errors[0].message.contains("/data/d/"));
}

#[test]
fn a_group_relevant_by_what_it_holds_is_a_circle() {
    assert_eq!(lines("group g relevant=“${x} = 1”\nint x\nend"), ["cycle"]);
}

#[test]
fn a_fault_has_its_line() {
    let text =
        xml("int a").replace("<bind nodeset=\"/data/a", "\n\n<bind nodeset=\"/data/a").replace("type=\"int\"", "type=\"int\" calculate=\"frob()\"");
    let errors = forms::xform::parse(&text).expect_err("an unknown function");
    assert_eq!((errors[0].place.line, errors[0].place.path.as_str()), (3, "/data/a/@calculate"));
    assert!(errors[0].place.span.is_some());
}

#[test]
fn texts_that_are_not_there_and_binds_without_nodes_are_told() {
    let text = xml("text a label=“x”")
        .replace("<label>x</label>", "<label ref=\"jr:itext('/data/a:label')\"/>")
        .replace("nodeset=\"/data/a\"", "nodeset=\"/data/b\"");
    let found = codes(&text);
    assert!(found.contains(&"unknown-itext") && found.contains(&"unknown-node"), "{found:?}");
}

#[test]
fn a_name_that_is_nowhere_reads_as_blank_and_its_author_is_told() {
    let text = xml("int a relevant=“/data/nowhere = ''”\nint b relevant=“/data/nowhere = '1'”");
    let parsed = forms::xform::parse(&text).expect("XPath allows it");
    let told: Vec<_> = parsed.warnings.iter().map(|w| (w.code, w.place.path.as_str())).collect();
    assert_eq!(told, [("unknown-node", "/data/a/@relevant"), ("unknown-node", "/data/b/@relevant")]);
    let form = crate::small::Fill::new("int a relevant=“/data/nowhere = ''”\nint b relevant=“/data/nowhere = '1'”");
    assert!(form.relevant("a") && !form.relevant("b"));
}

#[test]
fn what_no_control_can_mean_is_refused() {
    let text = xml("repeat r\nint a\nend\ntext b");
    let loose = text.replace("<repeat nodeset=\"/data/r\">", "<repeat nodeset=\"/data/r\"><input ref=\"/data/b\"/>");
    assert_eq!(codes(&loose), ["outside-its-repeat"]);
    let event = xml("text b\ntext a changed=“b: 1”").replace("xforms-value-changed", "someday");
    assert_eq!(codes(&event), ["unknown-event"]);
}

#[test]
fn what_can_never_give_a_value_is_refused() {
    let choices = "list x: name | p\nselect s choices=“instance('x')/root/item”\ntext t";
    assert_eq!(codes(&xml(&format!("{choices}\ncalculate c calculate=“jr:choice-name('p', ' /data/nowhere ')”"))), ["unknown-node"]);
    assert_eq!(codes(&xml(&format!("{choices}\ncalculate c calculate=“jr:choice-name('p', '/data/t')”"))), ["no-choices"]);
    assert_eq!(codes(&xml("calculate c calculate=“distance('somewhere')”")), ["wrong-type"]);
    let upload = xml("text t").replace("<input ref=\"/data/t\"></input>", "<upload ref=\"/data/t\" mediatype=\".jpg\"/>");
    assert_eq!(codes(&upload), ["unknown-mediatype"]);
}

#[test]
fn what_is_no_form_is_refused() {
    assert_eq!(codes("<a"), ["not-well-formed"]);
    assert_eq!(codes(""), ["not-well-formed"]);
    assert_eq!(codes("<a/>"), ["no-model"]);
    assert_eq!(codes("<h><head><model/></head></h>"), ["no-primary-instance"]);
    let deep = "<a>".repeat(3000) + &"</a>".repeat(3000);
    assert_eq!(codes(&deep), ["too-large"]);
    let entities = "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>";
    assert_eq!(codes(entities), ["not-well-formed"]);
}

#[test]
fn a_circle_that_only_running_shows_ends_and_is_told() {
    let mut form = Fill::new("text a\ncalculate b calculate=“concat(//a, string(/.), 'x')”");
    form.set("a", "1");
    assert_eq!(form.problem("b"), Some(ProblemKind::Expression));
}

/// Codes of the advice on a form that runs, with the place each points at.
fn advice(text: &str) -> Vec<(&'static str, String)> {
    advice_on(&xml(text))
}

fn advice_on(form: &str) -> Vec<(&'static str, String)> {
    let found = forms::xform::parse(form).expect("the form runs").warnings;
    found.into_iter().map(|w| (w.code, w.place.path)).collect()
}

#[test]
fn what_runs_but_cannot_be_meant_is_told() {
    let lists = "list sex: name | man | woman\n";
    let told = |line: &str| advice(&format!("{lists}int age\nselect sex choices=“instance('sex')/root/item”\n{line}"));
    for (line, code, path) in [
        ("note n relevant=“${sex} = 'men'”", "unknown-choice", "/data/n/@relevant"),
        ("note n relevant=“${age} > 'old'”", "wrong-type", "/data/n/@relevant"),
        ("int n calculate=“count('x')”", "wrong-type", "/data/n/@calculate"),
        ("int n calculate=“round('x', 2)”", "wrong-type", "/data/n/@calculate"),
        ("int n calculate=“if(true(), 1, 2)”", "unreachable", "/data/n/@calculate"),
        ("note n relevant=“false() and ${age} > 3”", "unreachable", "/data/n/@relevant"),
        ("int n relevant=“false()”", "unreachable", "/data/n"),
    ] {
        assert_eq!(told(line), [(code, path.to_owned())], "{line}");
    }
    for line in ["note n relevant=“${sex} = 'man' or ${sex} = ''”", "note n relevant=“${age} > '18'”", "int n calculate=“count(${age})”"]
    {
        assert_eq!(told(line), [], "{line}");
    }
}

#[test]
fn choices_and_instances_told_apart_by_nothing_are_told() {
    let one = xml("select a choices=“instance('l')/root/item”\nlist l: name | x");
    let item = "<item><label>X</label><value>x</value></item>";
    let inline = one.replace("<itemset nodeset=\"instance('l')/root/item\"><value ref=\"name\"/><label ref=\"name\"/></itemset>", &item.repeat(2));
    let twice = one.replace("<instance id=\"l\">", "<instance id=\"l\"><root/></instance><instance id=\"l\">");
    for (form, code) in [(inline, "doubled-choice"), (twice, "doubled-instance")] {
        let found: Vec<&str> = forms::xform::parse(&form).expect("the form runs").warnings.iter().map(|w| w.code).collect();
        assert!(found.contains(&code), "{code} in {found:?}");
    }
}

#[test]
fn a_way_of_sending_that_nobody_knows_is_refused() {
    let with = |method: &str| xml("text a").replace("</model>", &format!("<submission method=\"{method}\"/></model>"));
    assert_eq!(codes(&with("carrier-pigeon")), ["submission-method"]);
    assert_eq!(advice_on(&with("form-data-post")), []);
}
