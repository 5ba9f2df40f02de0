//! Stored answers as people read them: thousands, dates, moments. Pure text to text.

/// Thousands separated; decimals as they are. What is not a plain number stays as it is.
pub(crate) fn number(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
    let plain = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || rest.is_some_and(|r| !plain(r)) {
        return text.to_owned();
    }
    let mut out = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    // `1800.0` is how an engine may write a whole number; people write 1,800.
    let decimals = rest.filter(|r| r.bytes().any(|b| b != b'0') || r.len() == 2).map(|r| format!(".{r}")).unwrap_or_default();
    format!("{sign}{out}{decimals}")
}

/// A figure with its thousands and, where asked for, always the same number of decimals.
pub(crate) fn figure(text: &str, decimals: Option<usize>) -> String {
    match (decimals, text.parse::<f64>()) {
        (Some(decimals), Ok(value)) if value.is_finite() => number(&format!("{value:.decimals$}")),
        _ => number(text),
    }
}

/// `2026-11-24T08:21:41.541+08:00` → `2026-11-24 08:21`.
pub(crate) fn moment(text: &str) -> String {
    let cut: String = text.chars().take(16).collect();
    cut.replace('T', " ")
}

/// `30.1 119.3 0 5` → latitude, longitude, accuracy.
pub(crate) fn geopoint(text: &str) -> Option<(String, String, Option<String>)> {
    let mut parts = text.split_whitespace();
    let (lat, lon) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let accuracy = parts.nth(1).filter(|a| a.parse::<f64>().is_ok_and(|v| v > 0.0)).map(str::to_owned);
    Some((lat, lon, accuracy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_their_thousands_and_texts_stay() {
        for (stored, shown) in [
            ("2780", "2,780"),
            ("11120.5", "11,120.5"),
            ("-1234567.00", "-1,234,567.00"),
            ("1800.0", "1,800"),
            ("HC0001", "HC0001"),
            ("", ""),
            ("7", "7"),
        ] {
            assert_eq!(number(stored), shown);
        }
    }

    #[test]
    fn money_always_has_two_decimals() {
        assert_eq!(
            (figure("12035.5", Some(2)).as_str(), figure("3620", Some(2)).as_str(), figure("7", None).as_str()),
            ("12,035.50", "3,620.00", "7")
        );
    }

    #[test]
    fn a_place_has_accuracy_only_where_it_was_measured() {
        assert_eq!(geopoint("30.1 119.3 0.0 5.0"), Some(("30.1".into(), "119.3".into(), Some("5.0".into()))));
        assert_eq!(geopoint("30.1 119.3"), Some(("30.1".into(), "119.3".into(), None)));
        assert_eq!(geopoint("30.1"), None);
    }
}
