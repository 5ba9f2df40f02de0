//! Values: blanks, relevance, numbers as they are typed, dates, chains, order of actions.

use forms::engine::{ProblemKind, What};
use forms::{Edit, Refusal};

use crate::small::{Fill, TODAY_MS, still};

#[test]
fn relevance_inherited_over_two_levels_comes_back_with_the_outer() {
    let mut form = Fill::new(
        "
        text outer default=“1”
        text inner default=“1”
        group a relevant=“${outer} = '1'”
          group b relevant=“${inner} = '1'”
            int x
          end
        end
        calculate seen calculate=“${x}”
        ",
    );
    form.set("a/b/x", "5");
    form.set("outer", "0");
    assert_eq!((form.relevant("a/b/x"), form.value("seen")), (false, String::new()));
    form.set("inner", "0");
    form.set("outer", "1");
    assert!(!form.relevant("a/b/x"));
    form.set("inner", "1");
    assert_eq!((form.relevant("a/b/x"), form.value("seen")), (true, "5".into()));
}

#[test]
fn an_answer_out_of_sight_is_kept_reads_as_blank_and_is_not_sent() {
    let mut form = Fill::new(
        "
        text sick
        int cost relevant=“${sick} = '1'”
        calculate told calculate=“if(${cost} = '', 'blank', ${cost})”
        ",
    );
    form.set("sick", "1");
    form.set("cost", "900");
    form.set("sick", "0");
    assert_eq!((form.value("cost"), form.value("told")), ("900".into(), "blank".into()));
    assert!(!form.session.submission().xml.contains("900"));
    form.set("sick", "1");
    assert_eq!(form.value("told"), "900");
}

#[test]
fn a_condition_that_is_calculated_is_stored_as_one_or_zero_and_stays_a_condition() {
    let mut form = Fill::new(
        "
        int age
        calculate adult calculate=“${age} >= 18”
        text work relevant=“${adult}”
        ",
    );
    form.set("age", "17");
    assert_eq!((form.value("adult").as_str(), form.relevant("work")), ("0", false));
    form.set("age", "18");
    assert_eq!((form.value("adult").as_str(), form.relevant("work")), ("1", true));
}

#[test]
fn what_is_asked_and_calculated_may_be_changed_until_its_sources_change() {
    let mut form = Fill::new("text name\ntext short calculate=“substr(${name}, 0, 1)”");
    form.set("name", "abc");
    assert_eq!(form.value("short"), "a");
    form.set("short", "z");
    assert_eq!(form.value("short"), "z");
    form.set("name", "bcd");
    assert_eq!(form.value("short"), "b");
}

#[test]
fn a_blank_number_is_neither_zero_nor_nan() {
    let mut form = Fill::new(
        "
        int a
        int b
        calculate sum calculate=“${a} + ${b}”
        calculate either calculate=“if(${a}, 'yes', 'no')”
        calculate less calculate=“if(${a} < 5, 'less', 'not')”
        calculate both calculate=“coalesce(${a}, 0) + coalesce(${b}, 0)”
        ",
    );
    form.set("b", "2");
    let all = |form: &Fill| ["sum", "either", "less", "both"].map(|n| form.value(n)).join(" ");
    assert_eq!(all(&form), " no not 2");
    form.set("a", "0");
    assert_eq!(all(&form), "2 no less 2");
    form.set("a", "1");
    assert_eq!(all(&form), "3 yes less 3");
}

#[test]
fn selected_at_out_of_range_is_blank() {
    let mut form = Fill::new("text list\ncalculate third calculate=“selected-at(${list}, 2)”");
    form.set("list", "a b");
    assert_eq!(form.value("third"), "");
    form.set("list", "a b c");
    assert_eq!(form.value("third"), "c");
}

#[test]
fn once_keeps_its_first_value() {
    let mut form = Fill::new("int a\ncalculate first calculate=“once(${a})”");
    form.set("a", "4");
    form.set("a", "5");
    assert_eq!(form.value("first"), "4");
}

#[test]
fn large_numbers_have_no_exponent() {
    let mut form = Fill::new("decimal a\ncalculate b calculate=“${a} * 10”\ncalculate c calculate=“${a} div 100000000000”");
    form.set("a", "12345678.9");
    assert_eq!((form.value("b"), form.value("c")), ("123456789".into(), "0.000123456789".into()));
}

#[test]
fn numbers_typed_on_a_chinese_keyboard_are_stored_plain() {
    let mut form = Fill::new("int n\ndecimal d");
    for (typed, stored) in [("１２３", "123"), ("－５", "-5"), ("1,234", "1234"), ("１，２３４", "1234"), (" 7 ", "7"), ("+8", "8")] {
        form.set("n", typed);
        assert_eq!((form.value("n").as_str(), form.problem("n")), (stored, None), "{typed}");
    }
    for (typed, stored) in [("３．５", "3.5"), ("3。5", "3.5"), ("3,5", "3.5"), ("1,234.5", "1234.5"), ("12，5", "12.5")] {
        form.set("d", typed);
        assert_eq!((form.value("d").as_str(), form.problem("d")), (stored, None), "{typed}");
    }
}

#[test]
fn what_is_no_number_is_kept_and_told() {
    let mut form = Fill::new("int n\ncalculate twice calculate=“${n} * 2”");
    for wrong in ["十二", "1.5", "1,2,3", "12a"] {
        form.set("n", wrong);
        assert_eq!((form.value("n").as_str(), form.problem("n")), (wrong, Some(ProblemKind::Type)));
    }
    assert_eq!(form.session.validate().len(), 1);
    form.set("n", "12");
    assert_eq!((form.problem("n"), form.value("twice")), (None, "24".into()));
}

#[test]
fn the_day_is_that_of_the_place() {
    let lines = "date d\ncalculate late calculate=“if(${d} > today(), 'late', 'fine')”\ncalculate t calculate=“today()”";
    let mut form = Fill::new(lines);
    assert_eq!(form.value("t"), "2026-11-24");
    form.set("d", "2026-11-25");
    assert_eq!(form.value("late"), "late");
    let east = std::rc::Rc::new(crate::small::Still { offset_min: 480, ..unwrap(still()) });
    east.unix_ms.set(TODAY_MS + 17 * 3_600_000); // 2026-11-25 01:00 in China
    let mut form = Fill::with(lines, east);
    assert_eq!(form.value("t"), "2026-11-25");
    form.set("d", "2026-11-25");
    assert_eq!(form.value("late"), "fine");
}

fn unwrap(env: std::rc::Rc<crate::small::Still>) -> crate::small::Still {
    std::rc::Rc::into_inner(env).expect("one owner")
}

#[test]
fn actions_run_in_their_order() {
    let form = Fill::new("int a now=“2”\nint b now=“${a} * 3”\nint c now=“${b} + ${a}”");
    assert_eq!((form.value("b"), form.value("c")), ("6".into(), "8".into()));
}

#[test]
fn a_changed_answer_sets_what_waits_for_it() {
    let mut form = Fill::new("text a\ntext copy changed=“a: concat(${a}, '!')”");
    form.set("a", "x");
    assert_eq!(form.value("copy"), "x!");
    form.set("copy", "own");
    form.set("a", "y");
    assert_eq!(form.value("copy"), "y!");
}

#[test]
fn a_chain_of_a_thousand_runs_to_its_end() {
    let mut lines = String::from("int x0\n");
    for n in 1..=1000 {
        lines += &format!("calculate x{n} calculate=“${{x{}}} + 1”\n", n - 1);
    }
    let mut form = Fill::new(&lines);
    form.set("x0", "1");
    assert_eq!(form.value("x1000"), "1001");
}

#[test]
fn a_long_sum_in_one_expression_is_no_deep_call() {
    let mut sum = String::from("1");
    for _ in 0..1_900 {
        sum += " + 1";
    }
    let form = Fill::new(&format!("calculate x calculate=“{sum}”"));
    assert_eq!(form.value("x"), "1901");
}

#[test]
fn a_constraint_is_judged_again_when_what_it_reads_changes() {
    let mut form = Fill::new("int all\nint some constraint=“. <= ${all}”");
    form.set("all", "5");
    form.set("some", "4");
    let changes = form.set("all", "3");
    assert_eq!(form.problem("some"), Some(ProblemKind::Constraint));
    assert!(form.told(&changes, "some").has(What::PROBLEM));
    form.set("all", "4");
    assert_eq!(form.problem("some"), None);
    form.set("all", "1");
    form.set("some", "");
    assert_eq!(form.problem("some"), None);
}

#[test]
fn required_and_readonly_follow_what_they_read() {
    let mut form = Fill::new("text who\ntext why required=“${who} = 'x'” readonly=“${who} = 'y'”");
    form.set("who", "x");
    assert_eq!(form.session.validate()[0].kind, ProblemKind::Required);
    form.set("who", "y");
    assert!(form.session.validate().is_empty());
    assert_eq!(form.try_set("why", "t").err(), Some(Refusal::Readonly));
}

#[test]
fn labels_tell_when_their_values_change() {
    let mut form = Fill::new("text name\nnote n label=“你好，${name}”\nint other");
    let changes = form.set("name", "小明");
    assert_eq!(form.label("n"), "你好，小明");
    assert!(form.told(&changes, "n").has(What::TEXT));
    let changes = form.set("other", "1");
    assert_eq!(changes.nodes.len(), 1);
}

#[test]
fn an_edit_in_one_member_touches_no_other() {
    let mut form = Fill::new("repeat m\nint a\ncalculate b calculate=“${a} + 1”\nend\ncalculate s calculate=“sum(${b})”");
    form.add("m");
    form.add("m");
    let changes = form.set("m[2]/a", "1");
    let mut told: Vec<String> = changes.nodes.iter().map(|(id, _)| form.session.path(*id)).collect();
    told.sort();
    assert_eq!(told, ["/data/m[2]/a", "/data/m[2]/b", "/data/s"]);
}

#[test]
fn a_language_that_is_not_there_is_refused() {
    let mut form = Fill::new("text a");
    assert_eq!(form.session.apply(Edit::Language(5)).err(), Some(Refusal::Gone));
}
