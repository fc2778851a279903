//! The control session: one long exec into the helper that releases steps and tells their ends.
//!
//! A cut connection loses nothing: every command is sent again until it is answered, and the far
//! end keeps its state in files (see `sh/agent.sh`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::call::{explain, is_refusal};
use super::exec::{Frame, Output, Stdin, open};
use super::message::Message;
use super::sh::script;
use super::target::Target;
use crate::engine::error::{Error, Kind};

static AGENT: LazyLock<String> = LazyLock::new(|| script(include_str!("sh/agent.sh")));
const HEARTBEAT: Duration = Duration::from_secs(5);
/// A session that answered nothing for this long is dead: open another one.
const SILENCE: Duration = Duration::from_secs(15);
/// Pause between attempts while the helper is not up yet, and after a cut.
const RETRY: Duration = Duration::from_millis(40);
/// How long the API server may be out of reach before a run is given up.
const TOLERANCE: Duration = Duration::from_secs(300);
/// How long it may say that we may not: it does so while it starts.
const REFUSAL_TOLERANCE: Duration = Duration::from_secs(20);

/// What the driver can ask for.
#[derive(Debug)]
pub(super) enum Command {
    /// Release a step: `file` is what `/run/drone/env` shows, with `\\n` for its line breaks, `env`
    /// what its preamble sources (`export A='x' B='y'`). Both are one line without tabs.
    Go {
        step: usize,
        file: String,
        env: String,
    },
    /// If a step ends with 0, release `next` at once, with the time of then in place of `then`. See
    /// [`Command::Go`] for the rest.
    Next {
        step: usize,
        next: usize,
        then: i64,
        file: String,
        env: String,
    },
    /// Take back all [`Command::Next`].
    Drop,
    /// TERM to every process of a step.
    Stop(usize),
    /// Report the size of a step's log.
    Size(usize),
    /// The container of a step is gone: report its record, or that there is none.
    Dead(usize),
    /// The helper may end when the Pod is deleted.
    Bye,
}

/// Lines to send again after a cut, by what they are about.
#[derive(Default)]
struct Ledger {
    /// Released and not ended: sent again so that a new session watches for the end.
    released: BTreeMap<usize, String>,
    /// Steps whose end was told. One that the helper released may end before it is released here.
    ended: BTreeSet<usize>,
    /// Asked for and not answered yet.
    open: BTreeMap<(&'static str, usize), String>,
}

impl Ledger {
    fn note(&mut self, command: Command) -> String {
        let line = match command {
            Command::Go { step, .. } if self.ended.contains(&step) => return String::new(),
            Command::Go { step, file, env } => {
                let line = format!("go {step} {file}\t{env}\n");
                self.released.insert(step, line.clone());
                self.open.insert(("go", step), line.clone());
                return line;
            }
            Command::Next {
                step,
                next,
                then,
                file,
                env,
            } => (
                ("next", step),
                format!("next {step} {next} {then}\t{file}\t{env}\n"),
            ),
            Command::Drop => {
                self.open.retain(|(verb, _), _| *verb != "next");
                (("drop", 0), "drop 0\n".to_string())
            }
            Command::Stop(step) => (("stop", step), format!("stop {step}\n")),
            Command::Size(step) => (("size", step), format!("size {step}\n")),
            Command::Dead(step) => (("size", step), format!("size {step} dead\n")),
            Command::Bye => (("bye", 0), "bye\n".to_string()),
        };
        self.open.insert(line.0, line.1.clone());
        line.1
    }

    /// What is not settled, in an order that is safe: what is not to follow is taken back before
    /// anything can end.
    fn all(&self) -> String {
        let open = |is_wanted: fn(&str) -> bool| {
            let open = self.open.iter();
            open.filter(move |((verb, _), _)| is_wanted(verb))
                .map(|(_, line)| line)
        };
        open(|verb| verb == "drop")
            .chain(self.released.values())
            .chain(open(|verb| verb != "drop" && verb != "go"))
            .map(String::as_str)
            .collect()
    }

    /// Takes one line of the far end; what the driver must know comes back.
    fn answer(&mut self, line: &str) -> Option<Message> {
        let mut words = line.split_whitespace();
        let verb = words.next()?;
        let mut number = || words.next()?.parse::<u64>().ok();
        match verb {
            "ready" => Some(Message::HelperReady),
            "ok" => {
                let mut words = line.split_whitespace().skip(1);
                let verb = ["go", "next", "drop", "stop", "bye"]
                    .into_iter()
                    .find(|verb| words.clone().next() == Some(verb));
                let step = words.nth(1)?.parse().ok()?;
                self.open.remove(&(verb?, step));
                None
            }
            "exit" => {
                let step = usize::try_from(number()?).ok()?;
                let code = i32::try_from(number()?).ok()?;
                let next = number().and_then(|next| usize::try_from(next).ok());
                self.open.remove(&("go", step));
                self.open.remove(&("next", step));
                self.released.remove(&step)?;
                self.ended.insert(step);
                if let Some(next) = next.filter(|next| !self.ended.contains(next)) {
                    self.released.entry(next).or_default();
                }
                // It follows by itself; asked for again only if the connection is cut before.
                self.open.insert(("size", step), format!("size {step}\n"));
                Some(Message::Exited { step, code, next })
            }
            "size" | "dead" => {
                let step = usize::try_from(number()?).ok()?;
                let size = number()?;
                self.open.remove(&("size", step));
                if verb == "size" {
                    return Some(Message::Size { step, size });
                }
                self.released.remove(&step);
                Some(Message::Died { step, size })
            }
            _ => None,
        }
    }
}

/// Runs until the task is dropped.
pub(super) async fn control(
    target: Target,
    steps: usize,
    mut commands: UnboundedReceiver<Command>,
    messages: UnboundedSender<Message>,
) {
    let steps = steps.to_string();
    let mut ledger = Ledger::default();
    let mut unreachable_since: Option<Instant> = None;
    loop {
        match timeout(
            SILENCE,
            open(&target, &["sh", "-c", &AGENT, "agent", &steps]),
        )
        .await
        {
            Ok(Ok((stdin, output))) => {
                unreachable_since = None;
                if session(stdin, output, &mut ledger, &mut commands, &messages)
                    .await
                    .is_none()
                {
                    return;
                }
            }
            Ok(Err(error)) => {
                // Otherwise the container is not there yet, or the Pod is gone: the watch knows.
                let limit = match &error {
                    error if is_refusal(error) => Some(REFUSAL_TOLERANCE),
                    kube::Error::Api(_) => None,
                    _ => Some(TOLERANCE),
                };
                if let Some(limit) = limit {
                    let error = explain("reach the helper container", &error);
                    if give_up(&mut unreachable_since, limit, error, &messages) {
                        return;
                    }
                }
            }
            Err(_) => {
                let error = Error::new(Kind::Unreachable, "the API server does not answer");
                if give_up(&mut unreachable_since, TOLERANCE, error, &messages) {
                    return;
                }
            }
        }
        sleep(RETRY).await;
    }
}

fn give_up(
    since: &mut Option<Instant>,
    limit: Duration,
    error: Error,
    messages: &UnboundedSender<Message>,
) -> bool {
    let since = since.get_or_insert_with(Instant::now);
    if since.elapsed() < limit {
        return false;
    }
    let _ = messages.send(Message::Fatal(error));
    true
}

/// One connection; `None` when the driver is gone.
async fn session(
    mut stdin: Stdin,
    mut output: Output,
    ledger: &mut Ledger,
    commands: &mut UnboundedReceiver<Command>,
    messages: &UnboundedSender<Message>,
) -> Option<()> {
    let again = ledger.all();
    if !again.is_empty() && stdin.send(again.as_bytes()).await.is_err() {
        return Some(());
    }
    let mut beat = interval(HEARTBEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut count = 0_u64;
    let mut heard = Instant::now();
    let mut text = String::new();
    loop {
        tokio::select! {
            command = commands.recv() => {
                let line = ledger.note(command?);
                if !line.is_empty() && stdin.send(line.as_bytes()).await.is_err() {
                    return Some(());
                }
            }
            _ = beat.tick() => {
                count += 1;
                // What was asked for and not answered goes along: answering twice does no harm.
                let again: String = ledger.open.values().map(String::as_str).collect();
                if heard.elapsed() > SILENCE
                    || stdin.send(format!("{again}hb {count}\n").as_bytes()).await.is_err()
                {
                    return Some(());
                }
            }
            frame = output.next() => match frame {
                Some(Ok(Frame::Stdout(bytes))) => {
                    heard = Instant::now();
                    text.push_str(&String::from_utf8_lossy(&bytes));
                    while let Some(end) = text.find('\n') {
                        let line: String = text.drain(..=end).collect();
                        if let Some(message) = ledger.answer(line.trim_end()) {
                            messages.send(message).ok()?;
                        }
                    }
                }
                Some(Ok(Frame::Stderr(_))) => {}
                Some(Ok(Frame::Ended(_)) | Err(_)) | None => return Some(()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, Ledger};
    use crate::engine::kube::message::Message;

    #[test]
    fn a_release_is_repeated_until_the_step_has_ended() {
        let mut ledger = Ledger::default();
        ledger.note(Command::Go {
            step: 3,
            file: "A=1".to_string(),
            env: "export A='x'".to_string(),
        });
        assert!(ledger.answer("ok go 3").is_none());
        assert_eq!(ledger.all(), "go 3 A=1\texport A='x'\n");
        let message = ledger.answer("exit 3 2");
        assert!(matches!(
            message,
            Some(Message::Exited {
                step: 3,
                code: 2,
                next: None
            })
        ));
        assert_eq!(ledger.all(), "size 3\n");
        let message = ledger.answer("size 3 100");
        assert!(matches!(
            message,
            Some(Message::Size { step: 3, size: 100 })
        ));
        assert_eq!(ledger.all(), "");
    }

    #[test]
    fn what_is_not_to_follow_is_taken_back_first() {
        let mut ledger = Ledger::default();
        for step in [0, 1] {
            ledger.note(Command::Next {
                step,
                next: step + 1,
                then: 5,
                file: "A=5".to_string(),
                env: "export A=5".to_string(),
            });
        }
        ledger.note(Command::Go {
            step: 0,
            file: String::new(),
            env: String::new(),
        });
        assert!(ledger.answer("ok next 0").is_none());
        assert_eq!(ledger.all(), "go 0 \t\nnext 1 2 5\tA=5\texport A=5\n");
        ledger.note(Command::Drop);
        assert_eq!(ledger.all(), "drop 0\ngo 0 \t\n");
        let message = ledger.answer("exit 0 0 1");
        assert!(matches!(
            message,
            Some(Message::Exited { next: Some(1), .. })
        ));
    }

    #[test]
    fn an_end_is_told_once() {
        let mut ledger = Ledger::default();
        ledger.note(Command::Go {
            step: 0,
            file: String::new(),
            env: String::new(),
        });
        assert!(ledger.answer("exit 0 0").is_some());
        assert!(ledger.answer("exit 0 0").is_none());
    }

    #[test]
    fn nonsense_is_ignored() {
        let mut ledger = Ledger::default();
        for line in [
            "",
            "exit",
            "exit x y z",
            "ok",
            "size 1",
            "sh: read: bad option",
        ] {
            assert!(ledger.answer(line).is_none(), "{line}");
        }
    }
}
