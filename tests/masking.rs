//! What is left of secrets in the output of steps.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot mask at all has failed"
)]

use std::fmt::Write;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use drone_k8s::engine::mask::Masker;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;

fn masker(secrets: &[&str]) -> Masker {
    Masker::new(secrets.iter().copied()).unwrap()
}

/// The masked stream when `chunks` arrive one after another.
fn stream<'a>(masker: &Masker, chunks: impl IntoIterator<Item = &'a [u8]>) -> String {
    let (mut stream, mut out) = (masker.stream(), Vec::new());
    for chunk in chunks {
        stream.push(chunk, &mut out);
    }
    stream.finish(&mut out);
    String::from_utf8(out).unwrap()
}

/// Masks `text` whole, byte by byte and cut in two at every place; all must agree.
#[track_caller]
fn mask(secrets: &[&str], text: &str) -> String {
    let masker = masker(secrets);
    let bytes = text.as_bytes();
    let whole = stream(&masker, [bytes]);
    assert_eq!(whole, stream(&masker, bytes.chunks(1)), "byte by byte");
    for at in 0..=bytes.len() {
        let (left, right) = bytes.split_at(at);
        assert_eq!(whole, stream(&masker, [left, right]), "cut at {at}");
    }
    whole
}

/// All that `add` writes for `items`.
fn join<T>(
    items: impl Iterator<Item = T>,
    add: impl Fn(&mut String, T) -> std::fmt::Result,
) -> String {
    items.fold(String::new(), |mut text, item| {
        add(&mut text, item).unwrap();
        text
    })
}

#[test]
fn a_secret_becomes_six_stars_wherever_the_stream_is_cut() {
    assert_eq!(
        mask(&["hunter2"], "login hunter2 ok\n"),
        "login ****** ok\n"
    );
    assert_eq!(mask(&["hunter2"], "hunter2"), "******");
    assert_eq!(
        mask(&["hunter2"], "no hunter here, hunte"),
        "no hunter here, hunte"
    );
    assert_eq!(mask(&["pässwörd"], "ä pässwörd ö"), "ä ****** ö");
}

#[test]
fn overlapping_and_touching_secrets_make_one_run() {
    assert_eq!(mask(&["abcd", "cdef"], "-abcdef-"), "-******-");
    assert_eq!(mask(&["abcd"], "-abcdabcd-abcd"), "-******-******");
    assert_eq!(mask(&["abab"], "xabababy"), "x******y");
    assert_eq!(mask(&["aaaab"], "aaaaaaab"), "aaa******");
    assert_eq!(
        mask(&["pass", "password123"], "password123 password12 pass"),
        "****** ******word12 ******"
    );
    assert_eq!(
        mask(&["inner", "an inner secret"], "an inner secreT"),
        "an ****** secreT"
    );
    assert_eq!(
        mask(&["word", "password", "ord!"], "my password!"),
        "my ******"
    );
}

#[test]
fn only_a_live_beginning_of_a_secret_is_held_back() {
    let (mut stream, mut out) = (masker(&["hunter2", "hunter2-long"]).stream(), Vec::new());
    stream.push(b"Password: ", &mut out);
    assert_eq!(out, b"Password: ");
    stream.push(b"Enter h", &mut out);
    assert_eq!(out, b"Password: Enter ");
    stream.push(b"ow", &mut out);
    assert_eq!(out, b"Password: Enter how");
    stream.push(b" hunter2", &mut out);
    assert_eq!(out, b"Password: Enter how ", "may become the longer secret");
    stream.push(b"!", &mut out);
    assert_eq!(out, b"Password: Enter how ******!");
    stream.push(b"hunter2-long", &mut out);
    assert_eq!(
        out, b"Password: Enter how ******!******",
        "nothing longer can come"
    );
}

#[test]
fn the_lines_of_a_secret_are_masked_alone_and_together() {
    let secret = "first line\nsecond line\nend\n";
    for (text, expected) in [
        ("first line\nsecond line\nend\n", "******\n"),
        ("first line\r\nsecond line\r\nend\r\n", "******\r\n"),
        ("first line\r\nsecond line\nend\n", "******\n"),
        ("first line\rsecond line\rend", "******"),
        ("first line second line end", "******"),
        (
            "  1  first line\n  2  second line\n  3  end\n",
            "  1  ******\n  2  ******\n  3  end\n",
        ),
    ] {
        assert_eq!(mask(&[secret], text), expected);
        assert_eq!(
            mask(&[&secret.replace('\n', "\r\n")], text),
            expected,
            "secret with CRLF"
        );
    }
    let indented = "{\n  \"user\": \"bob\",\n  \"key\": \"0123\"\n}";
    assert_eq!(
        mask(&[indented], "{ \"user\": \"bob\", \"key\": \"0123\" }"),
        "******",
        "echo $KEY"
    );
}

#[test]
fn encoded_forms_are_masked() {
    let secret = "p/ss +w\"ör'd\\$1&<x>";
    let json = serde_json::to_string(secret).unwrap();
    let forms = [
        // Go url.QueryEscape, encodeURIComponent, URLSearchParams, Python quote
        "p%2Fss+%2Bw%22%C3%B6r%27d%5C%241%26%3Cx%3E",
        "p%2Fss%20%2Bw%22%C3%B6r'd%5C%241%26%3Cx%3E",
        "p%2fss+%2bw%22%c3%b6r%27d%5c%241%26%3cx%3e",
        "p/ss%20%2Bw%22%C3%B6r%27d%5C%241%26%3Cx%3E",
        // JSON: plain, Go, Python, PHP
        json.trim_matches('"'),
        r#"p/ss +w\"ör'd\\$1\u0026\u003cx\u003e"#,
        r#"p/ss +w\"\u00f6r'd\\$1&<x>"#,
        r#"p\/ss +w\"ör'd\\$1&<x>"#,
        // shell: set -x of dash and bash, double quotes, printf %q
        r#"p/ss +w"ör'\''d\$1&<x>"#,
        r#"p/ss +w"ör'"'"'d\$1&<x>"#,
        r#"p/ss +w\"ör'd\\\$1&<x>"#,
        r#"p/ss\ +w\"ör\'d\\\$1\&\<x\>"#,
        // xxd -p, Go %X
        "702f7373202b7722c3b67227645c2431263c783e",
        "702F7373202B7722C3B67227645C2431263C783E",
    ];
    for form in forms {
        assert_eq!(mask(&[secret], &format!("<{form}>")), "<******>");
    }
}

#[test]
fn ansi_c_quoting_of_the_shell_is_masked() {
    assert_eq!(
        mask(&["it's\na\tsecret"], r"+ echo $'it\'s\na\tsecret'"),
        "+ echo $'******'"
    );
}

#[test]
fn base64_is_masked_whole_and_inside_of_something_longer() {
    let secret = "s3cret>?value";
    for value in [secret.to_owned(), format!("{secret}\n")] {
        for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
            let text = format!("<{}>", engine.encode(&value));
            assert_eq!(mask(&[secret], &text), "<******>");
        }
    }
    for before in ["", "u", "us", "use", "user:"] {
        for after in ["", "x", "xy", "@host"] {
            for engine in [&STANDARD, &URL_SAFE] {
                let encoded = engine.encode(format!("{before}{secret}{after}"));
                let masked = mask(&[secret], &encoded);
                let left = masked.replace("******", "");
                // the characters at the border hold bits of both sides
                assert!(masked.contains("******"), "{encoded} -> {masked}");
                assert!(
                    left.len() <= (before.len() + after.len()).div_ceil(3) * 4 + 4,
                    "{masked}"
                );
            }
        }
    }
}

#[test]
fn base64_with_line_breaks_is_masked() {
    let secret = join((0..40).map(|i| (i, i * 7919 % 1000)), |text, (i, n)| {
        writeln!(text, "{i}:{n}")
    });
    for width in [64, 76] {
        let encoded = STANDARD.encode(&secret);
        let lines: Vec<&str> = encoded
            .as_bytes()
            .chunks(width)
            .map(|l| std::str::from_utf8(l).unwrap())
            .collect();
        assert!(lines.len() > 3);
        assert_eq!(
            mask(&[&secret], &format!("{}\n", lines.join("\n"))),
            "******\n"
        );
        assert_eq!(
            mask(&[&secret], &format!("{}\r\n", lines.join("\r\n"))),
            "******\r\n"
        );
    }
}

#[test]
fn short_values_are_left_alone_and_reported() {
    let masker = masker(&["long enough", "abc", "", "  x \n", " \n", "four"]);
    assert_eq!(masker.unmasked(), [1, 3]);
    assert_eq!(masker.text("abc x four"), "abc x ******");
    assert!(!format!("{masker:?} {:?}", masker.stream()).contains("four"));
}

#[test]
fn without_secrets_bytes_pass_unchanged() {
    for secrets in [&[][..], &["", "ab", "\n\n\n\n"]] {
        let (mut stream, mut out) = (masker(secrets).stream(), Vec::new());
        stream.push(b"\xff\0ab\n\n\n\n\n\x1b[0m", &mut out);
        assert_eq!(out, b"\xff\0ab\n\n\n\n\n\x1b[0m");
    }
}

#[test]
fn bytes_that_are_no_text_pass_around_secrets() {
    let (mut stream, mut out) = (masker(&["hunter2"]).stream(), Vec::new());
    stream.push(b"\xff\xfehunter2\x80\0hunter", &mut out);
    stream.finish(&mut out);
    assert_eq!(out, b"\xff\xfe******\x80\0hunter");
}

#[test]
fn a_long_secret_is_held_back_in_small_pieces() {
    let secret: String = (0..20_000)
        .map(|i| char::from(b'a' + u8::try_from(i * i % 25).unwrap()))
        .collect();
    let masker = masker(&[&secret]);
    let (mut stream, mut out) = (masker.stream(), Vec::new());
    stream.push(&secret.as_bytes()[..10_000], &mut out);
    assert_eq!(out, b"******");
    stream.push(&secret.as_bytes()[10_000..], &mut out);
    stream.push(b"|", &mut out);
    assert_eq!(out, b"******|");
}

#[test]
fn huge_values_keep_their_plain_form_or_are_refused() {
    let secret = join(0..300_000_u32, |text, i| {
        write!(text, "{:x}", i.wrapping_mul(2_654_435_761))
    });
    let masker = masker(&[&secret[..1 << 20]]);
    assert!(masker.is_partial());
    assert_eq!(
        masker.text(&format!("<{}>", &secret[..1 << 20])),
        "<******>"
    );
    let error = Masker::new([&*secret, &secret, &secret].into_iter()).unwrap_err();
    assert!(error.to_string().contains("4 MiB"), "{error}");
}

/// Secrets that overlap each other and themselves, over a small alphabet.
fn secrets() -> impl Strategy<Value = Vec<String>> {
    let character = || select(vec!['a', 'b', 'a', 'b', '\n', '"', ' ', 'é']);
    let secret = vec(character(), 4..14).prop_map(String::from_iter);
    vec(secret, 1..5)
}

/// Text made of pieces of the secrets, and where to cut it.
fn text(secrets: &[String], seed: &[(usize, usize, usize)]) -> String {
    let mut text = String::new();
    for &(which, from, len) in seed {
        let secret: Vec<char> = secrets[which % secrets.len()].chars().collect();
        let from = from % secret.len();
        text.extend(&secret[from..(from + len).min(secret.len())]);
    }
    text
}

/// Covers what the plain values and their lines cover, by trying every place.
fn covered_by_plain_values(secrets: &[String], text: &str) -> Vec<bool> {
    let mut covered = vec![false; text.len()];
    for secret in secrets {
        let whole = secret.trim();
        let lines = whole.lines().map(str::trim).filter(|line| line.len() >= 6);
        for needle in lines.chain([whole]).filter(|needle| needle.len() >= 4) {
            for at in 0..text.len() {
                if text.as_bytes()[at..].starts_with(needle.as_bytes()) {
                    covered[at..at + needle.len()].fill(true);
                }
            }
        }
    }
    covered
}

/// Spellings of a value by encoders that know nothing of the masker.
fn spelled(value: &str) -> Vec<String> {
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    let json = serde_json::to_string(value).unwrap();
    vec![
        value.to_owned(),
        json[1..json.len() - 1].to_owned(),
        utf8_percent_encode(value, UNRESERVED).to_string(),
        join(value.bytes(), |text, byte| write!(text, "{byte:02x}")),
        STANDARD.encode(value),
        URL_SAFE_NO_PAD.encode(value),
        // as in `curl -u user:VALUE`
        STANDARD.encode(format!("ab:{value}")),
        STANDARD.encode(format!("abc:{value}")),
        STANDARD.encode(format!("abcd:{value}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]

    /// [`mask`] cuts the stream at every place.
    #[test]
    fn no_spelling_of_a_value_survives_wherever_the_stream_is_cut(
        value in "[!-~]{8,24}",
        before in "[ -~]{0,9}",
        after in "[ -~\n]{0,9}",
    ) {
        for form in spelled(&value) {
            let masked = mask(&[&value], &format!("{before}{form}{after}"));
            // The last two groups of base64 hold bits of the neighbours and the padding.
            let inner = &form[..form.len() - 4];
            prop_assert!(masked.contains("******"), "{:?} -> {:?}", form, masked);
            prop_assert!(!masked.contains(inner), "{:?} -> {:?}", form, masked);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_of_a_secret_survives_and_cuts_do_not_matter(
        secrets in secrets(),
        seed in vec((0_usize..8, 0_usize..16, 1_usize..16), 1..12),
        cuts in vec(0_usize..200, 0..8),
    ) {
        let text = text(&secrets, &seed);
        let masker = Masker::new(secrets.iter().map(String::as_str)).unwrap();
        let whole = stream(&masker, [text.as_bytes()]);
        prop_assert_eq!(&whole, &stream(&masker, text.as_bytes().chunks(1)));

        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let chunks = cuts.windows(2).map(|pair| &text.as_bytes()[pair[0]..pair[1]]);
        prop_assert_eq!(&whole, &stream(&masker, chunks));

        // what is left is no more than what no plain needle covers, in order
        let covered = covered_by_plain_values(&secrets, &text);
        let free = text.bytes().zip(&covered).filter(|(_, covered)| !**covered).map(|(byte, _)| byte);
        let mut free = free.peekable();
        for part in whole.split("******") {
            for byte in part.bytes() {
                prop_assert!(free.any(|other| other == byte), "{:?} -> {:?}", text, whole);
            }
        }
    }

    #[test]
    fn text_without_secrets_is_unchanged(text in "[c-z0-9 \n]{0,200}", secrets in vec("[A-Z]{12,20}", 0..4)) {
        let masker = Masker::new(secrets.iter().map(String::as_str)).unwrap();
        prop_assert_eq!(masker.text(&text), text);
    }
}
