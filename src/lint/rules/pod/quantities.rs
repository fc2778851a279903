//! Amounts of CPU and memory.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::is_open;
use crate::manifest::{BytesSize, Millicores, Pipeline, Quantities};
use crate::source::{Severity, Span, Spanned};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK501",
        name: "cpu-not-millicores",
        severity: Severity::Error,
        refused: true,
        summary: "An amount of CPU is no whole number.",
        why: "CPU is written in millicores without a unit: `500` is half a core, `2000` are two.",
        official: "Refuses the file: `500m` is no number, and neither is a number in quotes.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      cpu: «500m»
",
        good: GOOD,
        check: Check::Reader,
    },
    Rule {
        id: "DK502",
        name: "cpu-too-small",
        severity: Severity::Warning,
        refused: false,
        summary: "An amount of CPU is only a few thousandths of a core.",
        why: "CPU is written in millicores, so that `cpu: 2` are two thousandths of a core, with which a step takes hours. A fraction is cut off: `0.5` is 0, which is no limit at all.",
        official: "Takes it as it is.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      cpu: «2»
",
        good: GOOD,
        check: Check::Pipeline(cpu_too_small),
    },
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
    Rule {
        id: "DK505",
        name: "negative-quantity",
        severity: Severity::Error,
        refused: false,
        summary: "An amount of CPU or memory is negative.",
        why: "There is no such amount, and the step runs without a limit.",
        official: "Ignores it.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      cpu: «-500»
",
        good: GOOD,
        check: Check::Pipeline(negative),
    },
];

const GOOD: &str = "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      cpu: 500
      memory: 512MiB
";

/// Fewer millicores are a mistake.
const FEW_MILLICORES: i64 = 10;
/// Fewer bytes are a mistake.
const FEW_BYTES: i64 = 1 << 20;

/// Amounts that have an effect, each place once.
fn quantities(pipeline: &Pipeline) -> impl Iterator<Item = &Quantities> {
    let steps = pipeline.services.iter().chain(&pipeline.steps);
    let limits = steps.map(|step| &step.resources.limits);
    let mut seen: HashSet<Span> = HashSet::new();
    std::iter::once(&pipeline.resources.requests)
        .chain(limits)
        .filter(|amounts| !amounts.span.is_empty())
        .filter(move |amounts| seen.insert(amounts.span))
}

fn cpus(pipeline: &Pipeline) -> impl Iterator<Item = Spanned<Millicores>> {
    quantities(pipeline).filter_map(|amounts| amounts.cpu)
}

fn memories(pipeline: &Pipeline) -> impl Iterator<Item = Spanned<BytesSize>> {
    quantities(pipeline).filter_map(|amounts| amounts.memory)
}

/// Whole cores, and fractions of cores.
fn cpu_too_small(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for cpu in cpus(pipeline) {
        let text = cx.text(cpu.span);
        let has_fraction = text.contains('.');
        if !(0..FEW_MILLICORES).contains(&cpu.value.0) || cpu.value.0 == 0 && !has_fraction {
            continue;
        }
        let meant = thousandfold(text);
        if meant == Some(0) {
            continue;
        }
        let message = match cpu.value.0 {
            0 => format!("`{text}` is cut off to 0, which is no limit at all"),
            1 => format!("`{text}` is a thousandth of a core"),
            few => format!("`{text}` are {few} thousandths of a core"),
        };
        let problem = cx.report(cpu.span, message);
        if cpu.value.0 == 0 {
            problem.severity = Severity::Error;
        }
        problem.help = Some("write millicores: `1000` is a core, `500` half of one".to_owned());
        if let Some(meant) = meant {
            problem.set_fix(
                false,
                format!("write `{meant}`"),
                [(cpu.span, meant.to_string())],
            );
        }
    }
}

/// Cores as millicores.
fn thousandfold(text: &str) -> Option<u32> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let cores: f64 = text.parse().ok().filter(|_| is_plain)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and 10"
    )]
    (0.0..10.0)
        .contains(&cores)
        .then(|| (cores * 1000.0).round() as u32)
}

/// Amounts in which nothing runs.
fn memory_bytes(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for memory in memories(pipeline) {
        let bytes = memory.value.0;
        let text = cx.text(memory.span);
        let is_cut = bytes == 0 && text.contains('.');
        if bytes <= 0 && !is_cut || bytes >= FEW_BYTES || is_open(text) {
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

/// Amounts below zero.
fn negative(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let cpus = cpus(pipeline).map(|cpu| (cpu.value.0, cpu.span));
    let memories = memories(pipeline).map(|memory| (memory.value.0, memory.span));
    for (value, span) in cpus.chain(memories) {
        if value < 0 {
            let message = format!("`{}` is less than nothing, and ignored", cx.text(span));
            let help = "write a positive number, or remove it if there is no limit";
            cx.report(span, message).help = Some(help.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_guessed_with_care() {
        assert_eq!(thousandfold("0.25"), Some(250));
        assert_eq!(thousandfold("2"), Some(2000));
        assert_eq!(thousandfold("1e1"), None);
        assert_eq!(meant_size("512").as_deref(), Some("512MiB"));
        assert_eq!(meant_size("1.5").as_deref(), Some("1.5GiB"));
        assert_eq!(meant_size("4"), None);
        assert_eq!(meant_size("0777"), None);
    }
}
