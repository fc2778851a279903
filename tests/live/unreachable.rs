//! Ctrl-C while the API server is out of reach.

use crate::bed::ours;
use crate::harness::until_the_lease_is_over;
use crate::relay::Relay;
use crate::script::{STUBBORN, shell};

#[test]
fn a_second_interrupt_leaves_at_once() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let run = relay
        .carries(shell(&STUBBORN))
        .args(&["--grace", "10m", "--lease", "20s"])
        .may_leave_objects()
        .start();
    run.until_stdout("started\n");
    relay.tell(&["stall"]);
    run.signal("INT");
    // Another kind: two of the same count as one until the first is taken.
    run.signal("TERM");
    let namespace = run.namespace().to_string();
    let done = run.done().says(&["pod/drone-k8s-", "20 s"]);
    assert!([130, 143].contains(&done.code), "{done:?}");
    until_the_lease_is_over(&namespace);
}

#[test]
fn an_interrupt_says_what_is_left() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let run = relay
        .carries(shell(&STUBBORN))
        .args(&["--grace", "1s", "--lease", "20s"])
        .may_leave_objects()
        .start();
    run.until_stdout("started\n");
    relay.tell(&["reset"]);
    run.signal("INT");
    let namespace = run.namespace().to_string();
    run.done().code(130).says(&["pod/drone-k8s-", "20 s"]);
    until_the_lease_is_over(&namespace);
}
