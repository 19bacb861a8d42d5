//! The sentence of each fault, in Vietnamese and English.

use domain::messages::Message;
use domain::text::Locale;

use super::fault::Fault;
use crate::geo::position::Misplaced;
use crate::geo::row::Unreadable;
use crate::geo::shape::Unplaced;

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

fn say(vi: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence { vi: vi.into(), en: en.into() }
}

/// What a person reads about a fault.
#[must_use]
pub fn sentence(fault: &Fault) -> Sentence {
    match fault {
        Fault::Unreadable(unreadable) => unreadable_sentence(unreadable),
        Fault::Missing => say("thiếu giá trị bắt buộc", "a required value is missing"),
        Fault::Untranslated { found } => say(
            format!("\"{found}\" không có trong bảng chuyển đổi"),
            format!("\"{found}\" is not in the translation table"),
        ),
        Fault::NotANumber { found } => {
            say(format!("\"{found}\" không phải là số"), format!("\"{found}\" is not a number"))
        }
        Fault::NotAWholeNumber { found } => {
            say(format!("\"{found}\" không phải là số nguyên"), format!("\"{found}\" is not a whole number"))
        }
        Fault::Negative { found } => say(format!("{found} là số âm"), format!("{found} is negative")),
        Fault::NotADate { found, pattern } => say(
            format!("\"{found}\" không phải là ngày theo mẫu {pattern}"),
            format!("\"{found}\" is not a date written {pattern}"),
        ),
        Fault::NotYesOrNo { found } => {
            say(format!("\"{found}\" không phải là có hoặc không"), format!("\"{found}\" is neither yes nor no"))
        }
        Fault::UnknownWord { found, known } => say(
            format!("không biết \"{found}\"; dùng một trong: {known}"),
            format!("\"{found}\" is not known; one of: {known}"),
        ),
        Fault::NoPosition => say("không có tọa độ", "there are no coordinates"),
        Fault::Unplaced(unplaced) => unplaced_sentence(unplaced),
        Fault::WrongShape { kind, found } => {
            say(format!("loại {kind} không có hình dạng {found}"), format!("a {kind} does not have the shape {found}"))
        }
        Fault::Attribute { what } => say(format!("thuộc tính không hợp lệ: {what}"), what.clone()),
        Fault::OverInstalled { unit, installed, taken } => say(
            format!("{unit}: đã dùng {taken} trong khi chỉ lắp đặt {installed}"),
            format!("{unit}: {taken} are taken of {installed} installed"),
        ),
        Fault::UnknownOrganization { name } | Fault::UnknownTenant { name } => {
            say(format!("không biết tổ chức \"{name}\""), format!("nobody knows the organisation \"{name}\""))
        }
        Fault::OwnerDiffers { found } => say(
            format!("chủ sở hữu là \"{found}\", không phải tổ chức đang nhập dữ liệu"),
            format!("the owner is \"{found}\", not the importing organisation"),
        ),
        Fault::Shares { percent, owners } => say(
            format!("tỷ lệ {percent} % không khớp với {owners} chủ sở hữu"),
            format!("a share of {percent} % does not fit {owners} owner(s)"),
        ),
        Fault::List { what } => say(
            format!("không phải danh sách như hệ thống xuất ra: {what}"),
            format!("not a list as the register writes it: {what}"),
        ),
        Fault::HeldForRequests { places } => say(
            format!("{places} vị trí đang giữ cho yêu cầu dùng chung; chúng thuộc hồ sơ của mình và không được nhập"),
            format!("{places} place(s) are held for requests; they belong to their cases and were not taken in"),
        ),
        Fault::RepeatedOwner { name } => say(
            format!("\"{name}\" xuất hiện hai lần trong các chủ sở hữu"),
            format!("\"{name}\" is named twice as owner"),
        ),
        Fault::TenantIsOwner => say(
            "chủ sở hữu không thể là bên thuê của chính mình",
            "the owner cannot be its own tenant; say it as own use",
        ),
        Fault::RowsDisagree { first_row, first, found } => say(
            format!("dòng {first_row} của cùng tài sản ghi \"{first}\", dòng này ghi \"{found}\"; giữ giá trị đầu"),
            format!("row {first_row} of the same asset says \"{first}\", this one \"{found}\"; the first is kept"),
        ),
        Fault::AlreadyRegistered { code } => say(
            format!("{code} đã có trong sổ đăng ký trước lần nhập này"),
            format!("{code} was in the register before this import"),
        ),
        Fault::RepeatedOccupancy { reference, first_row } => say(
            format!("{reference} đã có ở dòng {first_row}"),
            format!("{reference} stands on row {first_row} already"),
        ),
        Fault::TakesNoRoom => say(
            "bên thuê không chiếm đơn vị nào nên không được ghi nhận",
            "the tenant takes no unit, so no occupancy was recorded",
        ),
        Fault::NoRoom { unit, free, asked } => {
            say(format!("{unit}: cần {asked}, chỉ còn {free}"), format!("{unit}: {asked} needed, {free} free"))
        }
        Fault::ShareRounded { owners } => say(
            format!("tỷ lệ đã làm tròn; ghi nhận {owners} phần bằng nhau"),
            format!("the share is rounded; {owners} equal parts were recorded"),
        ),
        Fault::NearDuplicate { code, metres } => say(
            format!("{code} cùng loại và cùng chủ sở hữu chỉ cách {metres:.1} m"),
            format!("{code}, of the same kind and owner, stands {metres:.1} m away"),
        ),
        Fault::OutsideAreas => say(
            "vị trí không thuộc đơn vị hành chính nào; ghi nhận đơn vị gần nhất",
            "it lies in no administrative unit; the nearest was taken",
        ),
    }
}

fn unreadable_sentence(unreadable: &Unreadable) -> Sentence {
    match unreadable {
        Unreadable::NotUtf8 { .. } => say("không phải UTF-8", "not UTF-8; save the file as UTF-8"),
        Unreadable::Columns { expected, found } => say(
            format!("có {found} ô, tiêu đề có {expected}"),
            format!("{found} cells where the header has {expected}"),
        ),
        Unreadable::ZeroCharacter => say("có ký tự 0", "holds the zero character"),
        Unreadable::Text(error) => {
            let message = Message::from(*error);
            say(message.text(Locale::Vi), message.text(Locale::En))
        }
        Unreadable::TooLong { limit } => say(format!("dài hơn {limit} byte"), format!("longer than {limit} bytes")),
        Unreadable::Broken { what } => {
            say(format!("không đọc được bản ghi: {what}"), format!("the record cannot be read: {what}"))
        }
        Unreadable::NotAFeature { what } => {
            say(format!("không phải là Feature của GeoJSON: {what}"), format!("not a GeoJSON feature: {what}"))
        }
    }
}

fn unplaced_sentence(unplaced: &Unplaced) -> Sentence {
    match unplaced {
        Unplaced::Misplaced(misplaced) => match misplaced {
            Misplaced::NotFinite => say("tọa độ không phải là số hữu hạn", "a coordinate is not a finite number"),
            Misplaced::Swapped => {
                say("kinh độ và vĩ độ có vẻ bị đổi chỗ", "out of range; longitude and latitude seem to be swapped")
            }
            Misplaced::Metres => say(
                "tọa độ có vẻ tính bằng mét (VN-2000?); hãy khai hệ tọa độ (crs) hoặc chuyển sang WGS 84",
                "out of range; the coordinates seem to be metres of a projection (VN-2000?)",
            ),
            Misplaced::Degrees => say(
                "tọa độ có vẻ tính bằng độ, trong khi hệ tọa độ đã khai tính bằng mét",
                "the coordinates seem to be degrees, where a system of metres was announced",
            ),
            Misplaced::OutOfRange => say("tọa độ ngoài phạm vi", "the coordinates are out of range"),
            Misplaced::Null => say("tọa độ là 0, 0", "the coordinates are 0, 0"),
        },
        Unplaced::TooManyVertices { found, limit } => say(
            format!("hình có {found} điểm, tối đa {limit}"),
            format!("the geometry has {found} positions, at most {limit}"),
        ),
        Unplaced::Unsupported(kind) => say(format!("không nhận hình dạng {kind}"), format!("a {kind} is not stored")),
        Unplaced::AcrossAntimeridian => say(
            "hình vượt qua kinh tuyến 180°; hãy tách thành các phần ở hai bên",
            "it crosses the antimeridian; split it into parts on either side",
        ),
        Unplaced::Malformed(what) => say(format!("hình không hợp lệ: {what}"), format!("not a good geometry: {what}")),
    }
}
