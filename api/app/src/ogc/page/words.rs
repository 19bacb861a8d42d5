//! The texts of the pages.

use std::collections::BTreeMap;

use crate::ogc::document::links::Site;

const WORDS: [(&str, &str, &str); 27] = [
    ("house", "Hạ tầng", "Hatang"),
    ("service", "Dịch vụ bản đồ", "Map service"),
    ("collections", "Các bộ dữ liệu", "Collections"),
    ("conformance", "Các lớp tuân thủ", "Conformance classes"),
    ("definition", "Định nghĩa API", "API definition"),
    ("queryables", "Có thể lọc theo", "What can be asked for"),
    ("items", "Xem dữ liệu", "Browse the features"),
    ("as_json", "Xem dạng JSON", "The same as JSON"),
    ("as_geojson", "Xem dạng GeoJSON", "The same as GeoJSON"),
    ("next", "Trang sau", "Next page"),
    ("shown", "Số dòng trên trang", "On this page"),
    ("matched", "Tổng số", "In all"),
    ("nothing", "Không có dữ liệu phù hợp.", "Nothing fits."),
    ("name", "Tên", "Name"),
    ("kind", "Kiểu", "Type"),
    ("values", "Giá trị", "Values"),
    ("path", "Đường dẫn", "Path"),
    ("parameters", "Tham số", "Parameters"),
    ("links", "Liên kết", "Links"),
    ("systems", "Hệ tọa độ", "Coordinate systems"),
    ("extent", "Phạm vi", "Extent"),
    ("place", "Vị trí", "Place"),
    ("map_of", "Bản đồ của dữ liệu trên trang", "Map of what is on this page"),
    ("open", "Mở", "Open"),
    ("west_south_east_north", "tây, nam, đông, bắc", "west, south, east, north"),
    ("need_login", "Đăng nhập để xem thêm dữ liệu.", "Log in to see more."),
    ("description", "Mô tả", "Description"),
];

/// All texts in the reader's language.
pub(super) fn in_language(site: &Site) -> BTreeMap<&'static str, &'static str> {
    WORDS.into_iter().map(|(key, vi, en)| (key, site.say(vi, en))).collect()
}
