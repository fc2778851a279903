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
    let mut blocks = Vec::new();
    if record.started {
        blocks.push(table(record, left_out, color));
        blocks.extend(last_lines(record, verdict, color));
    }
    blocks.extend(leftovers(record, color));
    blocks.retain(|block| !block.is_empty());
    let gap = if blocks.is_empty() { "" } else { "\n" };
    blocks.push(vec![last_line(record, verdict, duration, color)]);
    let blocks: Vec<String> = blocks.iter().map(|lines| lines.join("\n") + "\n").collect();
    format!("{gap}{}", blocks.join("\n"))
}

fn table(record: &Record, left_out: &[LeftOut], color: bool) -> Vec<String> {
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
    let name = width(|row| &row.name);
    let outcome = width(|row| &row.outcome);
    let time = width(|row| &row.time);
    let line = |row: &Row| {
        let sign = row.mood.paint(row.mood.sign(), color);
        let (name, outcome) = (pad(&row.name, name), pad(&row.outcome, outcome));
        let text = format!("{name}  {outcome}  {:>time$}  {}", row.time, row.reason);
        format!("{sign} {}", text.trim_end())
    };
    rows.iter().map(line).collect()
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

/// How many steps failed with `failure: ignore`.
fn ignored(record: &Record) -> usize {
    let ends = record.fates.iter().filter_map(|fate| fate.end.as_ref());
    ends.filter(|(result, _)| words(result).mood == Mood::Odd)
        .count()
}

/// The last lines of each step that failed. What was stopped from outside did not fail by itself,
/// except that it may have hung until the time was over.
fn last_lines(record: &Record, verdict: &Verdict, color: bool) -> Vec<Vec<String>> {
    let hung = matches!(verdict, Verdict::TimedOut { .. });
    let mut blocks = Vec::new();
    for (step, fate, result) in failed(record) {
        let lines = fate.tail.lines();
        if lines.is_empty() || (matches!(result, StepResult::Killed { .. }) && !hung) {
            continue;
        }
        let mut block = vec![bold(
            &format!("last lines of {}:", record.steps.name(step)),
            color,
        )];
        block.extend(
            lines
                .iter()
                .map(|line| format!("  {line}").trim_end().to_owned()),
        );
        blocks.push(block);
    }
    blocks
}

/// What is still in the cluster.
fn leftovers(record: &Record, color: bool) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    if !record.left.is_empty() {
        let objects: Vec<String> = record
            .left
            .iter()
            .map(|object| text::line(object))
            .collect();
        lines.push(format!(
            "{} {}",
            bold("still in the cluster:", color),
            objects.join(" ")
        ));
    }
    if let Some(message) = &record.left_message {
        let head = if lines.is_empty() { "" } else { "  " };
        lines.push(text::message(head, message));
    }
    (!lines.is_empty()).then_some(lines)
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
        Verdict::Success => {
            let ignored = match ignored(record) {
                0 => String::new(),
                1 => " (1 failure ignored)".to_owned(),
                count => format!(" ({count} failures ignored)"),
            };
            format!(
                "{} in {time}{ignored}",
                Mood::Good.paint("succeeded", color)
            )
        }
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
