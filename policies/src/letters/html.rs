//! Derives the HTML version of a letter from the text: paragraphs, lists and links, nothing else.

use domain::text::Locale;

/// The text as HTML, with all content escaped.
pub(super) fn of(text: &str, locale: Locale) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"></head>\n\
         <body style=\"font-family: sans-serif; line-height: 1.5; max-width: 42rem\">\n",
        locale.as_str()
    );
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let mut list = Vec::new();
        let mut words = Vec::new();
        for line in block.lines() {
            if let Some(item) = line.strip_prefix("- ") {
                paragraph(&mut page, &mut words);
                list.push(linked(item));
            } else {
                items(&mut page, &mut list);
                words.push(linked(line));
            }
        }
        paragraph(&mut page, &mut words);
        items(&mut page, &mut list);
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn paragraph(page: &mut String, words: &mut Vec<String>) {
    if !words.is_empty() {
        page.extend(["<p>", &words.join("<br>\n"), "</p>\n"]);
        words.clear();
    }
}

fn items(page: &mut String, list: &mut Vec<String>) {
    if !list.is_empty() {
        page.extend(["<ul>\n<li>", &list.join("</li>\n<li>"), "</li>\n</ul>\n"]);
        list.clear();
    }
}

/// An escaped line, with URLs as links.
fn linked(line: &str) -> String {
    line.split(' ')
        .map(|word| {
            let safe = escaped(word);
            if word.starts_with("https://") || word.starts_with("http://") {
                format!("<a href=\"{safe}\">{safe}</a>")
            } else {
                safe
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_cannot_become_markup() {
        let page = of("Xin <b>chào</b>\n- một & hai\nhttps://hatang.example/cases/1?a=\"b\"\n", Locale::Vi);
        assert!(page.contains("<p>Xin &lt;b&gt;chào&lt;/b&gt;</p>\n<ul>\n<li>một &amp; hai</li>\n</ul>\n"));
        assert!(page.contains("<a href=\"https://hatang.example/cases/1?a=&quot;b&quot;\">"));
        assert!(page.contains("<html lang=\"vi\">"));
    }
}
