//! Formats of dates and money in letters.

use chrono::NaiveDate;
use minijinja::{Environment, Value};

/// Adds the template filters `ngay` and `dong` for Vietnamese, `day` and `vnd` for English.
pub(super) fn add_to(environment: &mut Environment<'static>) {
    environment.add_filter("ngay", |value: Value| day(&value, "%d/%m/%Y"));
    environment.add_filter("day", |value: Value| day(&value, "%-d %B %Y"));
    environment.add_filter("dong", |value: Value| format!("{} đồng", grouped(&value, '.')));
    environment.add_filter("vnd", |value: Value| format!("VND {}", grouped(&value, ',')));
}

/// A date in a local format; any other value stays unchanged.
fn day(value: &Value, format: &str) -> String {
    let text = value.as_str().unwrap_or_default();
    text.parse::<NaiveDate>().map_or_else(|_| shown(value), |day| day.format(format).to_string())
}

fn grouped(value: &Value, mark: char) -> String {
    let Some(number) = value.as_i64() else { return shown(value) };
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

fn shown(value: &Value) -> String {
    if value.is_none() || value.is_undefined() { String::new() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_money_read_as_people_write_them() {
        let mut environment = Environment::new();
        add_to(&mut environment);
        let read = |text: &str| environment.render_str(text, ()).unwrap_or_default();
        assert_eq!(read("{{ '2023-10-02' | ngay }} {{ '2023-10-02' | day }}"), "02/10/2023 2 October 2023");
        assert_eq!(
            read("{{ 1250000 | dong }} {{ 999 | dong }} {{ 1250000 | vnd }}"),
            "1.250.000 đồng 999 đồng VND 1,250,000"
        );
        assert_eq!(read("{{ 'soon' | day }}|{{ none | day }}"), "soon|");
    }
}
