//! `drone-k8s lint`.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::files::{Input, inputs, replace};
use super::shellcheck::Shellcheck;
use super::{complain, diff, stdout_color};
use crate::cli::{LintArgs, LintFormat, MinSeverity};
use crate::lint::{self, Choices, Config, Levels};
use crate::report::findings::{Findings, Format, write};
use crate::source::{Problem, Severity, Source};
use crate::{Exit, Io};

/// Name of the configuration.
const CONFIG: &str = ".drone-k8s.yaml";

/// Says what is wrong with files.
pub(crate) fn lint(args: &LintArgs, io: &mut Io) -> Exit {
    match perform(args, io) {
        Ok(exit) => exit,
        Err(Failure::Said(message)) => complain(io, &message),
        // Whoever read the output has gone: that is no error.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Exit::Success,
        Err(Failure::Output(error)) => complain(io, &format!("cannot write: {error}")),
    }
}

/// Prints the JSON Schema.
pub(crate) fn schema(io: &mut Io) -> Exit {
    // A reader that has gone is no error.
    let _ = writeln!(io.stdout, "{:#}", lint::schema());
    Exit::Success
}

enum Failure {
    Said(String),
    Output(io::Error),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Said(message)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn perform(args: &LintArgs, io: &mut Io) -> Result<Exit, Failure> {
    if args.list_rules {
        io.stdout.write_all(lint::list().as_bytes())?;
        return Ok(Exit::Success);
    }
    if let Some(name) = &args.explain {
        let Some(rule) = lint::find(name) else {
            let names = lint::RULES.iter().flat_map(|rule| [rule.name, rule.id]);
            let hint = lint::did_you_mean(name, names).unwrap_or_default();
            return Err(
                format!("there is no rule `{name}`; lint --list-rules shows all {hint}").into(),
            );
        };
        io.stdout.write_all(lint::explain(rule).as_bytes())?;
        return Ok(Exit::Success);
    }
    let mut configs = Configs::new(args)?;
    let shellcheck = args.shellcheck.then(Shellcheck::new).transpose()?;
    let mut jobs = Vec::new();
    for input in inputs(&args.paths)? {
        let source = input.read(&args.stdin_filename)?;
        if let Some(defect) = source.defect() {
            return Err(format!("{}: {}", source.name(), defect.message).into());
        }
        let (levels, trusted) = configs.for_input(&input, args)?;
        jobs.push(Job {
            input,
            source,
            levels,
            trusted: trusted || args.trusted,
            shellcheck: shellcheck.as_ref(),
        });
    }
    let mut total = Total::default();
    let mut files = if args.diff || args.fix {
        mend(jobs, args, &mut total, io)?
    } else {
        find(jobs)
    };
    if let Some(fault) = shellcheck.and_then(Shellcheck::into_fault) {
        return Err(fault.into());
    }
    if args.diff {
        return Ok(if total.fixed > 0 {
            Exit::Failure
        } else {
            Exit::Success
        });
    }
    for file in &mut files {
        total.count(&mut file.problems, args);
    }
    show(args, &files, &total, io)
}

/// A file to lint, and how.
struct Job<'a> {
    input: Input,
    source: Source,
    levels: Levels,
    trusted: bool,
    shellcheck: Option<&'a Shellcheck>,
}

impl Job<'_> {
    fn lint(&self, source: &Source) -> Vec<Problem> {
        let mut problems = match self.shellcheck {
            Some(shellcheck) => {
                lint::lint_with(source, self.trusted, Some(&|script| shellcheck.run(script)))
            }
            None => lint::lint(source, self.trusted),
        };
        self.levels.judge(&mut problems);
        problems
    }
}

/// What is wrong with each file, several at a time.
fn find(jobs: Vec<Job<'_>>) -> Vec<Findings> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let mut found: Vec<Vec<Problem>> = Vec::new();
    found.resize_with(jobs.len(), Vec::new);
    let next = Mutex::new(jobs.iter().zip(&mut found));
    let work = || {
        loop {
            let mut queue = next.lock().unwrap_or_else(PoisonError::into_inner);
            let Some((job, problems)) = queue.next() else {
                return;
            };
            drop(queue);
            *problems = job.lint(&job.source);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(jobs.len()) {
            scope.spawn(work);
        }
        work();
    });
    let sources = jobs.into_iter().map(|job| job.source);
    let files = sources.zip(found);
    files
        .map(|(source, problems)| Findings { source, problems })
        .collect()
}

/// Mends each file, or shows how.
fn mend(
    jobs: Vec<Job<'_>>,
    args: &LintArgs,
    total: &mut Total,
    io: &mut Io,
) -> Result<Vec<Findings>, Failure> {
    let mut files = Vec::new();
    for job in jobs {
        let fixed = lint::fix(job.source.clone(), args.unsafe_fixes, &|source| {
            job.lint(source)
        });
        total.fixed += fixed.count;
        let (old, new) = (job.source.text(), fixed.source.text());
        if args.diff {
            if old != new {
                let color = stdout_color(args.color, io);
                diff::write(job.source.name(), old, new, color, io)?;
            }
            continue;
        }
        match job.input.path() {
            Some(path) if old != new => replace(path, &job.source, new)?,
            Some(_) => {}
            None => io.stdout.write_all(new.as_bytes())?,
        }
        files.push(Findings {
            source: fixed.source,
            problems: fixed.problems,
        });
    }
    Ok(files)
}

/// Writes findings or statistics, and the summary.
fn show(args: &LintArgs, files: &[Findings], total: &Total, io: &mut Io) -> Result<Exit, Failure> {
    let color = stdout_color(args.color, io);
    let format = match args.format {
        LintFormat::Full => Format::Full(color),
        LintFormat::Concise => Format::Concise(color),
        LintFormat::Json => Format::Json,
        LintFormat::Jsonl => Format::Jsonl,
        LintFormat::Github => Format::Github,
        LintFormat::Gitlab => Format::Gitlab,
        LintFormat::Sarif => Format::Sarif,
        LintFormat::Junit => Format::Junit,
        LintFormat::Checkstyle => Format::Checkstyle,
        LintFormat::Rdjson => Format::Rdjson,
    };
    // Fixed text of stdin goes to stdout: what is left goes beside it.
    let to_stderr = args.fix && args.paths.iter().any(|path| path.as_os_str() == "-");
    let mut text = Vec::new();
    if args.statistics {
        statistics(files, &mut text)?;
    } else {
        write(files, format, &mut text)?;
    }
    let out = if to_stderr {
        &mut io.stderr
    } else {
        &mut io.stdout
    };
    out.write_all(&text)?;
    out.flush()?;
    if matches!(format, Format::Full(_) | Format::Concise(_)) {
        let _ = writeln!(io.stderr, "{}", total.sentence(files.len()));
    }
    let failed = total.errors > 0 || args.strict && total.warnings > 0;
    Ok(if failed { Exit::Failure } else { Exit::Success })
}

/// How often each rule found something, most often first.
fn statistics(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in files.iter().flat_map(|file| &file.problems) {
        *counts.entry(problem.code).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    for (code, count) in counts {
        let id = lint::find(code).map_or("", |rule| rule.id);
        writeln!(out, "{count:6}  {id:5}  {code}")?;
    }
    Ok(())
}

/// What was found in all files.
#[derive(Default)]
struct Total {
    errors: usize,
    warnings: usize,
    hidden: usize,
    fixable: usize,
    fixed: usize,
}

impl Total {
    /// Counts the problems of a file, and drops those that are not shown.
    fn count(&mut self, problems: &mut Vec<Problem>, args: &LintArgs) {
        let least = match args.min_severity {
            MinSeverity::Error => Severity::Error,
            MinSeverity::Warning => Severity::Warning,
            MinSeverity::Info => Severity::Info,
        };
        for problem in problems.iter() {
            match problem.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Info => {}
            }
        }
        let before = problems.len();
        problems.retain(|problem| problem.severity <= least);
        self.hidden += before - problems.len();
        let fixable = problems.iter().filter_map(|problem| problem.fix.as_ref());
        self.fixable += fixable.filter(|fix| fix.safe).count();
    }

    fn sentence(&self, files: usize) -> String {
        let many = |count: usize, word: &str| {
            format!("{count} {word}{}", if count == 1 { "" } else { "s" })
        };
        let mut parts = vec![format!(
            "{}, {} in {}",
            many(self.errors, "error"),
            many(self.warnings, "warning"),
            many(files, "file")
        )];
        if self.fixed > 0 {
            parts.push(format!("{} mended", self.fixed));
        }
        if self.fixable > 0 {
            parts.push(format!("{} can be mended with --fix", self.fixable));
        }
        if self.hidden > 0 {
            parts.push(format!("{} below --min-severity", self.hidden));
        }
        parts.join("; ")
    }
}

/// The configurations of the files, each read once.
struct Configs {
    given: Option<(PathBuf, Config)>,
    search: bool,
    found: HashMap<PathBuf, Option<(PathBuf, Config)>>,
}

impl Configs {
    fn new(args: &LintArgs) -> Result<Self, String> {
        let given = match &args.config {
            Some(path) => {
                let folder = std::path::absolute(path).ok();
                let folder = folder.and_then(|path| path.parent().map(Path::to_path_buf));
                Some((folder.unwrap_or_default(), read(path)?))
            }
            None => None,
        };
        Ok(Self {
            search: given.is_none() && !args.no_config,
            given,
            found: HashMap::new(),
        })
    }

    /// Levels for an input, and whether it is trusted. The command line comes last and wins.
    fn for_input(&mut self, input: &Input, args: &LintArgs) -> Result<(Levels, bool), String> {
        let name = input.path().unwrap_or(Path::new(&args.stdin_filename));
        let path =
            std::path::absolute(name).map_err(|error| format!("{}: {error}", name.display()))?;
        let config = if self.search {
            let folder = path.parent().unwrap_or(Path::new("/")).to_path_buf();
            if !self.found.contains_key(&folder) {
                let config = upwards(&folder)?;
                self.found.insert(folder.clone(), config);
            }
            self.found.get(&folder).and_then(Option::as_ref)
        } else {
            self.given.as_ref()
        };
        let (mut levels, trusted) = match config {
            Some((folder, config)) => config
                .for_file(folder, &path)
                .map_err(|error| format!("{}: {error}", folder.join(CONFIG).display()))?,
            None => (Levels::default(), false),
        };
        levels.apply(&Choices {
            select: args.select.clone(),
            ignore: args.ignore.clone(),
            error: args.error.clone(),
            warn: args.warn.clone(),
        })?;
        Ok((levels, trusted))
    }
}

/// The nearest configuration above a folder, with its own folder.
fn upwards(folder: &Path) -> Result<Option<(PathBuf, Config)>, String> {
    for above in folder.ancestors() {
        let path = above.join(CONFIG);
        if path.is_file() {
            return Ok(Some((above.to_path_buf(), read(&path)?)));
        }
    }
    Ok(None)
}

fn read(path: &Path) -> Result<Config, String> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Config::read(&text).map_err(|error| format!("{}: {error}", path.display()))
}
