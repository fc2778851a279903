//! One line (or a few) on stderr for an event.

use std::time::Duration;

use console::Style;
use indicatif::HumanBytes;

use super::steps::Steps;
use super::text;
use crate::engine::event::{Event, StepResult};

/// How good or bad something is: decides sign and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Good,
    Bad,
    Odd,
    Neutral,
}

impl Mood {
    /// A sign of one column.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Odd => "!",
            Self::Neutral => "-",
        }
    }

    /// `text` in the colour of the mood.
    pub(super) fn paint(self, text: &str, color: bool) -> String {
        let style = Style::new().force_styling(color);
        let style = match self {
            Self::Good => style.green(),
            Self::Bad => style.red(),
            Self::Odd => style.yellow(),
            Self::Neutral => style.dim(),
        };
        style.apply_to(text).to_string()
    }
}

/// A result in the parts that status line and table show.
pub(super) struct Words {
    pub(super) mood: Mood,
    /// `exit 2`, `skipped`.
    pub(super) outcome: String,
    /// What more there is to say; may have several lines.
    pub(super) reason: Option<String>,
}

/// Puts a result in words.
pub(super) fn words(result: &StepResult) -> Words {
    let (mood, outcome, reason) = match result {
        StepResult::Exited {
            code,
            reason,
            ignored,
        } => {
            let mood = match code {
                0 | 78 => Mood::Good,
                _ if *ignored => Mood::Odd,
                _ => Mood::Bad,
            };
            let note = (mood == Mood::Odd).then(|| "ignored".to_owned());
            let reason = match (note, reason) {
                (Some(note), Some(reason)) => Some(format!("{note}: {reason}")),
                (note, reason) => note.or_else(|| reason.clone()),
            };
            (mood, format!("exit {code}"), reason)
        }
        StepResult::Stopped => (Mood::Neutral, "stopped".to_owned(), None),
        StepResult::Skipped { reason } => {
            (Mood::Neutral, "skipped".to_owned(), Some(reason.clone()))
        }
        StepResult::Killed { reason } => (Mood::Bad, "killed".to_owned(), Some(reason.clone())),
        StepResult::Error { message } => (Mood::Bad, "error".to_owned(), Some(message.clone())),
    };
    Words {
        mood,
        outcome,
        reason,
    }
}

/// The text of an event with its newline; nothing for those that are not worth a line.
pub(super) fn status(event: &Event, steps: &Steps, color: bool) -> Option<String> {
    let text = match event {
        Event::RunStarted {
            run,
            namespace,
            context,
            server,
            user,
            pipeline,
            ..
        } => {
            let mut place = context.as_ref().map_or_else(String::new, |context| {
                format!(" of context {}", text::line(context))
            });
            let further = [("server", server), ("user", user)];
            let further: Vec<String> = further
                .into_iter()
                .filter_map(|(what, name)| Some(format!("{what} {}", text::line(name.as_ref()?))))
                .collect();
            if !further.is_empty() {
                place = format!("{place} ({})", further.join(", "));
            }
            format!(
                "pipeline {} runs as {} in namespace {}{place}",
                text::line(pipeline),
                text::line(run),
                text::line(namespace),
            )
        }
        Event::Waiting { message } => Mood::Neutral.paint(&text::message("… ", message), color),
        Event::Upload {
            total,
            entries,
            done: true,
            ..
        } => {
            let entries = text::entries(*entries);
            Mood::Neutral.paint(
                &format!("↑ uploaded {entries}, {}", HumanBytes(*total)),
                color,
            )
        }
        Event::StepStarted { step } => {
            Mood::Neutral.paint(&format!("▸ {}", steps.name(*step)), color)
        }
        Event::StepEnded {
            step,
            result,
            duration,
        } => ended(steps.name(*step), result, *duration, color),
        Event::Warning { message } => {
            text::message(&format!("{} ", Mood::Odd.paint("warning:", color)), message)
        }
        _ => return None,
    };
    Some(text + "\n")
}

fn ended(name: &str, result: &StepResult, duration: Duration, color: bool) -> String {
    let words = words(result);
    let mut head = format!("{}  {}", name, words.outcome);
    if matches!(result, StepResult::Exited { .. } | StepResult::Stopped) {
        head.push_str("  ");
        head.push_str(&text::duration(duration));
    }
    if let Some(reason) = &words.reason {
        let between = if matches!(result, StepResult::Exited { .. }) {
            "  "
        } else {
            ": "
        };
        head = text::message(&(head + between), reason);
    }
    format!("{} {head}", words.mood.paint(words.mood.sign(), color))
}
