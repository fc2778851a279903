//! What the style is.

use drone_k8s::fmt::{Options, Refusal, format};
use drone_k8s::source::Source;

#[track_caller]
fn formats(old: &str, new: &str) {
    let done = format(&Source::new("x", old), Options::default()).map(|done| done.text);
    assert_eq!(done.as_deref(), Ok(new), "from\n{old}");
}

#[track_caller]
fn stays(text: &str) {
    formats(text, text);
}

#[test]
fn two_blanks_and_flush_lists() {
    formats(
        "steps:\n    - name: a\n      image: b\n      commands:\n          - c\n          - d\n      settings:\n            e: f\n",
        "steps:\n- name: a\n  image: b\n  commands:\n  - c\n  - d\n  settings:\n    e: f\n",
    );
    formats(
        "a:\n-   -  b\n    -  c\n-\n  d: e\n",
        "a:\n- - b\n  - c\n-\n  d: e\n",
    );
}

#[test]
fn one_blank_between_the_parts_of_a_line() {
    formats(
        "a :   b   #c\n-x:  &y   z\n*y : 1\n",
        "a: b #c\n-x: &y z\n*y : 1\n",
    );
    formats(
        "a: [b,c ,  d]\ne: { f : g,h: i}\nj: [ ]\n",
        "a: [b, c, d]\ne: { f: g, h: i }\nj: []\n",
    );
}

#[test]
fn block_scalars_keep_their_text() {
    formats(
        "a:\n    b: |\n        x\n          y\n\n        z\n    c: >-\n          t\n    d: |2\n       u\n",
        "a:\n  b: |\n    x\n      y\n\n    z\n  c: >-\n    t\n  d: |2\n     u\n",
    );
    stays("a: |+\n  b\n\n\n\nc: d\n");
    stays("a: |\n  b");
    stays("- |\n  a\n\n  b\n");
}

#[test]
fn scalars_over_several_lines_move_with_their_key() {
    formats(
        "a:\n    b: one\n      two\n\n      three\n    c: \"x\n        y\"\n",
        "a:\n  b: one\n    two\n\n    three\n  c: \"x\n      y\"\n",
    );
}

#[test]
fn comments_go_with_what_they_belong_to() {
    formats(
        "# top\nsteps:\n    # first\n    - name: a\n      # image\n      image: b\n      # end of a\n    # second\n    - name: c\n# end\n",
        "# top\nsteps:\n# first\n- name: a\n  # image\n  image: b\n  # end of a\n# second\n- name: c\n# end\n",
    );
}

#[test]
fn a_heading_goes_with_what_follows_it() {
    formats(
        "steps:\n  - name: a\n    image: b\n\n    # Deploy it\n    # at once.\n  - name: c\n",
        "steps:\n- name: a\n  image: b\n\n# Deploy it\n# at once.\n- name: c\n",
    );
    // What was taken out of a step stays in it.
    formats(
        "steps:\n  - name: a\n    commands:\n      - b\n\n      # - c\n  - name: d\n",
        "steps:\n- name: a\n  commands:\n  - b\n\n  # - c\n- name: d\n",
    );
}

#[test]
fn a_comment_ends_a_block_of_blank_lines() {
    formats("a: |\n    \n  # c\nb:  c\n", "a: |\n\n# c\nb: c\n");
}

#[test]
fn a_step_that_was_taken_out_keeps_its_shape() {
    stays("steps:\n#- name: a\n  #image: b\n    #x: c\n\n- name: d\n");
}

#[test]
fn one_empty_line_at_most_and_between_all_steps_or_none() {
    formats(
        "\n\nkind: pipeline\n\n\n\nsteps:\n- name: a\n\n- name: b\n# c\n- name: c\n\n\n",
        "kind: pipeline\n\nsteps:\n- name: a\n\n- name: b\n\n# c\n- name: c\n",
    );
    stays("steps:\n- name: a\n- name: b\n");
    // Behind a text that keeps its empty lines one more would be text.
    stays("steps:\n- name: a\n\n- name: b\n  x: |+\n    y\n- name: c\n");
    stays("---\nkind: a\n\n---\nkind: b\n...\n  dead:   text   \n");
}

#[test]
fn line_ends_are_all_of_one_kind() {
    formats("a:  b\r\nc: d\r\n", "a: b\r\nc: d\r\n");
    formats("a:  b\r\nc: d\n", "a: b\nc: d\n");
    formats("\u{feff}a:  b", "\u{feff}a: b\n");
}

#[test]
fn quotes_anchors_and_long_lines_stay() {
    stays("a: 'b'\nc: \"d\"\ne: &f\n  g: h\ni:\n  <<: *f\nj: !!str 5\n? k\n: l\n");
    stays(&format!("a: {}\n", "word ".repeat(100).trim_end()));
}

#[test]
fn parts_can_be_switched_off() {
    stays("# drone-k8s: fmt off\na:   b\n# drone-k8s: fmt on\nc: d\n");
    stays("a:   b # drone-k8s: fmt skip\nc: d\n");
    formats(
        "# drone-k8s: fmt off\na:   b\n# drone-k8s: fmt on\nc:   d\n",
        "# drone-k8s: fmt off\na:   b\n# drone-k8s: fmt on\nc: d\n",
    );
}

#[test]
fn what_cannot_be_read_or_is_signed_is_left_alone() {
    let refusal = |text: &str| format(&Source::new("x", text), Options::default()).unwrap_err();
    for invalid in ["a: [b", "a:   *b\n", "a:   1\n<<: 2\n", "a:  !!int b\n"] {
        assert!(matches!(refusal(invalid), Refusal::Invalid(_)), "{invalid}");
    }
    let signed = "kind: signature\nhmac:   x\n";
    assert_eq!(refusal(signed), Refusal::Signed);
    let options = Options {
        allow_signed: true,
        ..Options::default()
    };
    let allowed = format(&Source::new("x", signed), options).map(|done| done.text);
    assert_eq!(allowed.as_deref(), Ok("kind: signature\nhmac: x\n"));
}

#[test]
fn lists_of_empty_items_keep_their_place() {
    formats("a:\n    b:\n    -\n    c:  d\n", "a:\n  b:\n  -\n  c: d\n");
    formats(
        "- x:\n    - &a\n    -  e\n  y: f\n-  -\n   -\n-  g\n",
        "- x:\n  - &a\n  - e\n  y: f\n- -\n  -\n- g\n",
    );
    formats("a:\n  -\n# about b\nb:\n", "a:\n-\n# about b\nb:\n");
}

#[test]
fn blanks_that_are_text_stay() {
    // Behind a backslash, in a text of blanks alone, and further to the right than a text begins.
    stays("a: \"b\\\t\n  c\"\n");
    stays("- |+\n\n");
    stays("- |+\n   ");
    formats("a:  |\n b\n   \nc:  d\n", "a: |\n  b\n    \nc: d\n");
    formats("? |\n   b   \n:  c\n", "? |\n   b   \n:  c\n");
}

#[test]
fn what_looks_like_a_mark_or_a_name_is_kept_apart() {
    formats(" --- a:  b\n", "  --- a: b\n");
    stays("- &a : b\n  !!null : c\n");
    // Drone reads nothing behind the end of a document, which better columns would change.
    stays(" a:   b\nc:   d\n");
}
