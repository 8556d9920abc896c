//! Filling the demo, once, and serving it.

use std::io;
use std::path::Path;

use super::args::DemoArgs;
use super::banner::{banner, query};
use super::files::DemoFiles;
use crate::app::demo::{FillDemoError, FilledDemo, fill};
use crate::app::staff::{IssueToken, authenticate, issue_token};
use crate::cli::again::{Again, quoted};
use crate::cli::confirm;
use crate::cli::error::CliError;
use crate::cli::open::{self, Opened};
use crate::cli::output::{line, note};
use crate::cli::serve::{bind, serve};
use crate::config::{Settings, Sources, given_by};
use crate::domain::access::{Caller, Scope};
use crate::domain::name::InvalidName;

/// Passes if nothing but the demo itself says which database: its own is the one file it uses.
///
/// # Errors
/// `Refused` if a flag, a variable or a file names another; `Configuration` if they can't be read.
pub fn refuse_other_database(sources: &Sources, folder: &Path) -> Result<(), CliError> {
    let Some(origin) = given_by(sources, "database.url")? else { return Ok(()) };
    let own = DemoFiles::of(folder).database;
    Err(CliError::Refused(format!(
        "the demo keeps a database of its own, {own}, but a database is given by {origin}: leave that out (a variable: \
         `unset` it), and choose the demo's folder with --dir; or serve your own clinic with `serve`",
        own = own.display(),
    )))
}

/// Serves the demo of that folder until the process is told to stop; fills it first if there is none.
///
/// # Errors
/// `Refused` if the address can't be listened on, the folder is not a demo's, the demo that is there can't be used or
/// deleting it is not agreed to; `Database`; `Output`.
pub async fn run(args: &DemoArgs, settings: &Settings, again: &Again) -> Result<(), CliError> {
    // What can be refused is asked for before anything is made or deleted.
    let listener = bind(settings.http.listen).await?;
    let files = &DemoFiles::of(&args.dir);
    if !files.claim().map_err(failed("making the demo's folder"))? {
        return Err(CliError::Refused(format!(
            "{} holds files that are no demo's: choose another folder with --dir, or empty it",
            files.folder.display()
        )));
    }
    let is_to_go = args.fresh && files.are_there();
    if is_to_go {
        let folder = files.folder.display();
        confirm(&format!("Delete the demo in {folder}, with its database, token and mails?"), args.yes)?;
    }
    let lock = open::lock_for_serving(&settings.database)?;
    if is_to_go {
        files.remove().map_err(failed("deleting the earlier demo"))?;
    }
    let is_new = !files.database.exists();
    open::migrate(&settings.database).await?;
    let opened = Opened::open(&settings.database, again).await?;
    let token =
        if is_new { begin(&opened, files, again).await? } else { go_on(&opened, files, again).await? };
    let query = query(opened.app.now());
    std::fs::write(&files.query, &query).map_err(failed("writing the demo's query"))?;
    serve(settings, opened, (listener, lock), true, |address| line(&banner(address, files, &token, &query)))
        .await
}

/// Fills the demo: its token, which is kept in the folder.
async fn begin(opened: &Opened, files: &DemoFiles, again: &Again) -> Result<String, CliError> {
    note("Filling the demo: seven weeks of an invented clinic …");
    let filled = fill(&opened.app).await.map_err(|error| match error {
        FillDemoError::AlreadyFilled => unusable(files, again, "is filled already, and has no token"),
        FillDemoError::Step { doing, source } => CliError::Failed { doing, source },
        FillDemoError::Failure(failure) => opened.failed("filling the demo", failure),
    })?;
    let FilledDemo { clinic_id, admin_id } = filled;
    let command = IssueToken {
        staff_member_id: admin_id,
        label: "demo"
            .parse()
            .map_err(|error: InvalidName| failed("naming the token")(io::Error::other(error)))?,
        scopes: Scope::ALL.to_vec(),
        expires_at: None,
    };
    let issued = issue_token(&opened.app, &Caller::system(clinic_id, "demo"), command)
        .await
        .map_err(|error| CliError::Failed { doing: "issuing the token", source: Box::new(error) })?;
    let token = issued.secret.expose().to_owned();
    files.keep_token(&token).map_err(failed("keeping the token"))?;
    Ok(token)
}

/// The token of the demo that is there, if it still counts.
async fn go_on(opened: &Opened, files: &DemoFiles, again: &Again) -> Result<String, CliError> {
    let token = files.read_token().map_err(failed("reading the token"))?;
    let token = token.ok_or_else(|| unusable(files, again, "was not filled to its end"))?;
    let caller = authenticate(&opened.app, &token)
        .await
        .map_err(|failure| opened.failed("trying the token", failure))?;
    caller.map(|_| token).ok_or_else(|| unusable(files, again, "has a token that no longer counts"))
}

fn unusable(files: &DemoFiles, again: &Again, why: &str) -> CliError {
    let folder = files.folder.display().to_string();
    let step = again.steps([format!("demo --dir {} --fresh", quoted(&folder))]);
    CliError::Refused(format!("the demo in {folder} {why}: begin anew with --fresh\n{step}"))
}

fn failed(doing: &'static str) -> impl FnOnce(io::Error) -> CliError {
    move |source| CliError::Failed { doing, source: Box::new(source) }
}
