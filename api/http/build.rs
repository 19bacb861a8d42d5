//! Embeds the browser app: writes a table of the files in `web/dist`, as `make web` left them
//! there. Reads that folder only, and neither the network nor npm. Without `index.html` the table
//! is empty.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../web/dist");
    // Cargo would run this script at every build while the folder that it watches is absent.
    if let Err(why) = fs::create_dir_all(&dist) {
        println!("cargo::warning=web/dist is absent and cannot be created: {why}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut table = String::from("&[\n");
    if dist.join("index.html").is_file() {
        let dist = dist.canonicalize()?;
        for path in files(&dist)? {
            row(&mut table, &dist, &path)?;
        }
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("browser_app.rs"), table)?;
    Ok(())
}

/// All files below a folder, sorted; compressed forms are found beside their file.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let is_compressed = matches!(extension(&path).as_str(), "gz" | "br");
            if path.is_dir() && !is_hidden {
                folders.push(path);
            } else if path.is_file() && !is_hidden && !is_compressed {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn row(table: &mut String, dist: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let path = file.strip_prefix(dist)?.components().map(|part| part.as_os_str().to_string_lossy());
    let path = path.collect::<Vec<_>>().join("/");
    let hash: String = format!("{:x}", Sha256::digest(fs::read(file)?)).chars().take(32).collect();
    let beside = |suffix: &str| PathBuf::from(format!("{}.{suffix}", file.display()));
    let bytes = |path: &Path| format!("include_bytes!({:?})", path.display().to_string());
    let gzip = beside("gz");
    let content = if gzip.is_file() {
        format!("Content::Gzip({})", bytes(&gzip))
    } else {
        format!("Content::Plain({})", bytes(file))
    };
    let brotli = beside("br");
    let brotli = if brotli.is_file() { format!("Some({})", bytes(&brotli)) } else { "None".to_owned() };
    writeln!(
        table,
        "AppFile {{ path: {path:?}, media_type: {:?}, hash: {hash:?}, content: {content}, brotli: {brotli} }},",
        media_type(file)
    )?;
    Ok(())
}

fn extension(path: &Path) -> String {
    path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn media_type(path: &Path) -> &'static str {
    match extension(path).as_str() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
