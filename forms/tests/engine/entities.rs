//! Entities: what a finished form makes and changes.

use forms::engine::{Entity, EntityAction};
use forms::{Diagnostic, Edit, Severity};

use crate::small::{Fill, still, xml};

/// A form with an entity in the meta of the form, and its `saveto`s: (node, property).
fn form(lines: &str, entity: &str, binds: &str, saves: &[(&str, &str)]) -> String {
    let mut text = xml(lines)
        .replace("<h:html ", "<h:html xmlns:entities=\"http://www.opendatakit.org/xforms/entities\" ")
        .replace("<model>", "<model entities:entities-version=\"2024.1.0\">")
        .replace("<instanceName/>", &format!("<instanceName/>{entity}"))
        .replacen("<bind", &format!("{binds}<bind"), 1);
    for (node, property) in saves {
        text = text.replace(&format!("<bind nodeset=\"/data/{node}\""), &format!("<bind nodeset=\"/data/{node}\" entities:saveto=\"{property}\""));
    }
    text
}

fn properties(entity: &Entity) -> Vec<(&str, &str)> {
    entity.properties.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

const HOUSE: &str = "text head\nint people relevant=“${head} != ''”\ntext note";
const NEW: &str = "<entity dataset='houses' id='' create='1'><label/></entity>";
const BINDS: &str =
    "<bind nodeset='/data/meta/entity/@id' calculate=\"'uuid:1'\"/><bind nodeset='/data/meta/entity/label' calculate=\"concat('户 ', /data/head)\"/>";

#[test]
fn a_form_makes_an_entity_of_what_is_saved_to_it() {
    let mut form = Fill::of_xml(&form(HOUSE, NEW, BINDS, &[("head", "head"), ("people", "people")]), still());
    assert_eq!(properties(&form.session.entities()[0]), [("head", "")], "what is not relevant says nothing");
    form.set("head", "测试甲");
    form.set("people", "3");
    let [entity] = form.session.entities().try_into().expect("one entity");
    assert_eq!((entity.dataset.as_str(), entity.id.as_str(), entity.action), ("houses", "uuid:1", EntityAction::Create));
    assert_eq!((entity.label.as_deref(), entity.path.as_str()), (Some("户 测试甲"), "/data/meta/entity"));
    assert_eq!(properties(&entity), [("head", "测试甲"), ("people", "3")]);
    let sent = form.session.submission().xml;
    assert!(sent.contains("<entity dataset=\"houses\" id=\"uuid:1\" create=\"1\"><label>户 测试甲</label></entity>"), "{sent}");
}

#[test]
fn a_change_says_from_which_version_it_was_made() {
    let changed = "<entity dataset='houses' id='h1' update='1' baseVersion='4' trunkVersion='3' branchId='b1'/>";
    let form = Fill::of_xml(&form(HOUSE, changed, "", &[("note", "note")]), still());
    let [entity] = form.session.entities().try_into().expect("one entity");
    assert_eq!((entity.action, entity.id.as_str(), entity.label), (EntityAction::Update, "h1", None));
    let versions = [entity.base_version.as_deref(), entity.trunk_version.as_deref(), entity.branch_id.as_deref()];
    assert_eq!(versions, [Some("4"), Some("3"), Some("b1")]);
}

#[test]
fn whether_an_entity_is_made_may_hang_on_an_answer() {
    let perhaps = "<entity dataset='houses' id='h1' create='' update=''/>";
    let binds = "<bind nodeset='/data/meta/entity/@create' calculate=\"/data/head != ''\"/><bind nodeset='/data/meta/entity/@update' calculate=\"/data/note != ''\"/>";
    let mut form = Fill::of_xml(&form(HOUSE, perhaps, binds, &[]), still());
    let actions = |form: &Fill| form.session.entities().into_iter().map(|entity| entity.action).collect::<Vec<_>>();
    assert_eq!(actions(&form), []);
    form.set("head", "甲");
    assert_eq!(actions(&form), [EntityAction::Create]);
    form.set("note", "x");
    assert_eq!(actions(&form), [EntityAction::Upsert]);
}

#[test]
fn each_instance_of_a_repeat_makes_an_entity_of_its_own() {
    let text = form("repeat tree\ntext kind\nend", "", "", &[("tree/kind", "kind")])
        .replace("<kind></kind>", "<kind></kind><meta><entity dataset='trees' id='' create='1'/></meta>")
        .replacen("<bind", "<bind nodeset='/data/tree/meta/entity/@id' calculate=\"concat('t', position(../../..))\"/><bind", 1);
    let mut form = Fill::of_xml(&text, still());
    form.add("tree");
    form.set("tree[1]/kind", "松");
    form.set("tree[2]/kind", "竹");
    let made: Vec<_> = form.session.entities().iter().map(|e| (e.id.clone(), e.properties[0].1.clone())).collect();
    assert_eq!(made, [("t1".to_owned(), "松".to_owned()), ("t2".to_owned(), "竹".to_owned())]);
    let instance = form.node("tree[1]");
    form.session.apply(Edit::Remove { instance }).expect("removed");
    assert_eq!(form.session.entities().len(), 1);
}

#[test]
fn what_cannot_be_saved_is_told_when_the_form_is_made() {
    let codes = |text: &str| -> Vec<&str> {
        let found: Vec<Diagnostic> = forms::xform::parse(text).map_or_else(|errors| errors, |parsed| parsed.warnings);
        let errors = found.iter().any(|found| found.severity == Severity::Error);
        found.into_iter().filter(|found| !errors || found.severity == Severity::Error).map(|found| found.code).collect()
    };
    assert_eq!(codes(&form(HOUSE, "", "", &[("head", "head")])), ["entity-missing"]);
    assert_eq!(codes(&form(HOUSE, NEW, BINDS, &[("head", "Name")])), ["entity-property"]);
    assert_eq!(codes(&form(HOUSE, NEW, BINDS, &[("head", "a"), ("note", "a")])), ["entity-property"]);
    assert_eq!(codes(&form(HOUSE, "<entity dataset='__x' id=''/>", "", &[])), ["entity-dataset", "entity-action"]);
    let newer = form(HOUSE, NEW, BINDS, &[]).replace("2024.1.0", "2031.1.0");
    assert_eq!(codes(&newer), ["entities-version"]);
}
