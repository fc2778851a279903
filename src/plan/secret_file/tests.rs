use super::{Format, by_content, by_name, parse};

fn pairs(name: &str, text: &str) -> Vec<(String, String)> {
    parse(name, text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn own(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(own).collect()
}

#[test]
fn the_name_says_what_it_is_and_else_the_first_line() {
    assert_eq!(by_name("a/secrets.YAML"), Some(Format::Yaml));
    assert_eq!(by_name("x.json"), Some(Format::Json));
    assert_eq!(by_name("ci.env"), Some(Format::Dotenv));
    assert_eq!(by_name(".env"), Some(Format::Dotenv));
    assert_eq!(by_name(".secrets"), None);
    assert_eq!(by_name("-"), None);
    for (text, format) in [
        ("", Format::Dotenv),
        ("\n# a: b\nA=b: c\n", Format::Dotenv),
        ("A: b", Format::Yaml),
        ("A:\n  b", Format::Yaml),
        ("A:b", Format::Dotenv),
        ("---\nA: b", Format::Yaml),
        ("  {\"A\"", Format::Json),
    ] {
        assert_eq!(by_content(text), format, "{text}");
    }
}

#[test]
fn yaml_values_are_what_is_written() {
    let text = "a: 0123\nb: 1.50\nc: yes\nd: 'it''s'\ne: |\n  one\n  two\nf:\n\"g h\": \"\\n\"\n";
    let wanted = own(&[
        ("a", "0123"),
        ("b", "1.50"),
        ("c", "yes"),
        ("d", "it's"),
        ("e", "one\ntwo\n"),
        ("f", ""),
        ("g h", "\n"),
    ]);
    assert_eq!(pairs("s.yml", text), wanted);
    assert_eq!(pairs(".secrets", text), wanted);
    assert_eq!(pairs("s.yml", ""), []);
    assert_eq!(pairs("s.yml", "{a: b}"), own(&[("a", "b")]));
}

#[test]
fn json_values_are_texts() {
    let text = r#"{"a": "x\ny\ud83d\ude00", "b": 12345678901234567890, "c": true, "d": -1}"#;
    let wanted = own(&[
        ("a", "x\ny😀"),
        ("b", "12345678901234567890"),
        ("c", "true"),
        ("d", "-1"),
    ]);
    assert_eq!(pairs("s.json", text), wanted);
    assert_eq!(pairs("-", &format!("\u{feff}\n{text}\n")), wanted);
}

#[test]
fn what_is_wrong_has_a_place_and_shows_nothing() {
    for (name, text, words) in [
        ("s.yml", "a: b\nc: [hunter2]", ["line 2", "YAML"]),
        ("s.yml", "a: b\nc: {d: hunter2}", ["line 2", "YAML"]),
        ("s.yml", "a: b\nc: 'hunter2", ["line 2", "YAML"]),
        ("s.yml", "a: *hunter2", ["line 1", "YAML"]),
        ("s.yml", "hunter2", ["line 1", "mapping"]),
        ("s.yml", "- hunter2", ["line 1", "mapping"]),
        ("s.yml", "a: b\n---\nhunter2: c", ["line 3", "mapping"]),
        ("s.json", "{\"a\":\n\"hunter2", ["line 2", "JSON"]),
        ("s.json", "\"hunter2\"", ["line 1", "object"]),
        ("s.json", "[\"hunter2\"]", ["line 1", "object"]),
        ("s.json", "{\"a\":\n[\"hunter2\"]}", ["line 2", "object"]),
        ("s.json", "{\"a\": 1.5}", ["line 1", "quotes"]),
        ("s.json", "{\"a\": null}", ["line 1", "object"]),
        ("s.json", "hunter2", ["line 1", "JSON"]),
        ("s.json", "", ["line 1", "JSON"]),
        ("s.env", "a=b\nhunter2", ["line 2", "NAME=value"]),
    ] {
        let Err(error) = parse(name, text) else {
            panic!("{name} is read: {text}");
        };
        let error = error.to_string();
        assert!(!error.contains("hunter2"), "{error}");
        for word in words {
            assert!(error.contains(word), "no {word} in {error} for {text}");
        }
    }
}
