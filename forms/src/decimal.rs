//! Numbers from texts: signs, digits, a point, an exponent; the nearest `f64`, as `str::parse` has it. The standard library's own way needs a
//! table of ten kilobytes that no compression makes smaller, and every phone would load it.
//!
//! Invariant: no `inf` and no `nan`: no form writes numbers so.

/// The number a text is; none if it is no number. Blanks around it are not taken off.
pub fn parse(text: &str) -> Option<f64> {
    let (negative, rest) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] | rest => (false, rest),
    };
    let (whole, rest) = digits(rest);
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => digits(rest),
        rest => (&[][..], rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let exponent = match rest {
        [] => 0,
        [b'e' | b'E', rest @ ..] => exponent(rest)?,
        _ => return None,
    };
    let leading = whole.iter().take_while(|digit| **digit == b'0').count();
    let trailing = fraction.iter().rev().take_while(|digit| **digit == b'0').count();
    let size = minimal_lexical::parse_float::<f64, _, _>(whole.iter().skip(leading), fraction.iter().take(fraction.len() - trailing), exponent);
    Some(if negative { -size } else { size })
}

/// Digits at the start, and what follows.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// A whole number with its sign; one beyond all floats stays beyond them.
fn exponent(text: &[u8]) -> Option<i32> {
    let (sign, rest) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] | rest => (1, rest),
    };
    let (digits, rest) = digits(rest);
    let far = |size: i32, digit: &u8| size.saturating_mul(10).saturating_add(i32::from(digit - b'0')).min(100_000);
    (!digits.is_empty() && rest.is_empty()).then(|| sign * digits.iter().fold(0, far))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn texts_are_the_numbers_the_standard_library_reads() {
        let texts = [
            "0",
            "-0",
            "+7",
            "007",
            "1.",
            ".5",
            "0.1",
            "12.340",
            "-3.75e2",
            "1e-7",
            "2.2250738585072011e-308",
            "4.9e-324",
            "1e400",
            "-1e400",
            "1e-400",
            "9007199254740993",
            "0.000000000000000000000000000000000000001",
            "123456789012345678901234567890.5",
            "1.7976931348623157e308",
            "8.41e21",
            "179769313486231580793728971405301e276",
            "1e99999999999",
            "0e99999999999",
            "3.14159265358979323846264338327950288",
        ];
        for text in texts {
            let expected: f64 = text.parse().unwrap();
            assert_eq!(parse(text).map(f64::to_bits), Some(expected.to_bits()), "{text}");
        }
    }

    #[test]
    fn numbers_come_back_from_their_own_texts() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let number = f64::from_bits(state);
            if number.is_finite() {
                assert_eq!(parse(&number.to_string()).map(f64::to_bits), Some(number.to_bits()), "{number:e}");
                assert_eq!(parse(&format!("{number:e}")).map(f64::to_bits), Some(number.to_bits()), "{number:e}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", ".", "-", "+", "e5", "1e", "1e+", "1,5", " 1", "1 ", "0x1", "inf", "NaN", "1.2.3", "--1", "1_0"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
