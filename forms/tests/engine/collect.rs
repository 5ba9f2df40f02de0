//! What people know from Collect: forms typed by hand, counts that ask for one more, actions.

use forms::xform::check_list;
use forms::{List, Severity};

use crate::small::{Fill, still, xml};

/// Codes of what stops a form.
fn refused(form: &str) -> Vec<&'static str> {
    let found = forms::xform::parse(form).expect_err("the form is refused");
    found.into_iter().filter(|found| found.severity == Severity::Error).map(|error| error.code).collect()
}

const HOMES: &str = "
    calculate homes calculate=“count(${home})”
    calculate wanted calculate=“if(${homes} = 0 or indexed-repeat(${last}, ${home}, ${homes}) != 'yes', ${homes} + 1, ${homes})”
    repeat home count=“${wanted}”
      text name
      text last
    end
";

#[test]
fn a_count_that_asks_for_one_more_waits_until_the_last_is_answered() {
    let mut form = Fill::new(HOMES);
    assert_eq!(form.count("home"), 1, "not a second one before the first is asked");
    form.set("home[1]/name", "甲");
    assert_eq!(form.count("home"), 1, "the count does not hang on the name");
    form.set("home[1]/last", "no");
    assert_eq!(form.count("home"), 2);
    form.set("home[2]/last", "no");
    form.set("home[3]/last", "yes");
    assert_eq!((form.count("home"), form.value("homes")), (3, "3".into()));
}

#[test]
fn an_angle_typed_in_an_expression_is_taken_as_meant() {
    let text = xml("int a\ncalculate b calculate=“if(${a} < 5, 'few', 'many')”").replace("&lt;", "<");
    assert!(text.contains("a < 5"), "{text}");
    let mut form = Fill::of_xml(&text, still());
    form.set("a", "3");
    assert_eq!(form.value("b"), "few");
    assert_eq!(refused("<a b='<c"), ["not-well-formed"]);
}

#[test]
fn elements_that_stand_twice_are_instances_nobody_adds_to() {
    let text = xml("group n relevant=“position() > 1”\nint v\nend\ncalculate all calculate=“concat(${v})”")
        .replace("<n><v></v></n>", "<n><v>1</v></n><n><v>2</v></n><n><v>3</v></n>");
    let form = Fill::of_xml(&text, still());
    assert_eq!((form.value("all"), form.relevant("n[1]/v"), form.relevant("n[3]/v")), ("23".into(), false, true));
}

#[test]
fn a_new_instance_is_blank_where_the_form_has_no_template() {
    let mut form = Fill::new("repeat r\nint a default=“1”\nend");
    form.add("r");
    assert_eq!((form.value("r[1]/a"), form.value("r[2]/a")), ("1".into(), String::new()));
}

#[test]
fn actions_follow_answers_and_name_one_node() {
    let mut form = Fill::new("text a\ntext copy calculate=“${a}”\ntext seen changed=“copy: 'yes'”");
    form.set("a", "1");
    assert_eq!((form.value("copy"), form.value("seen")), ("1".into(), String::new()), "nobody answered the copy");
    let mut form = Fill::new("text a\nrepeat r\ntext b changed=“a: 'x'”\nend");
    form.set("a", "1");
    assert_eq!(form.value("r[1]/b"), "x");
    form.add("r");
    form.set("a", "2");
    assert_eq!(form.value("r[2]/b"), "", "which of the two is meant, nobody can tell");
}

#[test]
fn a_seed_may_be_a_text_or_nothing() {
    let list = "list x: name | a | b | c | d | e | f";
    let order = |seed: &str| {
        let form = Fill::new(&format!("{list}\ncalculate o calculate=“join('', randomize(instance('x')/root/item/name, {seed}))”"));
        form.value("o")
    };
    assert_eq!(order("''"), order("0"), "nothing is 0");
    assert_ne!(order("'甲'"), order("0"));
    assert_eq!(order("'甲'"), order("'甲'"));
}

#[test]
fn hashes_are_asked_for_by_any_spelling_of_their_name() {
    let form =
        Fill::new("calculate a calculate=“digest('some text', 'SHA256', 'HEX')”\ncalculate b calculate=“digest('some text', 'SHA-256', 'hex')”");
    assert_eq!((form.value("a").len(), form.value("a")), (64, form.value("b")));
}

#[test]
fn where_signatures_cannot_be_checked_it_is_told() {
    let signed = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P+S+r+adkQ==";
    let key = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=";
    let form =
        Fill::new(&format!("calculate a calculate=“extract-signed('{signed}', '{key}')”\ncalculate b calculate=“extract-signed('short', '{key}')”"));
    assert_eq!((form.value("a"), form.problem("a").is_some()), (String::new(), true));
    assert_eq!((form.value("b"), form.problem("b").is_some()), (String::new(), false), "what is too short is signed by nobody");
}

#[test]
fn what_would_give_a_blank_in_silence_is_refused() {
    let lost = xml("text a\ntext b").replace("<b></b>", "");
    assert_eq!(refused(&lost), ["unknown-node"], "bound and asked, without a place for its answer");
    let outside = xml("text a\nrepeat r\ntext b\nend\ncalculate c calculate=“indexed-repeat(/data/a, /data/r, 1)”");
    assert_eq!(refused(&outside), ["outside-its-repeat"]);
    let label = xml("list x: name | p\nselect s choices=“instance('x')/root/item”").replace("<label ref=\"name\"/>", "<label ref=\"lable\"/>");
    assert_eq!(refused(&label), ["unknown-label"]);
}

#[test]
fn a_file_without_the_columns_of_the_choices_is_told() {
    let text = xml("select s choices=“instance('x')/root/item”").replacen("<bind", "<instance id='x' src='jr://file-csv/x.csv'/><bind", 1);
    let form = forms::xform::parse(&text).expect("a form").form;
    let told = |csv: &str| -> Vec<&str> {
        let list = List::from_csv(csv.as_bytes()).expect("a list");
        check_list(&form, "jr://file-csv/x.csv", &list).into_iter().map(|found| found.code).collect()
    };
    assert_eq!(told("name,label\np,P\n"), [""; 0]);
    assert_eq!(told("code,label\np,P\n"), ["unknown-column", "unknown-column"]);
}

#[test]
fn a_bind_of_another_root_is_taken_for_the_forms_own_and_told() {
    let text = xml("int a constraint=“. > 5”").replace("<bind nodeset=\"/data/a\"", "<bind nodeset=\"/old/a\"");
    let told: Vec<_> = forms::xform::parse(&text).expect("a form").warnings.into_iter().map(|w| w.code).collect();
    assert_eq!(told, ["other-root"]);
    let mut form = Fill::of_xml(&text, still());
    form.set("a", "1");
    assert!(form.problem("a").is_some());
}
