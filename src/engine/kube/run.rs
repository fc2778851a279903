//! One run from the first request to the last: create, drive, report, clean up.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use k8s_openapi::api::core::v1::Secret;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::connect::Cluster;
use super::driver::{Driver, Outcome};
use super::feed::Feed;
use super::gate::Gate;
use super::message::Message;
use super::names::run_name;
use super::objects::{
    Attempted, Left, clean_up, create, piece_names, pull_secret, pull_secret_name, secret,
};
use super::pod::{PodOptions, Tree, build};
use super::preflight::{Rights, preflight};
use super::target::Target;
use super::{lease, seed, watch};
use crate::engine::archive::{Archive, Extra};
use crate::engine::error::{Error, Kind};
use crate::engine::event::{Event, Verdict};
use crate::plan::spec::{Run, Spec, VolumeSource};

/// How a run treats the cluster.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Image of the helper: needs sh with `read -t`, mkfifo, tar, gzip, dd, stat and md5sum.
    pub helper_image: String,
    /// How long the objects outlive a client that died.
    pub lease: Duration,
    /// Time that steps have to end after Ctrl-C, a signal or the timeout.
    pub grace: Duration,
    /// How long an image may fail to be pulled for reasons that may pass.
    pub pull_timeout: Duration,
    /// How long the Pod may wait for a node.
    pub schedule_timeout: Duration,
}

/// Packs the working tree together with the files that the engine needs in the Pod.
pub type Pack = Box<dyn FnOnce(Vec<Extra>) -> Result<Archive, Error> + Send>;

/// Runs the pipeline and removes everything that was made for it.
///
/// `signals` carries the numbers of the signals that this process received: the first one stops the
/// run in order, the second one leaves at once.
pub async fn run(
    spec: Arc<Spec>,
    cluster: Cluster,
    options: RunOptions,
    pack: Pack,
    feed: Feed,
    mut signals: UnboundedReceiver<i32>,
) -> Verdict {
    let start = Instant::now();
    let target = Target {
        client: cluster.client.clone(),
        namespace: cluster.namespace.clone(),
        pod: run_name(),
    };
    feed.send(Event::RunStarted {
        run: target.pod.clone(),
        namespace: target.namespace.clone(),
        context: cluster.context.clone(),
        server: Some(cluster.host.clone()),
        user: cluster.user.clone(),
        pipeline: spec.name.clone(),
        steps: spec.steps.iter().map(|step| step.name.clone()).collect(),
    });
    let mut attempted = Attempted::default();
    let work = async {
        let rights = tokio::select! {
            biased;
            Some(signal) = signals.recv() => {
                return Ok(Outcome {
                    verdict: Verdict::Interrupted { signal },
                    abandoned: false,
                    background_runs: false,
                });
            }
            rights = preflight(&cluster, !(spec.secrets.is_empty() && spec.pull_secrets.is_empty())) => rights?,
        };
        let spec = usable_logins(&spec, rights, &feed);
        let scene = Scene {
            spec: &spec,
            target: &target,
            options: &options,
            feed: &feed,
        };
        scene
            .perform(rights, pack, &mut attempted, &mut signals)
            .await
    };
    // A defect of ours must not leave anything behind either.
    let outcome = match AssertUnwindSafe(work).catch_unwind().await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => Outcome::failed(&error),
        Err(_) => Outcome::failed(
            &Error::new(
                Kind::Internal,
                "drone-k8s has a defect: the run was given up",
            )
            .hint("please report it with the output of RUST_BACKTRACE=1"),
        ),
    };
    let left = finish(&target, attempted, &outcome, &spec, &mut signals).await;
    let verdict = conclude(outcome, &left);
    let message = left.reason.clone().map(|reason| {
        if attempted.job {
            format!(
                "{reason}; the cluster removes it within {} s",
                options.lease.as_secs()
            )
        } else {
            reason
        }
    });
    feed.send(Event::CleanedUp {
        left: left.objects,
        message,
    });
    feed.send(Event::RunEnded {
        verdict: verdict.clone(),
        duration: start.elapsed(),
    });
    verdict
}

/// Registry logins of this machine make a run better; without the right to Secrets it goes without.
fn usable_logins(spec: &Arc<Spec>, rights: Rights, feed: &Feed) -> Arc<Spec> {
    if rights.secrets || spec.logins.is_empty() {
        return Arc::clone(spec);
    }
    feed.warn(
        "no right to `create` and `delete` secrets: images are pulled without the registry logins \
         of this machine",
    );
    let mut spec = Spec::clone(spec);
    spec.logins.clear();
    Arc::new(spec)
}

/// What every part of a run needs.
struct Scene<'a> {
    spec: &'a Arc<Spec>,
    target: &'a Target,
    options: &'a RunOptions,
    feed: &'a Feed,
}

impl Scene<'_> {
    async fn perform(
        &self,
        rights: Rights,
        pack: Pack,
        attempted: &mut Attempted,
        signals: &mut UnboundedReceiver<i32>,
    ) -> Result<Outcome, Error> {
        if !rights.exec {
            self.feed.warn(
                "no right to `get` and `create` pods/exec: steps start seconds later, a small working \
                 tree travels in Secrets, and output comes from the log API, which can lose some",
            );
        }
        let gates = Gate::choose(self.spec, rights.exec);
        let scripts = scripts(self.spec);
        let packing = tokio::task::spawn_blocking(move || pack(scripts));
        let (sender, receiver) = unbounded_channel::<Message>();
        // Dropping the set ends every task of the run, however this function is left.
        let mut tasks = JoinSet::new();
        let packed = sender.clone();
        let packing = async move {
            packing.await.unwrap_or_else(|_| {
                Err(Error::new(
                    Kind::Internal,
                    "packing the working tree was given up",
                ))
            })
        };
        // Over exec the tree is packed while the Pod starts; Secrets must be there before it.
        let archive = if rights.exec {
            tasks.spawn(async move {
                let _ = packed.send(Message::Packed(Box::new(packing.await)));
            });
            None
        } else {
            Some(packing.await?)
        };
        let owner = if rights.jobs {
            attempted.job = true;
            let lease = lease_time(self.options);
            let job = lease::job(self.spec, &self.target.pod, &self.target.namespace, lease);
            let born = Instant::now();
            let job = create("create the lease Job", &self.target.jobs(), &job).await?;
            tasks.spawn(lease::keep(
                self.target.clone(),
                lease,
                born,
                sender.clone(),
            ));
            lease::owner(&job)
        } else {
            self.feed.warn(
                "no right to create jobs: if this process is killed, the Pod stays until its \
                 deadline and must be removed by hand",
            );
            None
        };
        let values = secret(self.spec, self.target, owner.clone());
        let logins = pull_secret(self.spec, self.target, owner.clone());
        (attempted.secret, attempted.pull_secret) = (values.is_some(), logins.is_some());
        let api = self.target.secrets();
        let make = async |what: &str, secret: &Option<Secret>| match secret {
            Some(secret) => create(what, &api, secret).await.map(|_| ()),
            None => Ok(()),
        };
        // Both to their ends: a request that is given up may still arrive after the clean-up.
        let (one, other) = tokio::join!(
            make("create the Secret", &values),
            make("create the registry Secret", &logins)
        );
        one.and(other)?;
        let pieces = match &archive {
            Some(archive) => seed::names(self.target, archive)?,
            None => Vec::new(),
        };
        if let Some(archive) = &archive {
            attempted.pieces = pieces.len();
            seed::plant(self.spec, self.target, archive, &pieces, owner.clone()).await?;
        }
        let pull_name = pull_secret_name(self.target);
        let pod = build(
            self.spec,
            &PodOptions {
                run: &self.target.pod,
                namespace: &self.target.namespace,
                helper_image: &self.options.helper_image,
                owner,
                secret: attempted.secret.then_some(self.target.pod.as_str()),
                pull_secret: logins.as_ref().map(|_| pull_name.as_str()),
                deadline: deadline(self.spec, self.options),
                grace: grace_seconds(self.options),
                gates: &gates,
                tree: archive.as_ref().map(|archive| Tree {
                    secrets: &pieces,
                    gzip: archive.is_gzip(),
                }),
            },
        );
        attempted.pod = true;
        create("create the Pod", &self.target.pods(), &pod).await?;
        tasks.spawn(watch::watch_pod(self.target.clone(), sender.clone()));
        if let Some(archive) = &archive {
            let sum = archive.checksum().to_string();
            tasks.spawn(seed::wait(self.target.clone(), sum, sender.clone()));
        }
        tasks.spawn(watch::poll_pod(self.target.clone(), sender.clone()));
        if rights.events {
            tasks.spawn(watch::watch_events(self.target.clone(), sender.clone()));
        }
        let mut driver = Driver::new(
            self.spec,
            self.target.clone(),
            self.options,
            gates,
            self.feed.clone(),
            sender,
            receiver,
            tasks,
            rights.exec,
        )?;
        Ok(driver.drive(signals).await)
    }
}

/// The scripts of shell steps, as files of their control folders.
fn scripts(spec: &Spec) -> Vec<Extra> {
    spec.steps
        .iter()
        .enumerate()
        .filter_map(|(index, step)| match &step.run {
            Run::Script(script) => Some(Extra {
                path: format!("run/drone-k8s/s/{index}/.step/script"),
                mode: 0o644,
                bytes: script.clone().into_bytes(),
            }),
            Run::Entrypoint { .. } => None,
        })
        .collect()
}

/// Cleans up unless a second signal asks to leave at once.
async fn finish(
    target: &Target,
    attempted: Attempted,
    outcome: &Outcome,
    spec: &Spec,
    signals: &mut UnboundedReceiver<i32>,
) -> Left {
    let all = |reason: &str| Left {
        objects: [
            (attempted.pod, format!("pod/{}", target.pod)),
            (attempted.secret, format!("secret/{}", target.pod)),
            (
                attempted.pull_secret,
                format!("secret/{}", pull_secret_name(target)),
            ),
            (attempted.job, format!("job/{}", target.pod)),
        ]
        .into_iter()
        .filter_map(|(made, name)| made.then_some(name))
        .chain(piece_names(target, attempted.pieces).map(|name| format!("secret/{name}")))
        .collect(),
        reason: Some(reason.to_string()),
    };
    if outcome.abandoned {
        return all("left at once on the second signal");
    }
    // Without grace the object goes at once and the kubelet ends what still runs. A service that
    // writes to a volume which outlives the Pod gets a moment to do so.
    let lasting = spec.volumes.iter().any(|volume| {
        matches!(
            volume.source,
            VolumeSource::Claim { .. } | VolumeSource::Host { .. }
        )
    });
    let grace = u32::from(outcome.background_runs && lasting);
    let interrupted = outcome.interrupted();
    tokio::select! {
        left = clean_up(target, attempted, grace) => left,
        // During the clean-up a first signal changes nothing: it already does what was asked.
        () = second_signal(signals, interrupted) => all("left at once on the second signal"),
    }
}

async fn second_signal(signals: &mut UnboundedReceiver<i32>, first_was_seen: bool) {
    if !first_was_seen && signals.recv().await.is_none() {
        return std::future::pending().await;
    }
    if signals.recv().await.is_none() {
        std::future::pending::<()>().await;
    }
}

fn conclude(outcome: Outcome, left: &Left) -> Verdict {
    if outcome.verdict == Verdict::Success && !left.objects.is_empty() {
        return Verdict::Error {
            message: format!(
                "every step succeeded, but {} is left",
                left.objects.join(", ")
            ),
        };
    }
    outcome.verdict
}

/// Seconds after which the cluster ends the Pod by itself: the pipeline's time and some slack for
/// pulling, the upload and the end.
pub(super) fn deadline(spec: &Spec, options: &RunOptions) -> i64 {
    let slack = options.schedule_timeout + options.pull_timeout + options.grace;
    i64::try_from((spec.timeout + slack).as_secs()).unwrap_or(i64::MAX)
}

/// The Job's own deadline: the steps' grace is part of the time that was promised.
pub(super) fn lease_time(options: &RunOptions) -> Duration {
    options
        .lease
        .saturating_sub(options.grace)
        .max(options.lease / 2)
}

/// The grace period in the Pod itself, which counts when the cluster removes it: within the time that
/// was promised, however long our own stop may take.
pub(super) fn grace_seconds(options: &RunOptions) -> i64 {
    let grace = options.grace.min(options.lease / 2);
    i64::try_from(grace.as_secs()).unwrap_or(i64::MAX)
}
