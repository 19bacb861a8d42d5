//! `hatang export`: writes the register, or a part of it, to a file, with a progress bar.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use futures_util::FutureExt;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failed, app, said, say};
use api_app::config::Config;
use api_app::exports::order::{Format, Order};
use api_app::exports::write::{ExportViewer, write};
use api_app::register::filters::Words;
use api_geo::write::PositionFormat;

/// Write assets of the register to a file, with all their data.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The file. Its extension gives the format, unless --format does: .csv, .geojson, .geojsons,
    /// .gpkg, .shp.zip, .kml, .kmz, .fgb, .xlsx, .ofds.zip.
    file: PathBuf,
    /// The format: `csv`, `geojson`, `geojson_seq`, `geopackage`, `shapefile`, `kml`, `kmz`,
    /// `flatgeobuf`, `xlsx` or `ofds`.
    #[arg(long)]
    format: Option<String>,
    /// Which assets, as the query parameters of GET /assets: kind=pole,tower, area=…,
    /// bbox=west,south,east,north, q=…
    #[arg(long, value_name = "NAME=VALUE")]
    filter: Vec<String>,
    /// The coordinate reference system: OGC:CRS84, EPSG:4326, EPSG:3857 or EPSG:5899.
    #[arg(long, default_value = "OGC:CRS84")]
    crs: String,
    /// The form of the location in a table.
    #[arg(long, value_enum, default_value_t = PlaceArg::Wkt)]
    place: PlaceArg,
    /// Only these columns.
    #[arg(long, value_delimiter = ',')]
    columns: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PlaceArg {
    /// A column of well-known text.
    Wkt,
    /// Two columns of numbers; only points have them.
    Columns,
}

impl Export {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let order = self.order()?;
        let app = app(config).await?;
        order.check(&app.policies.kinds).map_err(|failure| Failed(said(&failure)))?;
        let progress = ProgressBar::new(0);
        progress.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}")?);
        let progress = &progress;
        let watcher = move |done: u64, total: u64| {
            progress.set_length(total);
            progress.set_position(done);
            async { Ok(true) }.boxed()
        };
        // Only a complete export replaces an existing file.
        let part = part(&self.file);
        let done = Box::pin(write(&app, &order, ExportViewer::System, &part, &watcher)).await;
        progress.finish_and_clear();
        let done = match done {
            Ok(done) => done,
            Err(trouble) => {
                if part.exists() {
                    std::fs::remove_file(&part)?;
                }
                return Err(trouble.into());
            }
        };
        std::fs::rename(&part, &self.file)?;
        say(&format!("{} assets in {}", done.rows, self.file.display()));
        if done.losses.texts_cut > 0 {
            say(&format!("  {} texts were longer than the format holds, and are cut", done.losses.texts_cut));
        }
        if done.losses.shapes_left_out > 0 {
            say(&format!("  {} shapes were longer than a cell holds, and are left out", done.losses.shapes_left_out));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn order(&self) -> Result<Order, Failed> {
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let format = match &self.format {
            Some(word) => {
                word.parse::<Format>().ok().ok_or_else(|| Failed(format!("--format: there is no \"{word}\"")))
            }
            None => Format::of_file(&name)
                .ok_or_else(|| Failed(format!("{name}: the ending says no format; say it with --format"))),
        }?;
        let place = match self.place {
            PlaceArg::Wkt => PositionFormat::Wkt,
            PlaceArg::Columns => PositionFormat::Columns,
        };
        Ok(Order { format, crs: self.crs.clone(), place, columns: self.columns.clone(), filter: words(&self.filter)? })
    }
}

fn part(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

fn words(said: &[String]) -> Result<Words, Failed> {
    let mut words = Words::default();
    for said in said {
        let (name, value) = said.split_once('=').ok_or_else(|| Failed(format!("--filter {said}: say NAME=VALUE")))?;
        let text = Some(value.to_owned());
        let wrong = || Failed(format!("--filter {said}: that is no {name}"));
        match name {
            "bbox" => words.bbox = text,
            "near" => words.near = text,
            "within_m" => words.within_m = Some(value.parse().map_err(|_no_number| wrong())?),
            "kind" => words.kind = text,
            "owner" => words.owner = Some(value.parse().map_err(|_no_id| wrong())?),
            "area" => words.area = text,
            "lifecycle" => words.lifecycle = text,
            "shareable" => words.shareable = Some(value.parse().map_err(|_no_flag| wrong())?),
            "free_min" => words.free_min = Some(value.parse().map_err(|_no_number| wrong())?),
            "q" => words.q = text,
            _ => return Err(Failed(format!("--filter {said}: there is no filter \"{name}\""))),
        }
    }
    Ok(words)
}
