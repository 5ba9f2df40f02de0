//! Secondary instances that are more than rows and columns, and those that come from files.

use std::sync::Arc;

use forms::List;

use crate::small::{Fill, still, xml};

/// A form with one more secondary instance.
fn with_instance(lines: &str, instance: &str) -> Fill {
    Fill::of_xml(&xml(lines).replacen("<bind", &format!("{instance}<bind"), 1), still())
}

const VILLAGES: &str = "<instance id='v'><root>\
    <village code='a'><name>侯村</name><house><no>1</no><people>3</people></house><house><no>2</no><people>5</people></house></village>\
    <village code='b'><name>东村</name><house><no>1</no><people>4</people></house></village>\
    <town><name>城关</name></town></root></instance>";

#[test]
fn elements_below_rows_are_reached_through_every_step_and_predicate() {
    let form = with_instance(
        "calculate n calculate=“count(instance('v')/root/village[name = '侯村']/house[people > 3])”
         calculate all calculate=“sum(instance('v')/root/village/house/people)”
         calculate code calculate=“instance('v')/root/village[house/people = 4]/@code”",
        VILLAGES,
    );
    assert_eq!((form.value("n"), form.value("all"), form.value("code")), ("1".into(), "12".into(), "b".into()));
}

#[test]
fn rows_are_told_apart_by_the_names_of_their_elements() {
    let form = with_instance(
        "calculate cat calculate=“instance('pets')/root/cat[name = 'V']/age”
         calculate dog calculate=“instance('pets')/root/dog[name = 'V']/age”
         calculate cow calculate=“count(instance('pets')/root/cow)”
         calculate other calculate=“count(instance('pets')/rows/cat)”",
        "<instance id='pets'><root><cat><name>V</name><age>12</age></cat><dog><name>V</name><age>9</age></dog></root></instance>",
    );
    assert_eq!(["cat", "dog", "cow", "other"].map(|node| form.value(node)), ["12", "9", "0", "0"]);
}

#[test]
fn attributes_of_rows_are_read_like_columns() {
    let form = with_instance(
        "calculate a calculate=“pulldata('s', 'v', '@code', 'TX')”
         calculate b calculate=“instance('s')/root/item[@code = 'TX']/v”
         calculate c calculate=“count(instance('s')/root/item/@code)”",
        "<instance id='s'><root><item code='TX'><v>Texas</v></item><item><v>none</v></item></root></instance>",
    );
    assert_eq!(["a", "b", "c"].map(|node| form.value(node)), ["Texas", "Texas", "1"]);
}

#[test]
fn a_cell_that_is_not_there_is_not_counted_but_reads_as_blank() {
    let form = with_instance(
        "calculate n calculate=“count(instance('x')/root/item/note)”
         calculate blank calculate=“instance('x')/root/item[name = 'b']/note”",
        "<instance id='x'><root><item><name>a</name><note/></item><item><name>b</name></item></root></instance>",
    );
    assert_eq!((form.value("n"), form.value("blank")), ("1".into(), String::new()));
}

#[test]
fn a_file_of_any_shape_is_read_when_it_comes() {
    let lines = "calculate name calculate=“instance('saved')/data/head/name”
        calculate people calculate=“sum(instance('saved')/data/member[age > 17]/wage)”
        calculate version calculate=“instance('saved')/data/@version”";
    let env = still();
    let saved = "<data version='3'><head><name>测试甲</name></head><member><age>20</age><wage>7</wage></member><member><age>9</age><wage>1</wage></member>\
        <member><age>30</age><wage>5</wage></member></data>";
    env.lists.borrow_mut().insert("jr://instance/last-saved".into(), Arc::new(List::from_xml(saved).unwrap()));
    let form = Fill::of_xml(&xml(lines).replacen("<bind", "<instance id='saved' src='jr://instance/last-saved'/><bind", 1), env);
    assert_eq!(["name", "people", "version"].map(|node| form.value(node)), ["测试甲", "12", "3"]);
    let none = Fill::of_xml(&xml(lines).replacen("<bind", "<instance id='saved' src='jr://instance/last-saved'/><bind", 1), still());
    assert_eq!(["name", "people", "version"].map(|node| none.value(node)), ["", "0", ""], "nothing was saved yet");
}

#[test]
fn places_are_offered_with_what_the_file_says_of_them() {
    let text = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [102, 0.5]},
        "properties": {"id": "w1", "name": "东井", "deep": 12}}]}"#;
    let env = still();
    env.lists.borrow_mut().insert("jr://file/wells.geojson".into(), Arc::new(List::from_geojson(text.as_bytes()).unwrap()));
    let form = xml("select well choices=“instance('wells')/root/item”")
        .replacen("<bind", "<instance id='wells' src='jr://file/wells.geojson'/><bind", 1)
        .replace("<value ref=\"name\"/><label ref=\"name\"/>", "<value ref=\"id\"/><label ref=\"name\"/>");
    let form = Fill::of_xml(&form, env);
    assert_eq!(form.choices("well"), ["w1"]);
    let told = form.session.properties(form.node("well"), "w1");
    let told: Vec<(&str, &str)> = told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(told, [("geometry", "0.5 102 0 0"), ("id", "w1"), ("name", "东井"), ("deep", "12")]);
}

#[test]
fn choices_are_offered_from_rows_that_hold_more_than_columns() {
    let form = with_instance("select place choices=“instance('v')/root/village[house/people > 4]”", VILLAGES);
    assert_eq!(form.choices("place"), ["侯村"]);
}
