//! `hatang import`: imports a file into the register, with a progress bar and a final summary.
//!
//! The command uses the same pipeline as an import through the API: the file goes to the import
//! file store and the batch is leased. If this command is killed, a running server (or the same
//! command with `--resume`) finishes the batch.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use domain::ids::{ImportId, OrganizationId};
use domain::text::fold;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::fs::File;
use tokio_util::io::ReaderStream;
use uuid::Uuid;

use super::{Failed, app, said};
use api_app::app::{App, source};
use api_app::background::assembly::importer;
use api_app::command_pipeline::{RequestContext, execute};
use api_app::config::Config;
use api_app::error::AppError;
use api_app::files::StorageError;
use api_app::imports::importer::{Ended, ImportError, Importer};
use api_app::imports::mapping::Mapping;
use api_app::imports::queries;
use api_app::imports::report::Report;
use api_app::imports::start::Start;
use api_app::imports::suggest::suggest;
use api_app::people::organization::AddExternalOrganization;
use api_app::scratch::Scratch;
use api_app::services::Services;
use api_store::assets::imports::{findings, names};
use api_store::entities::imports::Model;
use api_store::entities::status::ImportMode;
use api_store::people::organizations;

/// Import a file into the register.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The file: CSV, XLSX, GeoJSON, a sequence of GeoJSON, `GeoPackage`, zipped shapefiles, KML,
    /// KMZ or `FlatGeobuf`.
    #[arg(required_unless_present = "resume")]
    file: Option<PathBuf>,
    /// The name of a mapping, or a file with one.
    #[arg(long, required_unless_present_any = ["resume", "suggest"], value_parser = super::line)]
    mapping: Option<String>,
    /// The owner of the assets: the name of an organisation or its id.
    #[arg(long, required_unless_present_any = ["resume", "suggest"], value_parser = super::line)]
    owner: Option<String>,
    /// Create the owner, as an organisation without members, if it is unknown.
    #[arg(long)]
    create_owner: bool,
    /// Check everything, write nothing to the register.
    #[arg(long)]
    dry_run: bool,
    /// Write the findings about the rows to this CSV file.
    #[arg(long)]
    errors: Option<PathBuf>,
    /// Only propose a mapping for the file, as TOML.
    #[arg(long, conflicts_with_all = ["mapping", "owner", "resume", "dry_run"])]
    suggest: bool,
    /// Resume an interrupted import.
    #[arg(long, conflicts_with_all = ["file", "mapping", "owner"])]
    resume: Option<Uuid>,
}

/// The error of an import.
#[derive(Debug, thiserror::Error)]
enum ImportCommandError {
    /// The import file, or the file for the findings.
    #[error("{path}: {why}")]
    File {
        path: String,
        #[source]
        why: io::Error,
    },
    /// The storage is not available.
    #[error(transparent)]
    Files(#[from] StorageError),
    #[error("nobody knows the organisation \"{0}\"; --create-owner creates it")]
    Owner(String),
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The application refused the command.
    #[error("{}", said(.0))]
    App(#[source] Box<AppError>),
    /// The import stopped and can be resumed.
    #[error("{0}; take it up again with --resume {1}")]
    Work(#[source] ImportError, ImportId),
    /// Another node holds the lease.
    #[error("another node works on import {0}")]
    Lost(ImportId),
    /// The file could not be read to its end.
    #[error("import {0} stopped: {1}")]
    Stopped(Uuid, String),
}

impl From<AppError> for ImportCommandError {
    fn from(failure: AppError) -> Self {
        Self::App(Box::new(failure))
    }
}

impl Import {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        if self.suggest {
            suggested(&self, &config)?;
            return Ok(ExitCode::SUCCESS);
        }
        let app = app(config).await?;
        run(&app, &self).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints a mapping for the file, with its doubts as comments.
fn suggested(args: &Import, config: &Config) -> Result<(), Failed> {
    let path = args.file.as_deref().ok_or(ImportCommandError::Missing("the file"))?;
    let kinds = policies::kinds::load(&source(config))?;
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = std::fs::File::open(path).map_err(|why| at(path, why))?;
    let scratch = Scratch::within(&config.data.dir);
    let found = suggest(Box::new(file), &name, &kinds, scratch.folder()?)?;
    let mut out = io::stdout().lock();
    for doubt in &found.doubts {
        writeln!(out, "# {doubt}")?;
    }
    if !found.unplaced.is_empty() {
        writeln!(out, "# not read: {}", found.unplaced.join(", "))?;
    }
    write!(out, "{}", toml::to_string(&found.mapping)?)?;
    Ok(())
}

async fn run(app: &App, args: &Import) -> Result<(), ImportCommandError> {
    let services = Services::open(app)?;
    let importer = importer(app, &services);
    let import = match args.resume {
        Some(id) => ImportId::new(id),
        None => begin(app, &importer, args).await?,
    };
    let progress = progress(app, import).await?;
    let watch = |batch: &Model| {
        progress.set_position(u64::try_from(batch.bytes_read).unwrap_or_default());
        progress.set_message(format!("{} rows, {} refused", batch.rows_read, batch.rows_failed));
    };
    let worker = format!("command line {}", std::process::id());
    let ended = importer.this(import, worker.as_str(), &watch).await;
    progress.finish_and_clear();
    let batch = match ended {
        Ok(Ended::Finished(batch)) => batch,
        Ok(Ended::Lost) => return Err(ImportCommandError::Lost(import)),
        Err(trouble) => return Err(ImportCommandError::Work(trouble, import)),
    };
    if let Some(path) = &args.errors {
        write_errors(app, import, path).await?;
    }
    // The reader of stdout may be gone; the import is complete.
    summary(&batch, args.errors.as_deref(), &mut io::stdout().lock()).unwrap_or_default();
    match batch.last_error {
        Some(trouble) => Err(ImportCommandError::Stopped(batch.id, trouble)),
        None => Ok(()),
    }
}

async fn begin(app: &App, importer: &Importer, args: &Import) -> Result<ImportId, ImportCommandError> {
    let path = args.file.as_deref().ok_or(ImportCommandError::Missing("the file"))?;
    let organization = owner(app, args).await?;
    let mapping =
        mapping(app, organization, args.mapping.as_deref().ok_or(ImportCommandError::Missing("--mapping"))?).await?;
    let import = ImportId::new(app.clock.new_id());
    let file = File::open(path).await.map_err(|why| at(path, why))?;
    let limit = app.config.data.import_limit_bytes;
    let kept = importer.import_files.put(&import.to_string(), ReaderStream::new(file), limit).await;
    let file = kept.map_err(|fault| at(path, io::Error::other(fault)))?;
    let mode = if args.dry_run { ImportMode::DryRun } else { ImportMode::Commit };
    // The file name is only for display; an invalid one is left out.
    let file_name = path.file_name().and_then(|name| super::line(&name.to_string_lossy()).ok());
    let command = Start { import, organization, mapping, mode, file, file_name };
    execute(app, &RequestContext::of_system("hatang import"), command).await?;
    Ok(import)
}

fn at(path: &Path, why: io::Error) -> ImportCommandError {
    ImportCommandError::File { path: path.display().to_string(), why }
}

async fn owner(app: &App, args: &Import) -> Result<OrganizationId, ImportCommandError> {
    let name = args.owner.as_deref().ok_or(ImportCommandError::Missing("--owner"))?;
    let db = app.store.read();
    if let Ok(id) = name.parse::<OrganizationId>()
        && !organizations::names(db, &[id]).await.map_err(AppError::from)?.is_empty()
    {
        return Ok(id);
    }
    let folded = fold(name);
    let found = names::find(db, std::slice::from_ref(&folded)).await.map_err(AppError::from)?;
    match found.get(&folded) {
        Some(id) => Ok(*id),
        None if args.create_owner => Ok(created(app, name).await?),
        None => Err(ImportCommandError::Owner(name.to_owned())),
    }
}

async fn created(app: &App, name: &str) -> Result<OrganizationId, AppError> {
    let command = AddExternalOrganization { name: name.to_owned() };
    Ok(execute(app, &RequestContext::of_system("hatang import"), command).await?.answer)
}

async fn mapping(app: &App, organization: OrganizationId, said: &str) -> Result<Mapping, ImportCommandError> {
    let path = Path::new(said);
    if path.extension().is_some_and(|ending| ending == "toml" || ending == "json") {
        let text = tokio::fs::read_to_string(path).await.map_err(|why| at(path, why))?;
        return Ok(queries::mapping_text(&text)?);
    }
    Ok(queries::mapping(app.store.read(), organization, said).await?)
}

async fn progress(app: &App, import: ImportId) -> Result<ProgressBar, AppError> {
    let batch = queries::one(app.store.read(), &queries::ImportVisibility::All, import).await?;
    let progress = ProgressBar::new(u64::try_from(batch.bytes_total.unwrap_or_default()).unwrap_or_default());
    let style =
        ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta} {msg}").map_err(AppError::internal)?;
    progress.set_style(style);
    Ok(progress)
}

/// Writes every finding as a row of a table. The last column is the row as written, so that the
/// user can correct it and import it again.
async fn write_errors(app: &App, import: ImportId, path: &Path) -> Result<(), ImportCommandError> {
    let broken = |why: csv::Error| at(path, io::Error::other(why));
    let mut table = csv::Writer::from_path(path).map_err(broken)?;
    table.write_record(["row", "field", "rule", "weight", "message_en", "message_vi", "raw"]).map_err(broken)?;
    let mut after = None;
    loop {
        let rows = findings::list(app.store.read(), import, None, after, 1_000).await.map_err(AppError::from)?;
        let Some(last) = rows.last() else { break };
        after = Some((last.row_number, last.id));
        for row in &rows {
            let number = row.row_number.to_string();
            let (field, raw) = (row.field.as_deref().unwrap_or_default(), row.raw.as_deref().unwrap_or_default());
            let cells = [&number, field, &row.rule, &row.weight, &row.message_en, &row.message_vi, raw];
            table.write_record(cells).map_err(broken)?;
        }
    }
    table.flush().map_err(|why| at(path, why))
}

fn summary(batch: &Model, errors: Option<&Path>, out: &mut impl Write) -> io::Result<()> {
    let report = Report::of(&batch.report);
    let would = if batch.mode == ImportMode::DryRun { " (dry run: nothing was written to the register)" } else { "" };
    writeln!(out, "import {} {}{would}", batch.id, batch.status)?;
    writeln!(out, "  rows           {} read, {} in, {} refused", batch.rows_read, batch.rows_ok, batch.rows_failed)?;
    writeln!(out, "  assets         {}", batch.assets_created)?;
    writeln!(out, "  occupancies    {}", batch.occupancies_created)?;
    if !report.organizations_created.is_empty() {
        writeln!(
            out,
            "  organisations  {} new: {}",
            report.organizations_created.len(),
            report.organizations_created.join("; ")
        )?;
    }
    if report.outside_areas > 0 {
        writeln!(
            out,
            "  areas          {} assets lie near no administrative unit of the register",
            report.outside_areas
        )?;
    }
    if !report.unread_columns.is_empty() {
        writeln!(out, "  columns        not read: {}", report.unread_columns.join(", "))?;
    }
    for (rule, times) in &report.rules {
        writeln!(out, "  finding        {rule}: {times}")?;
    }
    match errors {
        Some(path) => writeln!(out, "  row by row     {}", path.display()),
        None if report.rules.is_empty() => Ok(()),
        None => writeln!(out, "  row by row     with --errors FILE.csv, or GET /api/v1/imports/{}/errors", batch.id),
    }
}
