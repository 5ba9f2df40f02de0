//! Input made to break things: nothing panics, nothing overflows the stack, refusals are faults.

use super::*;
use crate::xpath::functions::TABLE;

#[test]
fn long_chains_and_deep_nesting_are_evaluated_without_a_deep_stack() {
    let document = Document::new(HOUSEHOLD);
    let sum = "1+".repeat(1999) + "1";
    assert_eq!(value_of(&document, &sum), "2000");
    let signs = "-".repeat(1999) + "1";
    assert_eq!(value_of(&document, &signs), "-1");
    let union = "member|".repeat(1999) + "member";
    assert_eq!(value_of(&document, &format!("count({union})")), "3");
    let nested = "if(true(),".repeat(100) + "1" + &",2)".repeat(100);
    assert_eq!(value_of(&document, &nested), "1");
    let predicates = "member[".repeat(120) + "1" + &"]".repeat(120);
    assert_eq!(value_of(&document, &format!("count({predicates})")), "0");
}

#[test]
fn every_function_takes_every_kind_of_argument_without_a_crash() {
    let document = Document::new(HOUSEHOLD);
    let odd = [
        Value::Bool(true),
        Value::Number(f64::NAN),
        Value::Number(f64::NEG_INFINITY),
        Value::Number(1e300),
        Value::Number(-1.0),
        Value::blank(),
        Value::text_from("2016-02-29T08:30:00+08:00"),
        Value::text_from("王;🥰 0 0;\\uD800["),
        Value::Nodes(Vec::new()),
        Value::Nodes(vec![document.element("data"), document.element("size")]),
    ];
    let context = Context::of(document.element("size"));
    for row in TABLE {
        for count in row.arity.0..=row.arity.1.min(row.arity.0 + 2) {
            for shift in 0..odd.len() * odd.len() {
                let args: Vec<Value> = (0..count as usize).map(|at| odd[(shift / odd.len() * at + shift) % odd.len()].clone()).collect();
                if let Ok(value) = row.call(&document, context, &args) {
                    value.number(&document);
                    value.text(&document);
                }
            }
        }
        assert!(row.call(&document, context, &vec![Value::blank(); 300]).is_err() || row.arity.1 == functions::MANY, "{}", row.name);
    }
}

#[test]
fn any_bytes_are_parsed_or_refused() {
    let parts = [
        "(", ")", "[", "]", "/", "//", "@", "..", ".", "*", "|", "-", "+", "=", "!=", "<", "and", "or", "div", "a", "人", "'x'", "1", ",", "::",
        "child", "$", "text()", "\"", "：", " ", "jr:",
    ];
    let document = Document::new(HOUSEHOLD);
    let mut state = 1_u32;
    for _ in 0..30_000 {
        let mut text = String::new();
        for _ in 0..=state % 12 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(parts[(state >> 16) as usize % parts.len()]);
        }
        value_of(&document, &text);
    }
}
