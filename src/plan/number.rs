//! Floating-point numbers as Go prints them.

/// `strconv.FormatFloat(value, 'g', -1, 64)`: the shortest digits that read back as the same number,
/// with an exponent when it is below -4 or above 5.
pub(super) fn format_g(value: f64) -> String {
    format(value, &format!("{value:e}"), -4, 6)
}

/// The same with the digits of a 32-bit number: keys of maps go through that.
pub(super) fn format_g32(value: f64) -> String {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the loss is what is reproduced"
    )]
    let short = value as f32;
    format(value, &format!("{short:e}"), -4, 6)
}

/// As `encoding/json` writes it: an exponent only below -6 or above 20, and no zero before its
/// digits. Infinities and not-a-number have no form.
pub(super) fn format_json(value: f64) -> Option<String> {
    value.is_finite().then(|| {
        let text = format(value, &format!("{value:e}"), -6, 21);
        match text.split_once("e-0") {
            Some((digits, exponent)) => format!("{digits}e-{exponent}"),
            None => text,
        }
    })
}

/// Lays out `scientific` (`-1.25e-7`); plain when the exponent is in `low..high`.
fn format(value: f64, scientific: &str, low: i32, high: i32) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(low..high).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let (minus, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(|&letter| letter != '.').collect();
    let plain = match usize::try_from(exponent) {
        Ok(whole) if digits.len() <= whole + 1 => {
            format!("{digits}{}", "0".repeat(whole + 1 - digits.len()))
        }
        Ok(whole) => format!("{}.{}", &digits[..=whole], &digits[whole + 1..]),
        Err(_) => {
            let zeros = usize::try_from(-exponent - 1).unwrap_or_default();
            format!("0.{}{digits}", "0".repeat(zeros))
        }
    };
    format!("{minus}{plain}")
}

#[cfg(test)]
mod tests {
    use super::{format_g, format_g32, format_json};

    #[test]
    fn settings_switch_to_an_exponent_early() {
        for (value, text) in [
            (1.0, "1"),
            (1.10, "1.1"),
            (-0.0, "-0"),
            (0.5, "0.5"),
            (0.00009, "9e-05"),
            (0.0001, "0.0001"),
            (100_000.0, "100000"),
            (999_999.5, "999999.5"),
            (1e6, "1e+06"),
            (12_345_678.5, "1.23456785e+07"),
            (1e23, "1e+23"),
            (-1e-300, "-1e-300"),
            (f64::INFINITY, "+Inf"),
            (f64::NEG_INFINITY, "-Inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(format_g(value), text);
        }
    }

    #[test]
    fn json_switches_late() {
        for (value, text) in [
            (1e6, "1000000"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1e-7, "1e-7"),
            (0.000_001, "0.000001"),
            (1.5, "1.5"),
        ] {
            assert_eq!(format_json(value).unwrap(), text);
        }
        assert_eq!(format_json(f64::NAN), None);
    }

    #[test]
    fn keys_lose_digits() {
        assert_eq!(
            (format_g32(1.1).as_str(), format_g32(1.123_456_789).as_str()),
            ("1.1", "1.1234568")
        );
    }
}
