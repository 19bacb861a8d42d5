//! Documents that the people of the demo file: a page that names itself and says that it is a
//! sample.

use domain::text::without_accents;

/// A PDF of one page. The standard font has no Vietnamese letters, so the text stands without
/// accents.
pub(super) fn pdf(title: &str, about: &str) -> Vec<u8> {
    let line = |y: u32, size: u32, text: &str| {
        let printable = |character: &char| character.is_ascii() && !"()\\".contains(*character);
        let text: String = without_accents(text).chars().filter(printable).collect();
        format!("BT /F1 {size} Tf 60 {y} Td ({text}) Tj ET\n")
    };
    let content = [
        line(760, 18, &title.to_uppercase()),
        line(730, 11, about),
        line(700, 9, "Tài liệu minh họa của bản trình diễn Hạ tầng; không có giá trị pháp lý."),
        line(686, 9, "A sample of the Hatang demo, without legal effect."),
    ]
    .concat();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>\nstream\n{content}endstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in (1_u32..).zip(&objects) {
        places.push(file.len());
        file.extend([format!("{number} 0 obj\n{object}\nendobj\n")]);
    }
    let table = file.len();
    file.extend([format!("xref\n0 {}\n0000000000 65535 f \n", objects.len().saturating_add(1))]);
    for place in places {
        file.extend([format!("{place:010} 00000 n \n")]);
    }
    file.extend([format!("trailer\n<</Size {}/Root 1 0 R>>\n", objects.len().saturating_add(1))]);
    file.extend([format!("startxref\n{table}\n%%EOF\n")]);
    file.into_bytes()
}
