//! Tests of the expression language, as tables.

mod parsing;
