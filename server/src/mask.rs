//! One mask for each kind of number, the same everywhere, so that two masks of one number cannot be joined.

/// First three and last four: `138****0001`.
pub(crate) fn phone(number: &str) -> String {
    keep(number, 3, 4)
}

/// First three and last two of an identity number.
pub(crate) fn identity(number: &str) -> String {
    keep(number, 3, 2)
}

/// Last four of a bank account.
pub(crate) fn account(number: &str) -> String {
    keep(number, 0, 4)
}

/// Nothing of an illness.
pub(crate) fn hidden(text: &str) -> String {
    if text.is_empty() { String::new() } else { "••••".to_owned() }
}

fn keep(text: &str, head: usize, tail: usize) -> String {
    let signs: Vec<char> = text.chars().collect();
    if signs.len() <= head + tail {
        return "*".repeat(signs.len());
    }
    let hidden = signs.len() - head - tail;
    let first: String = signs.iter().take(head).collect();
    let last: String = signs.iter().skip(head + hidden).collect();
    format!("{first}{}{last}", "*".repeat(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_ends_and_short_ones_nothing() {
        assert_eq!(phone("13800000001"), "138****0001");
        assert_eq!(identity("990000197003120114"), "990*************14");
        assert_eq!(account("6200000000000000000"), "***************0000");
        assert_eq!(phone("1234"), "****");
        assert_eq!(hidden("高血压"), "••••");
    }
}
