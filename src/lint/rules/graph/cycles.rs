//! Circles in a graph.

use std::collections::VecDeque;

/// For each node a number that it shares with exactly those nodes that it reaches and that reach
/// it. `edges` are the nodes each node points at.
pub(in crate::lint::rules) fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    // Kosaraju: nodes by the time at which a search leaves them, then searches against the arrows.
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for &to in targets {
            if let Some(sources) = back.get_mut(to) {
                sources.push(from);
            }
        }
    }
    let mut left = Vec::with_capacity(edges.len());
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut open = vec![(start, 0)];
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        while let Some((node, next)) = open.pop() {
            let Some(&to) = edges[node].get(next) else {
                left.push(node);
                continue;
            };
            open.push((node, next + 1));
            if seen.get(to) == Some(&false) {
                seen[to] = true;
                open.push((to, 0));
            }
        }
    }
    let mut component = vec![usize::MAX; edges.len()];
    for (number, &start) in left.iter().rev().enumerate() {
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if component[node] == usize::MAX {
                component[node] = number;
                open.extend(&back[node]);
            }
        }
    }
    component
}

/// The shortest way from one node to another within their component, both ends included; empty if
/// there is none.
pub(in crate::lint::rules) fn path(
    edges: &[Vec<usize>],
    component: &[usize],
    from: usize,
    to: usize,
) -> Vec<usize> {
    let mut came = vec![usize::MAX; edges.len()];
    let mut open = VecDeque::from([from]);
    while let Some(node) = open.pop_front() {
        if node == to {
            let mut way = vec![to];
            let mut at = to;
            while at != from {
                at = came[at];
                way.push(at);
            }
            way.reverse();
            return way;
        }
        for &next in &edges[node] {
            let is_new = next != from && came.get(next) == Some(&usize::MAX);
            if is_new && component.get(next) == component.get(from) {
                came[next] = node;
                open.push_back(next);
            }
        }
    }
    Vec::new()
}

/// A circle in words: `` `a` → `b` → `a` ``. It begins and ends with the first name.
pub(in crate::lint::rules) fn words<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.len() > 8 {
        names.splice(4..names.len() - 3, ["…".to_owned()]);
    }
    names.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::{components, path, words};

    #[test]
    fn circles_share_a_number() {
        // 0 → 1 → 2 → 0, 3 → 0, 4 alone.
        let edges = [vec![1], vec![2], vec![0], vec![0], vec![]];
        let found = components(&edges);
        assert!(found[0] == found[1] && found[1] == found[2]);
        assert!(found[3] != found[0] && found[4] != found[0] && found[3] != found[4]);
        assert_eq!(path(&edges, &found, 1, 0), [1, 2, 0]);
        assert_eq!(path(&edges, &found, 4, 0), [0; 0]);
        assert_eq!(path(&edges, &found, 4, 4), [4]);
    }

    #[test]
    fn long_circles_are_cut() {
        assert_eq!(words(["a", "b", "a"]), "`a` → `b` → `a`");
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "a"];
        assert_eq!(words(names), "`a` → `b` → `c` → `d` → … → `h` → `i` → `a`");
    }
}
