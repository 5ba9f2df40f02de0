//! Tests of the expression language, as tables.

mod calls;
mod document;
mod hostile;
mod parsing;
mod paths;
mod values;

use super::*;
use document::Document;

/// The document most tables look at.
const HOUSEHOLD: &str = r#"<data xml:lang="zh-Hans">
<name>王小明</name><size>4</size><wage/><birth>1950-03-09</birth><visit>2016-02-29T08:30:00.000+08:00</visit>
<member n="1"><age>66</age><pay>1200.5</pay></member><member n="2"><age>8</age><pay/></member><member n="3"><age>41</age><pay>300</pay></member>
<needs>water road school</needs>
</data>"#;

/// The text of an expression's value at `/data`, or `!` and the code of the fault.
fn value_of(document: &Document, expression: &str) -> String {
    let expr = match parse(expression) {
        Ok(expr) => expr,
        Err(found) => return format!("!{}", found.code),
    };
    match evaluate(&expr, document, Context::of(document.element("data"))) {
        Ok(value) => value.text(document).to_string(),
        Err(fault) => format!("!{}", fault.code),
    }
}

/// Each expression against the text of its value.
fn check(table: &[(&str, &str)]) {
    let document = Document::new(HOUSEHOLD);
    for (expression, expected) in table {
        assert_eq!(value_of(&document, expression), *expected, "{expression}");
    }
}
