//! Issued documents as PDF: Typst typesets a template with its content. This crate does not depend
//! on cases.

use domain::text::Locale;
use policies::{Policies, issued_documents::words};
use qrcode::{QrCode, render::svg, types::QrError};
use serde_json::Value;
use typst_as_lib::TypstEngine;

/// Why a document cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The link is too long for a QR code.
    #[error("the link does not fit a QR code")]
    Link(#[from] QrError),
    /// The content cannot be serialised as JSON.
    #[error("the content cannot be written")]
    Content(#[from] serde_json::Error),
    /// The template does not match the content; Typst's errors have no source of their own.
    #[error("template {template}: {message}")]
    Template {
        /// The file of the template.
        template: String,
        /// The message of Typst.
        message: String,
    },
}

/// Renders the template `template` of `policies/content` in a language. The QR code contains the
/// `link` of the content. The same content gives the same bytes.
pub fn render(policies: &Policies, template: &str, locale: Locale, content: &Value) -> Result<Vec<u8>, PdfError> {
    let main = format!("{template}.typ");
    let link = content.get("link").and_then(Value::as_str).unwrap_or_default();
    let picture = QrCode::new(link)?.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    let data = serde_json::to_vec(content)?;
    let words = policies.document_templates.get(&words(locale)).cloned().unwrap_or_default();
    let sources: Vec<(&str, &str)> = policies
        .document_templates
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .filter(is_template)
        .collect();
    let engine = TypstEngine::builder()
        .fonts(typst_assets::fonts())
        .with_static_source_file_resolver(sources)
        .with_static_file_resolver([
            ("data.json", data),
            ("words.toml", words.into_bytes()),
            ("qr.svg", picture.into_bytes()),
        ])
        .build();
    let refused = |message: String| PdfError::Template { template: main.clone(), message };
    let set = engine.compile(main.as_str()).output.map_err(|why| refused(why.to_string()))?;
    let options = typst_pdf::PdfOptions {
        ident: typst::foundations::Smart::Custom(format!("{link} {main} {}", locale.as_str())),
        ..typst_pdf::PdfOptions::default()
    };
    typst_pdf::pdf(&set, &options).map_err(|why| refused(format!("{why:?}")))
}

/// Whether a file of `policies/content` is a template, and not the words of a language.
fn is_template((name, _): &(&str, &str)) -> bool {
    !name.to_ascii_lowercase().ends_with(".toml")
}
