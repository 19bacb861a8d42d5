//! The press: a template and its content become a PDF. It knows nothing of cases.

use domain::text::Locale;
use policies::{Policies, papers::words};
use qrcode::{QrCode, render::svg};
use serde_json::Value;
use typst_as_lib::TypstEngine;

use super::Paper;
use crate::failure::Failure;

/// Prints a paper in a language. The same content gives the same bytes.
///
/// # Errors
/// [`Failure::Internal`] when the template cannot be set with this content.
pub fn print(policies: &Policies, paper: Paper, locale: Locale, content: &Value) -> Result<Vec<u8>, Failure> {
    let main = format!("{}.typ", paper.as_str());
    let link = content.get("link").and_then(Value::as_str).unwrap_or_default();
    let code = QrCode::new(link).map_err(Failure::internal)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    let data = serde_json::to_vec(content).map_err(Failure::internal)?;
    let words = policies.papers.get(&words(locale)).cloned().unwrap_or_default();
    let sources: Vec<(&str, &str)> =
        policies.papers.iter().map(|(name, text)| (name.as_str(), text.as_str())).filter(is_template).collect();
    let engine = TypstEngine::builder()
        .fonts(typst_assets::fonts())
        .with_static_source_file_resolver(sources)
        .with_static_file_resolver([
            ("data.json", data),
            ("words.toml", words.into_bytes()),
            ("qr.svg", picture.into_bytes()),
        ])
        .build();
    let set = engine.compile(main.as_str()).output.map_err(|why| Failure::internal(format!("{main}: {why}")))?;
    let options = typst_pdf::PdfOptions {
        ident: typst::foundations::Smart::Custom(format!("{link} {main} {}", locale.as_str())),
        ..typst_pdf::PdfOptions::default()
    };
    typst_pdf::pdf(&set, &options).map_err(|why| Failure::internal(format!("{main}: {why:?}")))
}

fn is_template((name, _): &(&str, &str)) -> bool {
    !name.to_ascii_lowercase().ends_with(".toml")
}
