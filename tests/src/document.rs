//! Reads a PDF as people do: its text, and its QR code with a camera's decoder.

use std::path::Path;
use std::process::Command;

/// The tools that read a PDF.
const TOOLS: [&str; 3] = ["pdftotext", "pdftoppm", "zbarimg"];

/// Whether the tools that read a PDF are installed.
///
/// # Panics
/// In CI, when a tool is missing.
#[must_use]
pub fn can_be_read(what: &str) -> bool {
    let missing: Vec<&str> =
        TOOLS.into_iter().filter(|tool| Command::new(tool).arg("--version").output().is_err()).collect();
    if missing.is_empty() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "{what}: {missing:?} must be installed");
    #[expect(clippy::print_stderr, reason = "what is passed over is said aloud")]
    {
        eprintln!("PASSED OVER: {what} needs {missing:?}");
    }
    false
}

/// The text of a PDF, in reading order.
///
/// # Panics
/// When the bytes are not a PDF.
#[must_use]
pub fn text(pdf: &[u8]) -> String {
    text_as("-layout", pdf)
}

/// The pages of a PDF, each with its text in the order of typesetting, so that text behind the
/// lines is not mixed into them.
///
/// # Panics
/// When the bytes are not a PDF.
#[must_use]
pub fn pages(pdf: &[u8]) -> Vec<String> {
    text_as("-raw", pdf).trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

fn text_as(order: &str, pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).expect("a file");
    let out = run(Command::new("pdftotext").args([order, "-enc", "UTF-8"]).arg(&file).arg("-"));
    String::from_utf8(out).expect("text")
}

/// The content of the code on the first page.
///
/// # Panics
/// When no code can be read.
#[must_use]
pub fn code(pdf: &[u8]) -> String {
    code_of(pdf, 1)
}

/// The content of the code on the last page.
///
/// # Panics
/// When no code can be read.
#[must_use]
pub fn code_of_last_page(pdf: &[u8]) -> String {
    code_of(pdf, pages(pdf).len())
}

fn code_of(pdf: &[u8], page: usize) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).expect("a file");
    run(Command::new("pdftoppm")
        .args(["-png", "-r", "150", "-singlefile", "-f", &page.to_string()])
        .arg(&file)
        .arg(Path::new(folder.path()).join("page")));
    let out = run(Command::new("zbarimg").args(["--quiet", "--raw"]).arg(folder.path().join("page.png")));
    String::from_utf8(out).expect("text").trim().to_owned()
}

fn run(command: &mut Command) -> Vec<u8> {
    let done = command.output().expect("the tool");
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}
