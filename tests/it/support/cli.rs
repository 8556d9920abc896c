//! The program itself, run as a user of a terminal runs it.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_roundel");

/// The program in an empty folder and an environment that holds nothing but its database's URL.
pub(crate) struct Roundel {
    folder: TempDir,
    database_url: Option<String>,
}

/// What a run left: the exit code and what was printed where.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Roundel {
    /// Without a database of its own: with the defaults, in a folder that goes when this is dropped.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database_url: None }
    }

    /// On the database of that URL.
    pub(crate) fn on(url: &str) -> Self {
        Self { database_url: Some(url.to_owned()), ..Self::new() }
    }

    /// The folder it runs in.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs it with these arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.finish(Command::new(PROGRAM).args(arguments))
    }

    /// Starts it and lets it run; what it prints to standard error can be read.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(PROGRAM);
        self.settle(command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped())).spawn().unwrap()
    }

    /// The same from a shell that has run `first`: what a process is allowed is inherited.
    pub(crate) fn start_after(&self, first: &str, arguments: &[&str]) -> Child {
        let line = format!("{first}; exec \"$0\" \"$@\"");
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &line, PROGRAM]).args(arguments);
        self.settle(command.stdout(Stdio::null()).stderr(Stdio::piped())).spawn().unwrap()
    }

    /// Runs a line of shell as it stands.
    pub(crate) fn shell(&self, line: &str) -> Ran {
        self.finish(Command::new("/bin/sh").args(["-c", line]))
    }

    /// Runs it from within its folder, as `started_as` names it there.
    pub(crate) fn run_as(&self, started_as: &str, arguments: &[&str]) -> Ran {
        self.finish(Command::new(PROGRAM).arg0(started_as).args(arguments))
    }

    /// The program, to be run in another way.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        self.settle(&mut command);
        command
    }

    /// Gives it its folder and an environment that holds nothing but the database's URL.
    fn settle<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let variables = self.database_url.iter().map(|url| ("ROUNDEL__DATABASE__URL", url));
        command.env_clear().envs(variables).current_dir(self.folder.path())
    }

    fn finish(&self, command: &mut Command) -> Ran {
        let output = self.settle(command).output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// What was printed to standard output, of a run that did what it was asked for.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// What was printed to standard error, of a run that ended with this code and printed nothing else.
    #[track_caller]
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self:?}");
        self.err
    }
}
