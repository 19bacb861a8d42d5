//! The texts of the pages.

use std::collections::BTreeMap;

use domain::text::Locale;

/// Key, Vietnamese, English.
const WORDS: [(&str, &str, &str); 41] = [
    ("look_up", "Tra cứu hồ sơ", "Look up a case"),
    (
        "look_up_lead",
        "Nhập mã hồ sơ và mã tra cứu in trên giấy tiếp nhận.",
        "Enter the code and the secret printed on the receipt.",
    ),
    ("code", "Mã hồ sơ", "Case code"),
    ("code_hint", "Ví dụ: SA-2026-000001", "For example: SA-2026-000001"),
    ("secret", "Mã tra cứu", "Look-up secret"),
    ("show", "Tra cứu", "Look up"),
    (
        "unknown_case",
        "Không tìm thấy hồ sơ với mã và mã tra cứu này. Hãy kiểm tra lại từng ký tự trên giấy tiếp nhận.",
        "No case has this code and secret. Compare each character with the receipt.",
    ),
    ("kind", "Thủ tục", "Procedure"),
    ("now", "Hiện nay", "Now"),
    ("dossier_code", "Mã số hồ sơ quốc gia", "National dossier code"),
    ("authority", "Cơ quan đang giải quyết", "Office in charge"),
    ("filed", "Ngày nộp", "Filed on"),
    ("due", "Ngày hẹn trả kết quả", "Due on"),
    (
        "overdue",
        "Hồ sơ đã quá hạn. Cơ quan giải quyết xin lỗi và phải thông báo ngày hẹn mới.",
        "The case is overdue. The office apologises and has to name a new day.",
    ),
    ("another", "Tra cứu hồ sơ khác", "Look up another case"),
    ("verify", "Kiểm tra giấy tờ", "Verify a document"),
    (
        "verify_lead",
        "Nhập số in trên giấy phép, văn bản chấp thuận hoặc giấy tiếp nhận thông báo, hoặc quét mã QR trên giấy.",
        "Enter the number on the permit, approval or receipt of a notice, or scan its QR code.",
    ),
    ("number", "Số văn bản", "Document number"),
    ("number_hint", "Ví dụ: 000001/2026/GPXD", "For example: 000001/2026/GPXD"),
    ("check", "Kiểm tra", "Verify"),
    ("in_force", "CÒN HIỆU LỰC", "IN FORCE"),
    ("not_in_force", "KHÔNG CÒN HIỆU LỰC", "NOT IN FORCE"),
    ("not_found", "KHÔNG TÌM THẤY", "NOT FOUND"),
    (
        "not_found_why",
        "Không có văn bản nào được cấp với số này. Nếu số in trên giấy đúng như vậy, hãy hỏi cơ quan ghi trên giấy.",
        "No document with this number was issued. If the paper shows this number, ask the office that it names.",
    ),
    ("asked_number", "Số đã nhập", "Number entered"),
    ("title", "Nội dung", "Subject"),
    ("holder", "Cấp cho", "Holder"),
    ("place", "Địa điểm", "Place"),
    ("issuer", "Cơ quan cấp", "Issued by"),
    ("issued", "Ngày cấp", "Issued on"),
    ("valid_until", "Có giá trị đến", "Valid until"),
    ("conditions", "Điều kiện", "Conditions"),
    ("state", "Tình trạng", "State"),
    (
        "proves",
        "Trang này cho biết văn bản có số này đã được cấp và tình trạng hôm nay. Trang này không chứng minh bản giấy trong tay bạn đúng với bản gốc: hãy so sánh các dòng trên đây với bản giấy.",
        "This page shows that a document with this number was issued, and its state today. It does not prove that the paper in your hand equals the original: compare the lines above with the paper.",
    ),
    ("another_number", "Kiểm tra số khác", "Verify another number"),
    ("log_in", "Đăng nhập", "Log in"),
    ("failed", "Máy chủ đang bận", "The server is busy"),
    ("failed_why", "Hãy thử lại sau ít phút.", "Try again in a few minutes."),
    ("vi", "Tiếng Việt", "Tiếng Việt"),
    ("en", "English", "English"),
    ("help", "Trợ giúp", "Help"),
];

/// All texts in a language.
pub(super) fn of(locale: Locale) -> BTreeMap<&'static str, &'static str> {
    let text = |(key, vi, en)| match locale {
        Locale::Vi => (key, vi),
        Locale::En => (key, en),
    };
    WORDS.into_iter().map(text).collect()
}
