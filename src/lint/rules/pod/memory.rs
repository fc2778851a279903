//! Amounts of memory.

use super::quantities::{GOOD, memories};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::is_open;
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK503",
        name: "memory-bytes",
        severity: Severity::Warning,
        refused: false,
        summary: "An amount of memory is less than 1 MiB.",
        why: "A number without a unit is bytes, and its fraction is cut off. No program runs in so little.",
        official: "Takes it as it is; the container is killed or never starts.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      memory: «512»
",
        good: GOOD,
        check: Check::Pipeline(memory_bytes),
    },
    Rule {
        id: "DK504",
        name: "memory-invalid",
        severity: Severity::Error,
        refused: true,
        summary: "An amount of memory cannot be read.",
        why: "It is a number, perhaps with a unit from `k` to `p`, which may be followed by `i`, `b` or both. All units have the base 1024.",
        official: "Refuses the file.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      memory: «1Ei»
",
        good: GOOD,
        check: Check::Reader,
    },
];

/// Fewer bytes are a mistake.
const FEW: i64 = 1 << 20;

/// Amounts in which nothing runs.
fn memory_bytes(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for memory in memories(pipeline) {
        let bytes = memory.value.0;
        let text = cx.text(memory.span);
        let is_cut = bytes == 0 && text.contains('.');
        if bytes <= 0 && !is_cut || bytes >= FEW || is_open(text) {
            continue;
        }
        let has_unit = text.contains(|c: char| c.is_ascii_alphabetic());
        let meant = meant_size(text);
        if is_cut && meant.is_none() {
            continue;
        }
        let message = match bytes {
            1 => format!("`{text}` is a single byte"),
            _ => format!("`{text}` is no more than {bytes} bytes"),
        };
        let problem = cx.report(memory.span, message);
        problem.help = Some(if has_unit {
            "write more: `512MiB`, `2GiB`".to_owned()
        } else {
            "write the unit: `512MiB`, `2GiB`".to_owned()
        });
        if let Some(meant) = meant {
            problem.set_fix(false, format!("write `{meant}`"), [(memory.span, meant)]);
        }
    }
}

/// What a number without a unit probably means.
fn meant_size(text: &str) -> Option<String> {
    let is_number = |text: &str| {
        let digits = |byte: u8| byte.is_ascii_digit();
        !text.is_empty() && text.bytes().all(digits) && (text == "0" || !text.starts_with('0'))
    };
    if let Some((whole, fraction)) = text.split_once('.') {
        let is_some = fraction.bytes().any(|byte| byte != b'0');
        let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit());
        return (is_number(whole) && is_fraction && is_some).then(|| format!("{text}GiB"));
    }
    // A handful may be GiB as well as MiB.
    let number: u32 = text.parse().ok().filter(|_| is_number(text))?;
    (number >= 64).then(|| format!("{text}MiB"))
}

#[cfg(test)]
mod tests {
    use super::meant_size;

    #[test]
    fn what_was_meant_is_guessed_with_care() {
        assert_eq!(meant_size("512").as_deref(), Some("512MiB"));
        assert_eq!(meant_size("1.5").as_deref(), Some("1.5GiB"));
        assert_eq!(meant_size("4"), None);
        assert_eq!(meant_size("0777"), None);
    }
}
