//! Classifies a refusal by the stage of the conversation and the code of the answer, never by its
//! text.
//!
//! | stage | answer | meaning |
//! | --- | --- | --- |
//! | connection, greeting, EHLO, STARTTLS, AUTH, MAIL FROM | any refusal, silence, a lost connection | the server failed |
//! | RCPT TO, DATA, end of data | 421, 503, 530, 534, 535, 538 | the server failed |
//! | RCPT TO, DATA, end of data | other 5xx except 552 | for good |
//! | RCPT TO, DATA, end of data | 4xx, 552 | for now |
//! | RCPT TO, DATA | silence, a lost connection | the server failed |
//! | end of data | silence, a lost connection | unanswered: perhaps delivered |

use std::fmt;

use lettre::transport::smtp::Error as SmtpError;

use super::transport::DeliveryError;

/// A stage of the conversation with a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// TCP, TLS from the first byte on, the greeting and EHLO.
    Connect,
    /// STARTTLS, with the EHLO that follows.
    StartTls,
    Auth,
    /// MAIL FROM, the same for every message.
    MailFrom,
    /// MAIL FROM with a parameter that only this message needs.
    MailFromWithParameters,
    RcptTo,
    Data,
    /// The message with its final dot.
    EndOfData,
}

impl Stage {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connection, greeting or EHLO",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::MailFrom | Self::MailFromWithParameters => "MAIL FROM",
            Self::RcptTo => "RCPT TO",
            Self::Data => "DATA",
            Self::EndOfData => "end of data",
        }
    }
}

/// The cause of a failed stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// The server answered with this code (4xx or 5xx).
    Answer { code: u16, said: String },
    /// The connection broke, or could not be made.
    Broken(String),
    /// The server's answer does not fit the command.
    Unreadable,
    /// No answer came in time.
    Silence,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { said, .. } | Self::Broken(said) => f.write_str(said),
            Self::Unreadable => f.write_str("an answer that does not fit the command"),
            Self::Silence => f.write_str("no answer in time"),
        }
    }
}

impl From<&SmtpError> for Problem {
    fn from(error: &SmtpError) -> Self {
        let said = error_and_causes(error);
        match error.status() {
            Some(code) => Self::Answer { code: code.into(), said },
            None => Self::Broken(said),
        }
    }
}

/// Classifies a problem of a stage.
pub(super) fn verdict(stage: Stage, problem: &Problem) -> DeliveryError {
    let said = format!("{}: {problem}", stage.as_str());
    let code = match problem {
        Problem::Answer { code, .. } => Some(*code),
        Problem::Broken(_) | Problem::Unreadable | Problem::Silence => None,
    };
    match (stage, code) {
        (Stage::Connect | Stage::StartTls | Stage::Auth | Stage::MailFrom, Some(_) | None) => {
            DeliveryError::ServerFailed(said)
        }
        (Stage::MailFromWithParameters | Stage::RcptTo | Stage::Data, None) => DeliveryError::ServerFailed(said),
        (Stage::EndOfData, None) => DeliveryError::Unanswered(said),
        (Stage::MailFromWithParameters | Stage::RcptTo | Stage::Data | Stage::EndOfData, Some(code))
            if is_about_the_session(code) =>
        {
            DeliveryError::ServerFailed(said)
        }
        (Stage::RcptTo | Stage::Data | Stage::EndOfData, Some(code)) if is_for_good(code) => {
            DeliveryError::ForGood(said)
        }
        (Stage::MailFromWithParameters | Stage::RcptTo | Stage::Data | Stage::EndOfData, Some(_)) => {
            DeliveryError::ForNow(said)
        }
    }
}

/// Codes that are about the connection and not about the message, at every stage: the server shuts
/// down (421), commands out of order (503), a login that is missing or refused (530, 534, 535, 538;
/// RFC 4954).
const fn is_about_the_session(code: u16) -> bool {
    matches!(code, 421 | 503 | 530 | 534 | 535 | 538)
}

/// 552 means a full mailbox, or "too many recipients" (RFC 5321 section 4.5.3.1.10 treats it as
/// 452): both pass.
const fn is_for_good(code: u16) -> bool {
    code >= 500 && code != 552
}

/// An error with all its causes.
pub(super) fn error_and_causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_said = inner.to_string();
        if !said.contains(&inner_said) {
            said = format!("{said}: {inner_said}");
        }
        cause = inner.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE_RCPT: [Stage; 4] = [Stage::Connect, Stage::StartTls, Stage::Auth, Stage::MailFrom];
    const ABOUT_THE_MESSAGE: [Stage; 3] = [Stage::RcptTo, Stage::Data, Stage::EndOfData];

    fn answered(stage: Stage, code: u16) -> &'static str {
        meaning(&verdict(stage, &Problem::Answer { code, said: code.to_string() }))
    }

    fn meaning(undelivered: &DeliveryError) -> &'static str {
        match undelivered {
            DeliveryError::ForGood(_) => "for good",
            DeliveryError::ForNow(_) => "for now",
            DeliveryError::ServerFailed(_) => "server",
            DeliveryError::Unanswered(_) => "unanswered",
        }
    }

    #[test]
    fn before_rcpt_every_refusal_is_the_servers() {
        for stage in BEFORE_RCPT {
            for code in 400..600 {
                assert_eq!(answered(stage, code), "server", "{stage:?} {code}");
            }
            for problem in [Problem::Broken(String::new()), Problem::Unreadable, Problem::Silence] {
                assert_eq!(meaning(&verdict(stage, &problem)), "server", "{stage:?} {problem:?}");
            }
        }
    }

    #[test]
    fn from_rcpt_on_the_code_decides() {
        for stage in ABOUT_THE_MESSAGE {
            for code in 400..600 {
                let wanted = match code {
                    421 | 503 | 530 | 534 | 535 | 538 => "server",
                    ..500 | 552 => "for now",
                    _ => "for good",
                };
                assert_eq!(answered(stage, code), wanted, "{stage:?} {code}");
            }
        }
    }

    #[test]
    fn a_parameter_of_this_message_that_is_refused_concerns_this_message_and_passes() {
        assert_eq!(answered(Stage::MailFromWithParameters, 555), "for now");
        assert_eq!(answered(Stage::MailFromWithParameters, 421), "server");
    }

    #[test]
    fn only_after_the_final_dot_a_missing_answer_may_mean_delivery() {
        for problem in [Problem::Broken(String::new()), Problem::Unreadable, Problem::Silence] {
            assert_eq!(meaning(&verdict(Stage::RcptTo, &problem)), "server");
            assert_eq!(meaning(&verdict(Stage::Data, &problem)), "server");
            assert_eq!(meaning(&verdict(Stage::EndOfData, &problem)), "unanswered");
        }
    }
}
