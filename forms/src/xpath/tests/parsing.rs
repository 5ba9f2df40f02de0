//! What is accepted, how it nests, and where and how the rest is refused.

use crate::limits::{EXPRESSION_BYTES, EXPRESSION_OPERATORS};
use crate::xpath::*;

/// The tree with every operation in brackets.
fn shape(text: &str) -> String {
    write(&parse(text).unwrap_or_else(|found| panic!("{text}: {found}")))
}

fn write(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(text) => format!("'{text}'"),
        ExprKind::Number(number) => format!("{number}"),
        ExprKind::Variable(name) => format!("${}", write_name(name)),
        ExprKind::Binary(op, left, right) => format!("({} {op:?} {})", write(left), write(right)),
        ExprKind::Negate(inner) => format!("-{}", write(inner)),
        ExprKind::Call(name, arguments) => format!("{}({})", write_name(name), arguments.iter().map(write).collect::<Vec<_>>().join(",")),
        ExprKind::Path(path) => write_path(path),
    }
}

fn write_name(name: &QName) -> String {
    name.prefix.as_ref().map_or(name.local.to_string(), |prefix| format!("{prefix}:{}", name.local))
}

fn bracketed(predicates: &[Expr]) -> String {
    predicates.iter().flat_map(|inner| ["[".to_owned(), write(inner), "]".to_owned()]).collect()
}

fn write_path(path: &Path) -> String {
    let mut out = match &path.start {
        PathStart::Root => "root".to_string(),
        PathStart::Context => "here".to_string(),
        PathStart::Expr(inner, predicates) => write(inner) + &bracketed(predicates),
    };
    for step in &path.steps {
        let test = match &step.test {
            Test::Name(name) => write_name(name),
            other => format!("{other:?}"),
        };
        out = format!("{out}/{:?}::{test}{}", step.axis, bracketed(&step.predicates));
    }
    out
}

#[test]
fn operators_nest_by_strength_and_to_the_left() {
    for (text, expected) in [
        ("1 + 2 * 3 - 4", "((1 Add (2 Mul 3)) Sub 4)"),
        ("1 or 2 and 3 = 4 < 5", "(1 Or (2 And (3 Eq (4 Lt 5))))"),
        ("-1 - -2", "(-1 Sub --2)".replace("--2", "-2").as_str()),
        ("8 div 4 div 2 mod 3", "(((8 Div 4) Div 2) Mod 3)"),
        ("-a | b", "-(here/Child::a Union here/Child::b)"),
        ("(1 + 2) * 3", "((1 Add 2) Mul 3)"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn names_and_operators_are_told_apart_by_what_stands_before() {
    for (text, expected) in [
        ("* * *", "(here/Child::Any(None) Mul here/Child::Any(None))"),
        ("div div mod", "(here/Child::div Div here/Child::mod)"),
        ("or or and", "(here/Child::or Or here/Child::and)"),
        ("child::div", "here/Child::div"),
        ("a-b - c.d", "(here/Child::a-b Sub here/Child::c.d)"),
        ("a -b", "(here/Child::a Sub here/Child::b)"),
        (". >= 5.", "(here/SelfNode::Node Ge 5)"),
        (".5+.5", "(0.5 Add 0.5)"),
        ("jr:choice-name(., 'x')", "jr:choice-name(here/SelfNode::Node,'x')"),
        ("text()", "here/Child::Text"),
        ("人口 * 2", "(here/Child::人口 Mul 2)"),
        ("p:*", "here/Child::Any(Some(\"p\"))"),
        ("/", "root"),
        ("/ = 1", "(root Eq 1)"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn paths_keep_their_start_axes_and_predicates() {
    for (text, expected) in [
        ("/a/b", "root/Child::a/Child::b"),
        ("../@x", "here/Parent::Node/Attribute::x"),
        ("//a", "root/DescendantOrSelf::Node/Child::a"),
        ("a//b[1][c='d']", "here/Child::a/DescendantOrSelf::Node/Child::b[1][(here/Child::c Eq 'd')]"),
        (
            "instance('x')/root/item[name = current()/../y]/label",
            "instance('x')/Child::root/Child::item[(here/Child::name Eq current()/Parent::Node/Child::y)]/Child::label",
        ),
        ("(a | b)[2]/c", "(here/Child::a Union here/Child::b)[2]/Child::c"),
        ("f()[1]", "f()[1]"),
        ("preceding-sibling::*[1]", "here/PrecedingSibling::Any(None)[1]"),
        ("processing-instruction('x')", "here/Child::ProcessingInstruction(Some(\"x\"))"),
        ("$a/b", "$a/Child::b"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn a_refusal_points_at_the_place_and_says_what_to_type() {
    for (text, span, hint) in [
        ("if（1, 2, 3)", (2, 5), "type ("),
        ("a ＝ 1", (2, 5), "type ="),
        ("'a' = “b”", (6, 9), "type \""),
        ("a，b", (1, 4), "type ,"),
        ("１ + 1", (0, 3), "half-width digit 1"),
        ("a && b", (2, 4), "and"),
        ("a AND b", (2, 5), "lower case: and"),
        ("a == b", (3, 4), "single ="),
        ("${age} > 5", (0, 1), "spreadsheet"),
        ("'abc", (0, 4), "close it"),
        ("concat(1, 2", (11, 11), "missing"),
        ("sibling::a", (0, 7), "axes are"),
    ] {
        let found = parse(text).expect_err(text);
        let (start, end) = found.place.span.expect("a span");
        assert!(text.is_char_boundary(start as usize) && text.is_char_boundary(end as usize), "{text}");
        assert_eq!(start, span.0, "{text}: {found}");
        assert!(found.hint.as_deref().unwrap_or_default().contains(hint), "{text}: {found}");
    }
}

#[test]
fn what_is_not_an_expression_is_refused() {
    for text in
        ["", " ", "1 +", "(1", "1)", "a b", "a[", "a[]", "f(,)", "f(1,)", "a/", "//", "@", "..a", "1 2", "child::", "::a", "!", "a:b:c", "|a", "$"]
    {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn hostile_nesting_and_length_are_refused_without_a_crash() {
    for (text, code) in [
        ("(".repeat(60_000), "expression-too-deep"),
        ("a[".repeat(30_000), "expression-too-deep"),
        ("f(".repeat(30_000), "expression-too-deep"),
        ("-".repeat(60_000) + "1", "expression-too-deep"),
        ("1+".repeat(30_000) + "1", "expression-too-deep"),
        ("a|".repeat(30_000) + "a", "expression-too-deep"),
        ("1".repeat(EXPRESSION_BYTES + 1), "expression-too-long"),
    ] {
        assert_eq!(parse(&text).expect_err("too much").code, code);
    }
    let long = "1+".repeat(EXPRESSION_OPERATORS) + "1";
    assert!(parse(&long).is_ok());
    let deep = "(".repeat(127) + "1" + &")".repeat(127);
    assert!(parse(&deep).is_ok());
}
