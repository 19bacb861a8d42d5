//! The formatted face of a letter, made from its plain one, so that there is one text to write, read and prove.

/// The text as an HTML page: paragraphs where it has empty lines, links where it has addresses, nothing fetched from outside.
#[must_use]
pub fn face(subject: &str, text: &str, language: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| format!("<p>{}</p>", paragraph.lines().map(line).collect::<Vec<_>>().join("<br>\n")))
        .collect::<Vec<_>>()
        .join("\n");
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"margin:0;background:#f3f5f7\"><div style=\"max-width:40em;margin:1.5em auto;padding:1.5em 2em;\
         background:#fff;border-top:4px solid #1f5f8b;font:16px/1.5 'Segoe UI',Roboto,Arial,sans-serif;color:#1b2733\">\n\
         <h1 style=\"font-size:1.15em;margin:0 0 1em\">{}</h1>\n{paragraphs}\n</div></body></html>\n",
        escaped(language),
        escaped(subject),
        escaped(subject),
    )
}

fn line(line: &str) -> String {
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn word(word: &str) -> String {
    let address = word.trim_end_matches(['.', ',', ';', ')']);
    if address.starts_with("https://") || address.starts_with("http://") {
        let rest = word.get(address.len()..).unwrap_or_default();
        format!("<a href=\"{0}\">{0}</a>{1}", escaped(address), escaped(rest))
    } else {
        escaped(word)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_paragraphs_and_links() {
        let html = face("Hồ sơ", "Kính gửi,\n\nXem https://hatang.example/cases/1.\nTrân trọng", "vi");
        assert!(html.contains("<p>Kính gửi,</p>"), "{html}");
        assert!(
            html.contains("<a href=\"https://hatang.example/cases/1\">https://hatang.example/cases/1</a>.<br>"),
            "{html}"
        );
        assert!(html.contains("<html lang=\"vi\">"));
    }

    #[test]
    fn what_people_wrote_stays_text() {
        let html = face("<b>", "<script>alert('x')</script> javascript:alert(1) http://x\"onclick=y", "vi");
        assert!(!html.contains("<script") && !html.contains("\"onclick"), "{html}");
        assert!(!html.contains("href=\"javascript"), "{html}");
    }
}
