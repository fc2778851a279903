//! Numbers and dates as Go reads them from text.

use super::value::Value;

/// An integer of any base: `0x`, `0o`, `0b`, or octal after a leading zero. What is too large for
/// [`i64`] may still fit into [`u64`], but not with a sign.
pub(super) fn integer(text: &str) -> Option<Value> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let number = magnitude(unsigned)?;
    if negative {
        return 0_i64.checked_sub_unsigned(number).map(Value::Int);
    }
    match i64::try_from(number) {
        Ok(number) => Some(Value::Int(number)),
        Err(_) if text == unsigned => Some(Value::Uint(number)),
        Err(_) => None,
    }
}

fn magnitude(text: &str) -> Option<u64> {
    let (radix, digits) = match text.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, &text[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &text[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &text[2..]),
        [b'0'] => return Some(0),
        [b'0', ..] => (8, &text[1..]),
        _ => (10, text),
    };
    if digits.starts_with(['+', '-']) {
        return None; // from_str_radix would take a second sign
    }
    u64::from_str_radix(digits, radix).ok()
}

/// A float that has the form the decoder asks for: digits, with a point inside or before them, and
/// an exponent only with a sign. `1e3` and `1.` are none.
pub(super) fn yaml_float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or(("", mantissa));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let signed = |exponent: &str| {
        let digits = exponent.strip_prefix(['+', '-']);
        digits.is_some_and(|digits| !digits.is_empty() && all_digits(digits))
    };
    let valid = all_digits(whole)
        && all_digits(fraction)
        && !fraction.is_empty()
        && exponent.is_none_or(signed);
    if valid { float(text) } else { None }
}

/// A decimal float; none when it is too large for the type.
pub(super) fn float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|float: &f64| float.is_finite())
}

/// Whether text is a date, or a date and a time, in one of the forms the decoder knows.
pub(super) fn is_timestamp(text: &str) -> bool {
    date(text).is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix(['T', 't'])
                .and_then(time)
                .is_some_and(is_zone)
            || rest.strip_prefix(' ').and_then(time) == Some("")
    })
}

fn date(text: &str) -> Option<&str> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = year
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| year.parse::<u32>().ok())??;
    let (month, rest) = one_or_two_digits(rest.strip_prefix('-')?)?;
    let (day, rest) = one_or_two_digits(rest.strip_prefix('-')?)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return None,
    };
    (1..=days).contains(&day).then_some(rest)
}

/// Hours, minutes, seconds and perhaps a fraction; returns what follows.
fn time(text: &str) -> Option<&str> {
    let (hour, rest) = one_or_two_digits(text)?;
    let (minute, rest) = one_or_two_digits(rest.strip_prefix(':')?)?;
    let (second, rest) = one_or_two_digits(rest.strip_prefix(':')?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let fraction = rest
        .strip_prefix('.')
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    match fraction {
        Some(after) if after.len() + 1 < rest.len() => Some(after),
        _ => Some(rest),
    }
}

fn is_zone(text: &str) -> bool {
    match text.as_bytes() {
        b"Z" => true,
        [b'+' | b'-', a, b, b':', c, d] => [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

fn one_or_two_digits(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_must_exist() {
        for text in [
            "2001-12-14",
            "2001-1-1",
            "2000-02-29",
            "2001-12-14T21:59:43.10-05:00",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in [
            "2001-02-29",
            "2001-13-01",
            "2001-12-14T21:59:43",
            "2001-12-14 1:2:3 -5",
        ] {
            assert!(!is_timestamp(text), "{text}");
        }
    }

    #[test]
    fn integers_that_need_64_bits() {
        assert_eq!(integer("-9223372036854775808"), Some(Value::Int(i64::MIN)));
        assert_eq!(integer("18446744073709551615"), Some(Value::Uint(u64::MAX)));
        assert_eq!(integer("+18446744073709551615"), None);
        assert_eq!(integer("--1"), None);
        assert_eq!(integer("0x-1"), None);
    }
}
