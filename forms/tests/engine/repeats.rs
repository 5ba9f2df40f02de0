//! Repeats: positions, totals, counts, instances that come and go.

use forms::{Edit, Refusal};

use crate::small::Fill;

const HOUSE: &str = "
    repeat member
      calculate no calculate=“position(..)”
      int wage
    end
    calculate total calculate=“sum(${wage})”
    calculate persons calculate=“count(${member})”
";

#[test]
fn positions_follow_the_removal_of_an_earlier_sibling() {
    let mut form = Fill::new(HOUSE);
    form.add("member");
    form.add("member");
    form.set("member[3]/wage", "30");
    form.remove("member[2]");
    assert_eq!(form.value("member[2]/no"), "2");
    assert_eq!(form.value("member[2]/wage"), "30");
}

#[test]
fn totals_and_counts_follow_a_removal_at_once() {
    let mut form = Fill::new(HOUSE);
    form.add("member");
    form.set("member[1]/wage", "100");
    form.set("member[2]/wage", "50");
    assert_eq!((form.value("total"), form.value("persons")), ("150".into(), "2".into()));
    form.remove("member[1]");
    assert_eq!((form.value("total"), form.value("persons")), ("50".into(), "1".into()));
}

#[test]
fn a_total_over_a_field_in_a_group_follows_a_removal() {
    let mut form = Fill::new(
        "
        repeat row
          group g
            int cost
          end
        end
        calculate total calculate=“sum(${cost})”
        ",
    );
    form.add("row");
    form.set("row[1]/g/cost", "7");
    form.set("row[2]/g/cost", "5");
    form.remove("row[2]");
    assert_eq!(form.value("total"), "7");
}

#[test]
fn indexed_repeat_reads_the_new_value_after_an_edit() {
    let mut form = Fill::new(
        "
        repeat visit
          int pci
          calculate before calculate=“indexed-repeat(${pci}, ${visit}, position(..) - 1)”
        end
        ",
    );
    form.add("visit");
    form.set("visit[1]/pci", "2000");
    assert_eq!(form.value("visit[2]/before"), "2000");
    form.set("visit[1]/pci", "2300");
    assert_eq!(form.value("visit[2]/before"), "2300");
    assert_eq!(form.value("visit[1]/before"), "");
}

#[test]
fn a_chain_through_the_instance_before_is_carried_to_the_last() {
    let mut form = Fill::new(
        "
        repeat month
          int paid
          calculate sofar calculate=“${paid} + coalesce(indexed-repeat(${sofar}, ${month}, position(..) - 1), 0)”
        end
        ",
    );
    for n in 1..=4 {
        if n > 1 {
            form.add("month");
        }
        form.set(&format!("month[{n}]/paid"), "10");
    }
    assert_eq!(form.value("month[4]/sofar"), "40");
    form.set("month[1]/paid", "15");
    assert_eq!(form.value("month[4]/sofar"), "45");
}

#[test]
fn a_predicate_on_the_reader_s_own_position_takes_the_instance_before() {
    let mut form = Fill::new(
        "
        repeat month
          int paid
          calculate sofar calculate=“${paid} + coalesce(/data/month[position() = position(current()/..) - 1]/sofar, 0)”
        end
        ",
    );
    form.add("month");
    form.add("month");
    for (month, paid) in [("month[1]/paid", "1"), ("month[2]/paid", "10"), ("month[3]/paid", "100")] {
        form.set(month, paid);
    }
    assert_eq!(form.value("month[3]/sofar"), "111");
    form.set("month[1]/paid", "2");
    assert_eq!((form.value("month[2]/sofar"), form.value("month[3]/sofar")), ("12".into(), "112".into()));
    form.remove("month[2]");
    assert_eq!(form.value("month[2]/sofar"), "102");
}

#[test]
fn instances_that_are_not_relevant_are_not_counted() {
    let mut form = Fill::new(
        "
        repeat member
          text alive default=“1”
          group g relevant=“${alive} = '1'”
            int wage
          end
        end
        calculate n calculate=“count(${g})”
        calculate total calculate=“sum(${wage})”
        ",
    );
    form.add("member");
    form.set("member[2]/alive", "1");
    form.set("member[1]/g/wage", "5");
    form.set("member[2]/g/wage", "6");
    form.set("member[1]/alive", "0");
    assert_eq!((form.value("n"), form.value("total")), ("1".into(), "6".into()));
    form.set("member[1]/alive", "1");
    assert_eq!((form.value("n"), form.value("total")), ("2".into(), "11".into()));
}

const COUNTED: &str = "
    int n
    repeat kid count=“${n}”
      text name
      int age
    end
    calculate ages calculate=“sum(${age})”
    calculate kids calculate=“count(${kid})”
";

#[test]
fn a_lowered_count_keeps_instances_aside_and_a_raised_one_brings_them_back() {
    let mut form = Fill::new(COUNTED);
    assert_eq!(form.count("kid"), 0);
    form.set("n", "3");
    form.set("kid[3]/name", "小三");
    form.set("kid[3]/age", "9");
    form.set("kid[1]/age", "4");
    form.set("n", "1");
    assert_eq!(form.count("kid"), 1);
    assert_eq!((form.value("ages"), form.value("kids")), ("4".into(), "1".into()));
    assert!(!form.session.submission().xml.contains("小三"));
    form.set("n", "3");
    assert_eq!((form.value("kid[3]/name"), form.value("ages")), ("小三".into(), "13".into()));
}

#[test]
fn instances_put_aside_live_on_in_the_draft() {
    let mut form = Fill::new(COUNTED);
    form.set("n", "2");
    form.set("kid[2]/name", "小二");
    form.set("n", "0");
    let kept = form.session.snapshot();
    form.session = forms::Session::restore(form.session.form().clone(), form.env.clone(), &kept).expect("the draft opens");
    assert_eq!(form.count("kid"), 0);
    form.set("n", "2");
    assert_eq!(form.value("kid[2]/name"), "小二");
}

#[test]
fn a_counted_repeat_takes_no_instances_by_hand() {
    let mut form = Fill::new(COUNTED);
    form.set("n", "1");
    let range = form.node("kid");
    assert_eq!(form.session.apply(Edit::Add { range }).err(), Some(Refusal::Counted));
    let instance = form.node("kid[1]");
    assert_eq!(form.session.apply(Edit::Remove { instance }).err(), Some(Refusal::Counted));
}

#[test]
fn a_late_event_of_a_removed_member_finds_nothing() {
    let mut form = Fill::new(HOUSE);
    form.add("member");
    let gone = form.node("member[2]/wage");
    form.remove("member[2]");
    form.add("member");
    assert_eq!(form.session.apply(Edit::Set { node: gone, text: "9".into() }).err(), Some(Refusal::Gone));
    assert!(form.session.view(gone).is_none());
    assert_eq!(form.value("member[2]/wage"), "");
}

#[test]
fn dynamic_defaults_reach_instances_added_later() {
    let mut form = Fill::new(
        "
        int base default=“7”
        repeat r
          int x added=“${base} + 1”
        end
        ",
    );
    assert_eq!(form.value("r[1]/x"), "8");
    form.set("base", "9");
    form.add("r");
    assert_eq!((form.value("r[1]/x"), form.value("r[2]/x")), ("8".into(), "10".into()));
}

#[test]
fn an_inner_repeat_counts_within_its_own_instance() {
    let mut form = Fill::new(
        "
        repeat house
          repeat person
            int wage
          end
          calculate sum calculate=“sum(./../person/wage)”
        end
        calculate all calculate=“sum(${wage})”
        ",
    );
    form.add("house");
    assert_eq!(form.count("house[2]/person"), 0, "a form without a template repeats nothing inside a new instance");
    form.add("house[2]/person");
    form.add("house[2]/person");
    form.set("house[1]/person[1]/wage", "1");
    form.set("house[2]/person[1]/wage", "2");
    form.set("house[2]/person[2]/wage", "3");
    assert_eq!((form.value("house[1]/sum"), form.value("house[2]/sum"), form.value("all")), ("1".into(), "5".into(), "6".into()));
    form.remove("house[2]/person[1]");
    assert_eq!((form.value("house[2]/sum"), form.value("all")), ("3".into(), "4".into()));
}

#[test]
fn a_predicate_may_ask_for_the_instance_at_hand() {
    let mut form = Fill::new(
        "
        repeat r
          text key
          int x
          calculate twin calculate=“/data/r[key = current()/../key and position() != position(current()/..)]/x”
        end
        ",
    );
    form.add("r");
    form.set("r[1]/key", "a");
    form.set("r[1]/x", "5");
    form.set("r[2]/key", "a");
    assert_eq!(form.value("r[2]/twin"), "5");
    form.set("r[1]/x", "6");
    assert_eq!(form.value("r[2]/twin"), "6");
    form.set("r[1]/key", "b");
    assert_eq!(form.value("r[2]/twin"), "");
}

#[test]
fn a_predicate_takes_an_instance_by_its_position_or_the_first_that_fits() {
    let mut form = Fill::new(
        "
        repeat member
          int wage
        end
        calculate second calculate=“/data/member[position() = 2]/wage”
        calculate first_rich calculate=“/data/member[wage > 20][1]/wage”
        calculate second_rich calculate=“/data/member[wage > 20][2]/wage”
        calculate place calculate=“position(/data/member[wage > 20])”
        ",
    );
    form.add("member");
    form.add("member");
    for (member, wage) in [("member[1]/wage", "10"), ("member[2]/wage", "30"), ("member[3]/wage", "40")] {
        form.set(member, wage);
    }
    let seen = |form: &Fill| ["second", "first_rich", "second_rich", "place"].map(|name| form.value(name));
    assert_eq!(seen(&form), ["30", "30", "40", "2"]);
    form.set("member[1]/wage", "50");
    assert_eq!(seen(&form), ["30", "50", "30", "1"]);
    form.remove("member[1]");
    assert_eq!(seen(&form), ["40", "30", "40", "1"]);
    form.set("member[1]/wage", "");
    assert_eq!(seen(&form), ["40", "40", "", "2"]);
}

#[test]
fn the_document_comes_before_what_is_in_a_repeat() {
    let form = Fill::new(
        "repeat m\nint c default=“7”\nend\ncalculate first calculate=“count((//m/c | /)[1]/data)”\ncalculate last calculate=“(/ | //m/c)[last()]”",
    );
    assert_eq!((form.value("first"), form.value("last")), ("1".into(), "7".into()));
}
