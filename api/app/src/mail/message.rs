//! Builds the MIME message: one plain-text and one HTML body, in UTF-8, the same bytes at every
//! attempt.
//!
//! The Message-ID, the date and the MIME boundary derive from the outbox row. A message delivered
//! twice (a node died between sending the message and recording that) is therefore recognisably the
//! same message, and mail servers and readers drop the duplicate.

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use thiserror::Error;
use uuid::Uuid;

/// A rendered message with its recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The id of the outbox row.
    pub id: Uuid,
    /// The creation time; it is the message's date whenever the message is sent.
    pub written_at: DateTime<Utc>,
    /// The name of the recipient.
    pub name: String,
    /// The address of the recipient.
    pub address: String,
    /// `vi` or `en`, for the Content-Language header.
    pub language: String,
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
}

/// A message that cannot be built; a retry would not help.
#[derive(Debug, Error)]
pub enum MessageError {
    #[error("the address {address:?} cannot be written to: {source}")]
    Address { address: String, source: lettre::address::AddressError },
    /// Another violation of the message format.
    #[error("the message cannot be built: {0}")]
    Message(#[from] lettre::error::Error),
}

/// Builds the MIME message from `sender`.
///
/// # Errors
/// When the recipient's address is invalid.
pub fn message(sender: &Mailbox, queued: &Sealed) -> Result<Message, MessageError> {
    let address: Address =
        queued.address.parse().map_err(|source| MessageError::Address { address: queued.address.clone(), source })?;
    let name = Some(one_line(&queued.name)).filter(|name| !name.is_empty());
    let faces = MultiPart::alternative()
        .boundary(format!("hatang-{}", queued.id.simple()))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(queued.text.clone()))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(queued.html.clone()));
    Ok(Message::builder()
        .from(sender.clone())
        .to(Mailbox::new(name, address))
        .subject(one_line(&queued.subject))
        .date(queued.written_at.into())
        .message_id(Some(message_id(sender, queued.id)))
        .raw_header(plain("Auto-Submitted", "auto-generated"))
        .raw_header(plain("Content-Language", &one_line(&queued.language)))
        .multipart(faces)?)
}

/// The Message-ID of a message, the same at every attempt.
#[must_use]
pub fn message_id(sender: &Mailbox, queued: Uuid) -> String {
    format!("<{queued}@{}>", sender.email.domain())
}

fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Removes line breaks, so that user input cannot begin a new header line.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;

    fn queued() -> Sealed {
        Sealed {
            id: Uuid::from_u128(0x0192_0000_7000_8000_0000_0000_0000_0042),
            written_at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            name: "Nguyễn Thị Đào".to_owned(),
            address: "planner@viettel.example".to_owned(),
            language: "vi".to_owned(),
            subject: "Hồ sơ QN-SR-2023-0001: chủ sở hữu yêu cầu bổ sung, đề nghị trả lời trước ngày 21/09/2023"
                .to_owned(),
            text: "Kính gửi chị Đào,\nĐề nghị bổ sung bản vẽ tuyến.\n".to_owned(),
            html: "<p>Kính gửi chị Đào,</p><p>Đề nghị bổ sung <b>bản vẽ tuyến</b>.</p>".to_owned(),
        }
    }

    fn sender() -> Mailbox {
        "Hatang – Hạ tầng dùng chung <hatang@quangninh.example>".parse().unwrap()
    }

    #[test]
    fn both_faces_and_the_subject_survive_the_mail_world() {
        let bytes = message(&sender(), &queued()).unwrap().formatted();
        assert!(bytes.is_ascii(), "nothing but ASCII travels");
        let read = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(read.subject().unwrap(), queued().subject);
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), queued().text);
        assert_eq!(read.body_html(0).unwrap(), queued().html);
        let to = read.to().unwrap().first().unwrap();
        assert_eq!((to.name(), to.address()), (Some("Nguyễn Thị Đào"), Some("planner@viettel.example")));
        assert_eq!(read.message_id().unwrap(), "01920000-7000-8000-0000-000000000042@quangninh.example");
        assert_eq!(read.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
        assert_eq!(read.date().unwrap().to_timestamp(), 1_700_000_000);
    }

    #[test]
    fn every_attempt_sends_the_same_bytes() {
        assert_eq!(
            message(&sender(), &queued()).unwrap().formatted(),
            message(&sender(), &queued()).unwrap().formatted()
        );
    }

    #[test]
    fn a_title_cannot_smuggle_a_header() {
        let sly = Sealed {
            subject: "Tuyến cột\r\nBcc: spy@evil.example".to_owned(),
            name: "A\r\nBcc: b@c.example".to_owned(),
            ..queued()
        };
        let bytes = message(&sender(), &sly).unwrap().formatted();
        let read = MessageParser::default().parse(&bytes).unwrap();
        assert!(read.bcc().is_none());
        assert_eq!(read.subject().unwrap(), "Tuyến cột Bcc: spy@evil.example");
    }

    #[test]
    fn what_is_no_address_is_said_so() {
        let lost = Sealed { address: "chưa có".to_owned(), ..queued() };
        assert!(matches!(message(&sender(), &lost), Err(MessageError::Address { .. })));
    }
}
