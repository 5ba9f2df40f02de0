//! Paths, axes and predicates.

use super::*;

#[test]
fn axes_and_predicates_select_in_document_order() {
    check(&[
        ("count(member)", "3"),
        ("member[2]/age", "8"),
        ("member[last()]/age", "41"),
        ("member[age > 10][2]/@n", "3"),
        ("member[position() = 3]/@n", "3"),
        ("member[@n = '2']/preceding-sibling::member[1]/@n", "1"),
        ("member[3]/preceding-sibling::member[1]/@n", "2"),
        ("(member[3]/preceding-sibling::member)[1]/@n", "1"),
        ("count(//age)", "3"),
        ("count(/data/*)", "9"),
        ("count(member/age | member[1]/age | size)", "4"),
        ("name((needs | name)[1])", "name"),
        ("count(member[1]/following::age)", "2"),
        ("count(member[3]/preceding::age)", "2"),
        ("count(member/ancestor::*)", "1"),
        ("count(member/ancestor-or-self::*)", "4"),
        ("count(member/descendant-or-self::node())", "14"),
        ("name(member[1]/age/..)", "member"),
        ("count(member/@n/..)", "3"),
        ("member[age = current()/member[2]/age]/@n", "2"),
        ("count(member[0])", "0"),
        ("count(member[1.5])", "0"),
        ("count(member[-1])", "0"),
        ("string(/)= string(/data)", "true"),
        ("unknown:a", "!unknown-prefix"),
        ("(1)/a", "!not-nodes"),
        ("1 | 2", "!not-nodes"),
        ("$x", "!unknown-variable"),
    ]);
}

#[test]
fn nodes_name_and_count_themselves() {
    check(&[
        ("position(member[3])", "3"),
        ("position(nothing)", "NaN"),
        ("local-name(member/@n)", "n"),
        ("namespace-uri(.)", ""),
        ("lang('zh')", "true"),
        ("lang('zh-hans')", "true"),
        ("lang('en')", "false"),
        ("count-non-empty(member/pay)", "2"),
        ("count('a')", "!not-nodes"),
        ("count()", "!wrong-arity"),
        ("indexed-repeat(member/age, member, 2)", "8"),
        ("indexed-repeat(member/age, member, 9)", ""),
        ("name(current())", "data"),
        ("pulldata('a', 'b', 'c', 'd')", "!not-here"),
    ]);
}
