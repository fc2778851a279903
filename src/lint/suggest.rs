//! Did you mean …?

/// The candidate that was probably meant by `word`: the nearest one, if it is near enough.
///
/// Two letters changed, added, left out or swapped are near for a long word, one for a short one;
/// case does not count.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = match length {
        0..=2 => 0,
        3..=4 => 1,
        5..=9 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        // Cheap, and most are not near for this reason already.
        .filter(|candidate| candidate.len().abs_diff(length) <= limit || !candidate.is_ascii())
        .map(|candidate| {
            (
                strsim::osa_distance(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// ``"did you mean `x`?"`` for [`nearest`], for the help of a finding.
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    nearest(word, candidates).map(|meant| format!("did you mean `{meant}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_error_is_near_and_another_word_is_not() {
        let keys = ["commands", "command", "image", "when"];
        assert_eq!(nearest("comands", keys), Some("commands"));
        assert_eq!(nearest("iamge", keys), Some("image"));
        assert_eq!(nearest("Image", keys), Some("image"));
        assert_eq!(nearest("settings", keys), None);
        assert_eq!(nearest("on", ["no"]), None);
    }
}
