//! `--sort-keys`.

use drone_k8s::fmt::{Formatted, Options, format};
use drone_k8s::source::Source;

const OPTIONS: Options = Options {
    allow_signed: false,
    sort_keys: true,
};

fn sorted(text: &str) -> Formatted {
    format(&Source::new("x", text), OPTIONS).unwrap()
}

#[track_caller]
fn sorts(old: &str, new: &str) {
    let done = sorted(old);
    assert_eq!((done.text.as_str(), done.kept.as_slice()), (new, &[][..]));
    assert_eq!(sorted(new).text, new, "a second run");
}

/// The text stays, and the reason is given.
#[track_caller]
fn stays(text: &str, why: &str) {
    let done = sorted(text);
    assert_eq!(done.text, text);
    assert_eq!(done.kept.len(), 1);
    assert!(done.kept[0].contains(why), "{:?}", done.kept);
}

#[test]
fn pipelines_steps_and_services_have_the_usual_order() {
    sorts(
        "trigger:\n  branch: main\n\nsteps:\n- commands:\n  - a\n  - b\n  image: c\n  name: d\n\n- name: e\n  when:\n    event: push\n  image: f\nservices:\n- image: redis\n  name: g\nname: x\ntype: kubernetes\nkind: pipeline\n",
        "kind: pipeline\ntype: kubernetes\nname: x\n\nsteps:\n- name: d\n  image: c\n  commands:\n  - a\n  - b\n\n- name: e\n  image: f\n  when:\n    event: push\nservices:\n- name: g\n  image: redis\n\ntrigger:\n  branch: main\n",
    );
    // Other documents have no such order.
    sorts("name: x\nkind: secret\n", "name: x\nkind: secret\n");
}

#[test]
fn comments_and_anchors_go_with_their_key() {
    sorts(
        "# of the file\nsteps: &all # the steps\n- image: b # the image\n  # the name\n  # of the step\n  name: a\n# the kind\nkind: pipeline\n",
        "# of the file\n# the kind\nkind: pipeline\nsteps: &all # the steps\n# the name\n# of the step\n- name: a\n  image: b # the image\n",
    );
}

#[test]
fn keys_that_drone_does_not_know_stay_behind_the_key_they_follow() {
    sorts(
        "x-first: 1\nsteps: []\nx-steps: 2\nkind: pipeline\nx-kind: 3\n",
        "x-first: 1\nkind: pipeline\nx-kind: 3\nsteps: []\nx-steps: 2\n",
    );
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    sorts(
        "\u{feff}name: x\r\n\r\nkind: pipeline\r\n",
        "\u{feff}kind: pipeline\r\nname: x\r\n",
    );
}

#[test]
fn maps_whose_meaning_lies_in_their_order_stay() {
    stays(
        "kind: pipeline\nsteps:\n- image: b\n  <<: {}\n  name: a\n",
        "`<<`",
    );
    stays(
        "kind: pipeline\ntrigger: &t\n  branch: main\nsteps:\n- name: a\n  when: *t\n",
        "an alias would stand before its anchor",
    );
    stays(
        "kind: pipeline\nsteps:\n- settings:\n    text: |+\n      x\n\n  name: a\n",
        "empty lines",
    );
    stays(
        "kind: pipeline\nsteps:\n# drone-k8s: fmt off\n- image: b\n  name: a\n# drone-k8s: fmt on\n- name: c\n",
        "switched off",
    );
}
