//! `DRONE_SEMVER*` and `DRONE_CALVER*`: a tag taken apart.

use super::env::Variables;

/// Variables about the version that `tag` names, or the one that says why it names none.
pub(super) fn add(out: &mut Variables, tag: &str) {
    let version = tag.strip_prefix('v').unwrap_or(tag);
    match Semver::parse(version) {
        Ok(semver) => semver.add(out),
        Err(why) => out.set("DRONE_SEMVER_ERROR", why),
    }
    if let Some(calver) = Calver::parse(version) {
        calver.add(out);
    }
}

/// A semantic version as the `go-semver` library reads it: numbers lose leading zeros.
struct Semver<'a> {
    numbers: [i64; 3],
    prerelease: &'a str,
    build: &'a str,
}

impl<'a> Semver<'a> {
    /// The error is the library's text.
    fn parse(version: &'a str) -> Result<Self, String> {
        let (version, build) = version.split_once('+').unwrap_or((version, ""));
        let (version, prerelease) = version.split_once('-').unwrap_or((version, ""));
        let fields: Vec<&str> = version.splitn(3, '.').collect();
        let [major, minor, patch] = fields[..] else {
            return Err(format!("{version} is not in dotted-tri format"));
        };
        for (text, what) in [(prerelease, "pre-release"), (build, "metadata")] {
            if !text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
            {
                return Err(format!(
                    "failed to validate {what}: {text} is not a valid semver identifier"
                ));
            }
        }
        let number = |text: &str| {
            text.parse::<i64>().map_err(|error| {
                use std::num::IntErrorKind::{NegOverflow, PosOverflow};
                let why = match error.kind() {
                    PosOverflow | NegOverflow => "value out of range",
                    _ => "invalid syntax",
                };
                format!("strconv.ParseInt: parsing {text:?}: {why}")
            })
        };
        Ok(Self {
            numbers: [number(major)?, number(minor)?, number(patch)?],
            prerelease,
            build,
        })
    }

    fn add(&self, out: &mut Variables) {
        let [major, minor, patch] = self.numbers;
        let short = format!("{major}.{minor}.{patch}");
        let mut full = short.clone();
        for (sign, text) in [('-', self.prerelease), ('+', self.build)] {
            if !text.is_empty() {
                full.push(sign);
                full.push_str(text);
            }
        }
        out.set("DRONE_SEMVER", full);
        out.set("DRONE_SEMVER_MAJOR", major.to_string());
        out.set("DRONE_SEMVER_MINOR", minor.to_string());
        out.set("DRONE_SEMVER_PATCH", patch.to_string());
        out.set("DRONE_SEMVER_PRERELEASE", self.prerelease);
        out.set("DRONE_SEMVER_BUILD", self.build);
        out.set("DRONE_SEMVER_SHORT", short);
    }
}

/// A version that is a date: `year.minor`, `year.minor.micro`, `year.minor.micro-modifier`.
struct Calver<'a> {
    major: &'a str,
    minor: &'a str,
    micro: &'a str,
    modifier: &'a str,
}

impl<'a> Calver<'a> {
    fn parse(version: &'a str) -> Option<Self> {
        let (numbers, modifier) = version.split_once('-').unwrap_or((version, ""));
        let fields: Vec<&str> = numbers.split('.').collect();
        let (major, minor, micro) = match fields[..] {
            [major, minor] if modifier.is_empty() => (major, minor, ""),
            [major, minor, micro] if is_number(micro) => (major, minor, micro),
            _ => return None,
        };
        if !(is_number(major) && is_number(minor)) {
            return None;
        }
        let year: u32 = major.parse().ok()?;
        matches!(year, 19..=99 | 2019..=9998).then_some(Self {
            major,
            minor,
            micro,
            modifier,
        })
    }

    fn add(&self, out: &mut Variables) {
        let Self {
            major,
            minor,
            micro,
            modifier,
        } = self;
        let short = format!("{major}.{minor}{}", lead(".", micro));
        out.set("DRONE_CALVER", format!("{short}{}", lead("-", modifier)));
        out.set("DRONE_CALVER_MAJOR", *major);
        out.set("DRONE_CALVER_MINOR", *minor);
        out.set("DRONE_CALVER_MICRO", *micro);
        out.set("DRONE_CALVER_MAJOR_MINOR", format!("{major}.{minor}"));
        out.set("DRONE_CALVER_MODIFIER", *modifier);
        out.set("DRONE_CALVER_SHORT", short);
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn lead(sign: &str, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{sign}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::env::Variables;

    fn of(tag: &str) -> Vec<String> {
        let mut out = Variables::default();
        super::add(&mut out, tag);
        let keep = out.into_iter().filter(|(_, value)| !value.is_empty());
        keep.map(|(name, value)| format!("{}={value}", name.trim_start_matches("DRONE_")))
            .collect()
    }

    #[test]
    fn semantic_versions() {
        assert_eq!(
            of("v1.2.3-rc.1+b7"),
            [
                "SEMVER=1.2.3-rc.1+b7",
                "SEMVER_BUILD=b7",
                "SEMVER_MAJOR=1",
                "SEMVER_MINOR=2",
                "SEMVER_PATCH=3",
                "SEMVER_PRERELEASE=rc.1",
                "SEMVER_SHORT=1.2.3",
            ]
        );
    }

    #[test]
    fn what_is_none_says_why() {
        for (tag, why) in [
            ("v1.2", "1.2 is not in dotted-tri format"),
            ("1.2-rc.3.4", "1.2 is not in dotted-tri format"),
            ("release-1.2.3", "release is not in dotted-tri format"),
            ("1.2.x", "strconv.ParseInt: parsing \"x\": invalid syntax"),
            (
                "1.2.99999999999999999999",
                "strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
            ),
            (
                "1.2.3-rc_1",
                "failed to validate pre-release: rc_1 is not a valid semver identifier",
            ),
            (
                "1.2.3+a+b",
                "failed to validate metadata: a+b is not a valid semver identifier",
            ),
        ] {
            assert_eq!(of(tag), [format!("SEMVER_ERROR={why}")]);
        }
    }

    #[test]
    fn calendar_versions_keep_their_digits() {
        let all = of("2024.05.1");
        for wanted in [
            "CALVER=2024.05.1",
            "CALVER_MINOR=05",
            "CALVER_MAJOR_MINOR=2024.05",
            "SEMVER=2024.5.1",
        ] {
            assert!(all.contains(&wanted.to_owned()), "{wanted} in {all:?}");
        }
        assert!(of("v21.4.0-beta").contains(&"CALVER_MODIFIER=beta".to_owned()));
        assert!(of("2024.05").contains(&"CALVER_SHORT=2024.05".to_owned()));
        for none in [
            "1.2.3", "18.1.1", "2018.1.1", "9999.1.1", "2024", "2024.a.1",
        ] {
            assert!(
                !of(none).iter().any(|line| line.starts_with("CALVER")),
                "{none}"
            );
        }
    }
}
