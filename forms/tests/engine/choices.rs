//! Choices: filters, cascades, answers that are no longer offered.

use forms::engine::{ProblemKind, What};

use crate::small::Fill;

const CASCADE: &str = "
    list county: name | a | b
    list town: name, county | a1, a | a2, a | b1, b
    list village: name, town | a1x, a1 | a2x, a2 | b1x, b1
    select county choices=“instance('county')/root/item”
    select town choices=“instance('town')/root/item[county = ${county}]”
    select village choices=“instance('village')/root/item[town = ${town}]”
    calculate place calculate=“concat(${county}, '-', ${town}, '-', ${village})”
";

#[test]
fn a_filter_offers_what_fits_and_says_when_it_changes() {
    let mut form = Fill::new(CASCADE);
    assert_eq!(form.choices("town"), Vec::<String>::new());
    let changes = form.set("county", "a");
    assert_eq!(form.choices("town"), ["a1", "a2"]);
    assert!(form.told(&changes, "town").has(What::CHOICES));
}

#[test]
fn an_answer_no_longer_offered_goes_and_takes_what_depends_on_it_along() {
    let mut form = Fill::new(CASCADE);
    for (name, value) in [("county", "a"), ("town", "a1"), ("village", "a1x")] {
        form.set(name, value);
    }
    assert_eq!(form.value("place"), "a-a1-a1x");
    let changes = form.set("county", "b");
    assert_eq!(form.value("place"), "b--");
    assert!(form.told(&changes, "village").has(What::VALUE));
}

#[test]
fn an_answer_out_of_sight_is_not_dropped() {
    let mut form = Fill::new(
        "
        list town: name, county | a1, a | b1, b
        text show default=“1”
        group g relevant=“${show} = '1'”
          text county
          select town choices=“instance('town')/root/item[county = ${county}]”
        end
        ",
    );
    form.set("g/county", "a");
    form.set("g/town", "a1");
    form.set("show", "0");
    form.set("show", "1");
    assert_eq!((form.value("g/county"), form.value("g/town")), ("a".into(), "a1".into()));
}

#[test]
fn of_several_answers_only_those_gone_are_dropped() {
    let mut form = Fill::new("list x: name, k | p, 1 | q, 2 | r, 1\ntext k\nmany m choices=“instance('x')/root/item[k = ${k} or k = '2']”");
    form.set("k", "1");
    form.set("m", "p q r");
    form.set("k", "3");
    assert_eq!(form.value("m"), "q");
}

#[test]
fn an_answer_that_was_never_offered_is_a_problem() {
    let mut form = Fill::new("list x: name | p | q\nselect s choices=“instance('x')/root/item”");
    form.set("s", "z");
    assert_eq!(form.session.validate().iter().map(|p| p.kind).collect::<Vec<_>>(), [ProblemKind::Choice]);
}

#[test]
fn columns_of_a_list_are_looked_up() {
    let mut form = Fill::new(
        "
        list year: name, line | 2014, 2800 | 2015, 2855
        text y
        calculate line calculate=“instance('year')/root/item[name = ${y}]/line”
        calculate none calculate=“if(instance('year')/root/item[name = '1999']/line = '', 'none', 'some')”
        calculate second calculate=“instance('year')/root/item[position() = 2]/name”
        calculate rows calculate=“count(instance('year')/root/item[line > 2000])”
        ",
    );
    form.set("y", "2015");
    assert_eq!(["line", "none", "second", "rows"].map(|n| form.value(n)), ["2855", "none", "2015", "2"]);
}

#[test]
fn choices_from_a_repeat_follow_its_instances() {
    let mut form = Fill::new("repeat m\ntext name\nend\nselect head choices=“/data/m[name != '']”");
    form.set("m[1]/name", "甲");
    form.add("m");
    form.set("m[2]/name", "乙");
    assert_eq!(form.choices("head"), ["甲", "乙"]);
    form.set("head", "乙");
    form.remove("m[2]");
    assert_eq!((form.choices("head"), form.value("head")), (vec!["甲".to_owned()], String::new()));
}

#[test]
fn a_list_of_texts_without_columns_is_read_by_the_name_of_its_rows() {
    let text = crate::small::xml(
        "calculate town calculate=“instance('towns')/places/town[2]”\ncalculate all calculate=“count(instance('towns')/places/town)”\nlist towns: x | y",
    );
    let (before, rest) = text.split_once("<instance id=\"towns\">").expect("the list");
    let (_, after) = rest.split_once("</instance>").expect("its end");
    let text = format!("{before}<instance id=\"towns\"><places><town>East</town><town>West</town></places></instance>{after}");
    let form = std::sync::Arc::new(forms::xform::parse(&text).expect("it compiles").form);
    let session = forms::Session::new(form, crate::small::still());
    let value = |path: &str| session.view(session.find(path).expect("a node")).expect("seen").value.to_string();
    assert_eq!((value("/data/town"), value("/data/all")), ("West".into(), "2".into()));
}
