//! CPU and memory.

use super::super::{BytesSize, Millicores};
use crate::source::{Problem, Span, Spanned};
use crate::yaml::{Absorb, Cx, NodeId};

impl BytesSize {
    /// Reads text such as `500MiB`, `1.5g` or `1024`.
    ///
    /// A decimal number, at most one blank, then perhaps `k`, `m`, `g`, `t` or `p`, perhaps `i`,
    /// perhaps `b`, in any case. The base is always 1024, so that `1G`, `1GB` and `1Gi` are the
    /// same. A fraction of a byte is cut off.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        if !number.starts_with(|c: char| c.is_ascii_digit()) || number.ends_with('.') {
            return None;
        }
        let number: f64 = number.parse().ok()?;
        let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase();
        let unit = unit.strip_suffix('b').unwrap_or(&unit);
        let unit = unit.strip_suffix('i').unwrap_or(unit);
        let power = match unit {
            "" => 0,
            "k" => 1,
            "m" => 2,
            "g" => 3,
            "t" => 4,
            "p" => 5,
            _ => return None,
        };
        let bytes = number * 1024_f64.powi(power);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a fraction of a byte is cut off"
        )]
        (bytes < 9.2e18).then_some(Self(bytes as i64))
    }
}

impl Absorb for Spanned<BytesSize> {
    fn go_type() -> String {
        "manifest.BytesSize".to_owned()
    }

    /// A number is bytes; everything else is text for [`BytesSize::parse`].
    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        if cx.quoted_nothing(id) {
            cx.type_error(id, "an amount of memory", &Self::go_type());
            return false;
        }
        let mut bytes = Spanned::<i64>::default();
        if cx.apart(|cx| bytes.absorb(id, cx)).0 {
            *self = Spanned::new(BytesSize(bytes.value), bytes.span);
            return true;
        }
        let mut text = Spanned::<String>::default();
        if !text.absorb(id, cx) {
            return false;
        }
        let Some(size) = BytesSize::parse(&text.value) else {
            let message = format!("`{}` is not an amount of memory", text.value);
            let problem = Problem::error("memory-invalid", text.span, message)
                .help("write a number and a unit with base 1024: `512KiB`, `500MiB`, `2GiB`")
                .official(format!("invalid size: '{}'", text.value));
            cx.report(problem);
            return false;
        };
        *self = Spanned::new(size, text.span);
        true
    }
}

impl Absorb for Spanned<Millicores> {
    fn go_type() -> String {
        "int64".to_owned()
    }

    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        let (value, found) = cx.apart(|cx| {
            let mut number = Spanned::<i64>::default();
            number.absorb(id, cx).then_some(number)
        });
        let mut text = Spanned::<String>::default();
        cx.apart(|cx| text.absorb(id, cx));
        for mut problem in found {
            if problem.code == "wrong-type" && cx.is_scalar(id) {
                problem.code = "cpu-not-millicores";
                // The places of text without quotes are as long as the text.
                let is_quoted = text.span.len() as usize == text.len() + 2;
                if let Some(millicores) = millicores(&text, is_quoted) {
                    let edit = (text.span, millicores.to_string());
                    problem.set_fix(true, format!("write `{millicores}`"), [edit]);
                }
            }
            cx.report(problem.help("write millicores as a whole number: `500` is half a core"));
        }
        let Some(value) = value else { return false };
        *self = Spanned::new(Millicores(value.value), value.span);
        true
    }

    fn place(&mut self, _span: Span) {}
}

/// What is certainly meant by text that is no number: `500m`, or `500` in quotes. A small number in
/// quotes may be cores.
fn millicores(text: &str, is_quoted: bool) -> Option<u32> {
    let (number, least) = match text.strip_suffix('m') {
        Some(number) => (number, 0),
        None if is_quoted => (text, 10),
        None => return None,
    };
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|_| is_plain)?;
    (number >= least).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_by_cpu_with_a_unit_or_quotes() {
        assert_eq!(millicores("500m", false), Some(500));
        assert_eq!(millicores("500", true), Some(500));
        assert_eq!(millicores("2", true), None);
        assert_eq!(millicores("half", false), None);
    }

    #[test]
    fn sizes_have_base_1024_and_any_case() {
        for (text, bytes) in [
            ("1024", 1024),
            ("1.5Gi", 1_610_612_736),
            ("1G", 1 << 30),
            ("1gb", 1 << 30),
            ("1 GiB", 1 << 30),
            ("100m", 100 << 20),
            ("500MiB", 524_288_000),
            ("1.0005k", 1024),
            ("2P", 2 << 50),
            ("0", 0),
        ] {
            assert_eq!(BytesSize::parse(text), Some(BytesSize(bytes)), "{text}");
        }
    }

    #[test]
    fn other_units_and_signs_are_refused() {
        for text in [
            "", "12X", "1E", "-1Gi", "1e3", "500  MiB", "1.2.3", ".5G", "1.", "1bb", "Gi",
        ] {
            assert_eq!(BytesSize::parse(text), None, "{text}");
        }
    }
}
