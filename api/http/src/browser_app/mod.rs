//! The browser app: the files that `build.rs` embeds from `web/dist`, and their routes.
//!
//! A path whose last part has a dot names a file. Any other path outside the server's own routes is
//! a page of the app, which reads the path itself.

mod serve;

pub use serve::ServeApp;

/// A file of the app.
#[derive(Debug, Clone, Copy)]
pub struct AppFile {
    /// The path below `web/dist`, such as `assets/index-1a2b3c.js`.
    pub path: &'static str,
    pub media_type: &'static str,
    /// The hash of the content, in hexadecimal digits.
    pub hash: &'static str,
    pub content: Content,
    /// The content compressed with Brotli.
    pub brotli: Option<&'static [u8]>,
}

/// The embedded content of a file.
#[derive(Debug, Clone, Copy)]
pub enum Content {
    /// Compressed with gzip.
    Gzip(&'static [u8]),
    /// Uncompressed: a picture, or a file too small to be compressed.
    Plain(&'static [u8]),
}

/// The page of the app; every address of the app answers it.
const PAGE: &str = "index.html";
/// First parts of paths that never belong to the app.
const OTHERS: [&str; 13] = [
    "api",
    "basemap.pmtiles",
    "demo",
    "docs",
    "healthz",
    "look-up",
    "metrics",
    "ogc",
    "openapi.json",
    "readyz",
    "tiles",
    "verify",
    ".well-known",
];

/// The files of an app; none when the app was not built.
#[derive(Debug, Clone, Copy)]
pub struct BrowserApp(pub &'static [AppFile]);

impl BrowserApp {
    /// The app that is built into this binary.
    pub const EMBEDDED: Self = Self(include!(concat!(env!("OUT_DIR"), "/browser_app.rs")));

    /// Whether there is an app to serve.
    #[must_use]
    pub fn is_built(self) -> bool {
        self.file(PAGE).is_some()
    }

    fn file(self, path: &str) -> Option<&'static AppFile> {
        self.0.iter().find(|file| file.path == path)
    }

    /// The file that an address answers.
    fn at(self, path: &str) -> Option<&'static AppFile> {
        let path = path.trim_start_matches('/');
        if !is_app_path(path) {
            return None;
        }
        let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
        self.file(if is_file { path } else { PAGE })
    }
}

/// Whether a path can belong to the app.
#[must_use]
pub fn is_app_path(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    !OTHERS.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn file(path: &'static str) -> AppFile {
        AppFile { path, media_type: "text/plain", hash: "0", content: Content::Plain(b""), brotli: None }
    }

    const FILES: &[AppFile] = &[file("assets/app-1.js"), file("favicon.ico"), file("index.html")];
    const APP: BrowserApp = BrowserApp(FILES);

    #[test]
    fn a_path_without_a_dot_is_a_page_and_one_with_a_dot_a_file() {
        fn at(path: &str) -> Option<&'static str> {
            APP.at(path).map(|file| file.path)
        }
        for page in ["/", "/login", "/work", "/cases/0190/documents", "/assets/0190", "/cases/", "/a.b/c"] {
            assert_eq!(at(page), Some("index.html"), "{page}");
        }
        for path in ["assets/app-1.js", "favicon.ico", "index.html"] {
            assert_eq!(at(&format!("/{path}")), Some(path));
        }
        for nothing in
            ["/assets/app-0.js", "/cases/x.json", "/api", "/api/v2/cases", "/verify/abc", "/tiles", "/docs/x"]
        {
            assert_eq!(at(nothing), None, "{nothing}");
        }
        assert!(APP.is_built() && !BrowserApp(&[]).is_built());
    }
}
