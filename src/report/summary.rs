//! The end of a run for a person: a table of the steps, the last lines of those that failed, what is
//! left in the cluster, and the verdict as the very last line.

use std::time::Duration;

use console::{Style, measure_text_width};

use super::record::{Fate, Record};
use super::status::{Mood, words};
use super::steps::pad;
use super::text;
use crate::engine::event::{StepResult, Verdict};
use crate::plan::LeftOut;

/// SIGPIPE, as which a stdout that nobody reads counts.
const BROKEN_PIPE: i32 = 13;

/// One row of the table.
struct Row {
    mood: Mood,
    name: String,
    outcome: String,
    time: String,
    reason: String,
}

/// The whole summary; ends with a newline.
pub(super) fn summary(
    record: &Record,
    left_out: &[LeftOut],
    verdict: &Verdict,
    duration: Duration,
    color: bool,
) -> String {
    let mut text = String::new();
    if record.started {
        text.push('\n');
        table(record, left_out, color, &mut text);
        last_lines(record, color, &mut text);
    }
    leftovers(record, color, &mut text);
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&last_line(record, verdict, duration, color));
    text.push('\n');
    text
}

fn table(record: &Record, left_out: &[LeftOut], color: bool, text: &mut String) {
    let steps = record
        .fates
        .iter()
        .enumerate()
        .map(|(step, fate)| row(record, step, fate));
    let left_out = left_out.iter().map(|step| Row {
        mood: Mood::Neutral,
        name: text::line(&step.name),
        outcome: "left out".to_owned(),
        time: String::new(),
        reason: text::line(&step.reason),
    });
    let rows: Vec<Row> = steps.chain(left_out).collect();
    let width = |part: fn(&Row) -> &str| {
        rows.iter()
            .map(|row| measure_text_width(part(row)))
            .max()
            .unwrap_or(0)
    };
    let name = width(|row| &row.name).max(record.steps.width());
    let outcome = width(|row| &row.outcome);
    let time = width(|row| &row.time);
    for row in &rows {
        let line = format!(
            "{}  {}  {:>time$}  {}",
            pad(&row.name, name),
            pad(&row.outcome, outcome),
            row.time,
            row.reason
        );
        let sign = row.mood.paint(row.mood.sign(), color);
        text.push_str(&format!("{sign} {}\n", line.trim_end()));
    }
}

fn row(record: &Record, step: usize, fate: &Fate) -> Row {
    let name = record.steps.name(step).to_owned();
    let Some((result, duration)) = &fate.end else {
        let outcome = if fate.started {
            "unfinished"
        } else {
            "not run"
        };
        let (outcome, time, reason) = (outcome.to_owned(), String::new(), String::new());
        return Row {
            mood: Mood::Neutral,
            name,
            outcome,
            time,
            reason,
        };
    };
    let words = words(result);
    let skipped = matches!(result, StepResult::Skipped { .. }) || !fate.started;
    Row {
        mood: words.mood,
        name,
        outcome: words.outcome,
        time: if skipped {
            String::new()
        } else {
            text::duration(*duration)
        },
        // The rest of a long message stood where the step ended.
        reason: words
            .reason
            .and_then(|reason| text::lines(&reason).into_iter().next())
            .unwrap_or_default(),
    }
}

/// The steps that made the run fail.
fn failed(record: &Record) -> impl Iterator<Item = (usize, &Fate, &StepResult)> {
    record.fates.iter().enumerate().filter_map(|(step, fate)| {
        let (result, _) = fate.end.as_ref()?;
        (words(result).mood == Mood::Bad).then_some((step, fate, result))
    })
}

fn last_lines(record: &Record, color: bool, text: &mut String) {
    for (step, fate, _) in failed(record) {
        let lines = fate.tail.lines();
        if lines.is_empty() {
            continue;
        }
        let title = format!("last lines of {}:", record.steps.name(step));
        text.push_str(&format!("\n{}\n", bold(&title, color)));
        for line in lines {
            text.push_str(format!("  {line}").trim_end());
            text.push('\n');
        }
    }
}

fn leftovers(record: &Record, color: bool, text: &mut String) {
    if record.left.is_empty() && record.left_message.is_none() {
        return;
    }
    text.push('\n');
    if !record.left.is_empty() {
        text.push_str(&bold("still in the cluster:", color));
        for object in &record.left {
            text.push_str(&format!(" {}", text::line(object)));
        }
        text.push('\n');
    }
    if let Some(message) = &record.left_message {
        let head = if record.left.is_empty() { "" } else { "  " };
        text.push_str(&text::message(head, message));
        text.push('\n');
    }
}

/// The verdict. A message of the cluster may have more lines, with what to do next.
pub(super) fn last_line(
    record: &Record,
    verdict: &Verdict,
    duration: Duration,
    color: bool,
) -> String {
    let time = text::duration(duration);
    let bad = |word: &str| Mood::Bad.paint(word, color);
    match verdict {
        Verdict::Success => format!("{} in {time}", Mood::Good.paint("succeeded", color)),
        Verdict::Failure => {
            let steps: Vec<String> = failed(record)
                .map(|(step, _, result)| {
                    format!("{} ({})", record.steps.name(step), words(result).outcome)
                })
                .collect();
            if steps.is_empty() {
                return format!("{} in {time}", bad("failed"));
            }
            format!("{} {} in {time}", bad("failed:"), steps.join(", "))
        }
        Verdict::Error { message } => text::message(&format!("{} ", bad("error:")), message),
        Verdict::TimedOut { limit } => format!(
            "{} the run may take {} (--timeout)",
            bad("timed out:"),
            text::duration(*limit)
        ),
        Verdict::Interrupted {
            signal: BROKEN_PIPE,
        } => {
            format!("{} nobody reads stdout any more", bad("stopped:"))
        }
        Verdict::Interrupted { signal } => {
            let name = match signal {
                1 => "SIGHUP".to_owned(),
                2 => "SIGINT".to_owned(),
                15 => "SIGTERM".to_owned(),
                _ => format!("signal {signal}"),
            };
            format!("{} by {name} after {time}", bad("interrupted"))
        }
    }
}

fn bold(text: &str, color: bool) -> String {
    Style::new()
        .force_styling(color)
        .bold()
        .apply_to(text)
        .to_string()
}
