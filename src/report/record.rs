//! What is remembered of a run for its summary.

use std::time::Duration;

use super::steps::Steps;
use super::tail::Tail;
use crate::engine::event::{Event, StepResult};

/// The run so far.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Names and prefixes.
    pub(super) steps: Steps,
    /// The run has begun.
    pub(super) started: bool,
    /// What happened to each step.
    pub(super) fates: Vec<Fate>,
    /// Objects that are still in the cluster.
    pub(super) left: Vec<String>,
    /// What happens to them.
    pub(super) left_message: Option<String>,
}

/// What happened to one step.
#[derive(Debug, Default)]
pub(super) struct Fate {
    /// It was released.
    pub(super) started: bool,
    /// How it ended, and after what time.
    pub(super) end: Option<(StepResult, Duration)>,
    /// The end of its output.
    pub(super) tail: Tail,
}

impl Record {
    /// Takes an event in.
    pub(super) fn event(&mut self, event: &Event, color: bool) {
        match event {
            Event::RunStarted { steps, .. } => {
                self.started = true;
                self.steps = Steps::new(steps, color);
                self.fates.resize_with(steps.len(), Fate::default);
            }
            Event::StepStarted { step } => {
                if let Some(fate) = self.fates.get_mut(*step) {
                    fate.started = true;
                }
            }
            Event::Output { step, bytes } => {
                if let Some(fate) = self.fates.get_mut(*step) {
                    fate.tail.push(bytes);
                }
            }
            Event::StepEnded {
                step,
                result,
                duration,
            } => {
                if let Some(fate) = self.fates.get_mut(*step) {
                    fate.end = Some((result.clone(), *duration));
                }
            }
            Event::CleanedUp { left, message } => {
                self.left.clone_from(left);
                self.left_message.clone_from(message);
            }
            _ => {}
        }
    }

    /// Indices of the steps that run now.
    pub(super) fn running(&self) -> impl Iterator<Item = usize> {
        let fates = self.fates.iter().enumerate();
        fates
            .filter(|(_, fate)| fate.started && fate.end.is_none())
            .map(|(index, _)| index)
    }
}
