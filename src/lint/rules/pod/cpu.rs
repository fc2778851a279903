//! Amounts of CPU.

use super::quantities::{GOOD, cpus};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::Severity;

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
];

/// Fewer millicores are a mistake.
const FEW: i64 = 10;

/// Whole cores, and fractions of cores.
fn cpu_too_small(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for cpu in cpus(pipeline) {
        let text = cx.text(cpu.span);
        let has_fraction = text.contains('.');
        if !(0..FEW).contains(&cpu.value.0) || cpu.value.0 == 0 && !has_fraction {
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

#[cfg(test)]
mod tests {
    use super::thousandfold;

    #[test]
    fn cores_are_thousands_of_millicores() {
        assert_eq!(thousandfold("0.25"), Some(250));
        assert_eq!(thousandfold("2"), Some(2000));
        assert_eq!(thousandfold("1e1"), None);
    }
}
