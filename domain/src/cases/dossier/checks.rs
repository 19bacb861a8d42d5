//! The conditions that hold for every dossier before an authority.

use super::papers::Dossier;
use crate::{
    cases::House,
    words::words,
    workflow::{
        denial::{Denial, Refusal},
        event::Flag,
        limit::TimerStatus,
        referral::Answer,
        rules::Scene,
    },
};

words! {
    /// A condition.
    Guard {
        /// There is a competent office for the place.
        InJurisdiction = "in_jurisdiction",
        /// The time in which a supplement may be asked for has not passed.
        SupplementInTime = "supplement_in_time",
        /// The documents on file are those that were reviewed.
        DocumentsAsReviewed = "documents_as_reviewed",
        /// The agencies of the protected zones have answered; their silence is no consent.
        ZonesWereHeard = "zones_were_heard",
        /// Who decides too late has apologised first.
        ApologyIfLate = "apology_if_late",
        /// The public notice, if there was one, is over.
        PublicNoticeIsOver = "public_notice_is_over",
        /// The hearing was announced, and its time is over.
        HearingIsOver = "hearing_is_over",
    }
}

/// Whether a condition holds.
///
/// # Errors
/// The rule that forbids.
pub fn check(guard: Guard, dossier: &Dossier, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let refusal = match guard {
        Guard::InJurisdiction => in_jurisdiction(scene),
        Guard::SupplementInTime => supplement_in_time(scene),
        Guard::DocumentsAsReviewed => documents_as_reviewed(dossier, scene),
        Guard::ZonesWereHeard => zones_were_heard(scene),
        Guard::ApologyIfLate => apology_if_late(dossier, scene),
        Guard::PublicNoticeIsOver => public_notice_is_over(scene),
        Guard::HearingIsOver => hearing_is_over(scene),
    };
    refusal.map_or(Ok(()), |refusal| Err(refusal.into()))
}

fn in_jurisdiction(scene: &Scene<'_, House>) -> Option<Refusal> {
    scene.facts.jurisdiction.is_none().then(|| {
        Refusal::new(
            "in_jurisdiction",
            "Không có cơ quan có thẩm quyền đối với địa điểm này.",
            "no office is competent for this place",
        )
    })
}

fn has_run_out(scene: &Scene<'_, House>, limit: &str) -> bool {
    scene.case.timers.get(limit).is_some_and(|timer| timer.status == TimerStatus::Expired)
}

fn supplement_in_time(scene: &Scene<'_, House>) -> Option<Refusal> {
    has_run_out(scene, "supplement_window").then(|| {
        Refusal::new(
            "supplement_in_time",
            "Đã quá thời hạn yêu cầu bổ sung; chỉ còn được chấp thuận hoặc từ chối.",
            "the time for asking for a supplement is over; only granting or refusing remain",
        )
    })
}

/// A decision binds the documents that were reviewed (acceptance scenario 23).
fn documents_as_reviewed(dossier: &Dossier, scene: &Scene<'_, House>) -> Option<Refusal> {
    (dossier.reviewed != scene.command.on_file.hash).then(|| {
        Refusal::new(
            "documents_as_reviewed",
            "Thành phần hồ sơ đã thay đổi sau khi thẩm định: phải thẩm định lại.",
            "the documents on file are not those that were reviewed: they must be reviewed again",
        )
    })
}

fn zones_were_heard(scene: &Scene<'_, House>) -> Option<Refusal> {
    let missing: Vec<String> = scene
        .facts
        .zones
        .iter()
        .filter(|zone| {
            !scene.case.referrals.iter().any(|asked| {
                asked.agency == zone.agency
                    && asked.opinion.as_ref().is_some_and(|opinion| match opinion.answer {
                        Answer::Consent | Answer::ConsentWithConditions | Answer::Objection => true,
                        Answer::DeemedConsent | Answer::Escalated => false,
                    })
            })
        })
        .map(|zone| zone.name.en.clone())
        .collect();
    (!missing.is_empty()).then(|| {
        Refusal::new(
            "zones_were_heard",
            "Địa điểm nằm trong khu vực bảo vệ: phải có ý kiến bằng văn bản của cơ quan quản lý khu vực.",
            "the place lies in a protected zone: its agency must have answered; silence is no consent there",
        )
        .blocked_by(missing)
    })
}

/// Who is late apologises, with a new day, before the case can go on (acceptance scenario 35).
fn apology_if_late(dossier: &Dossier, scene: &Scene<'_, House>) -> Option<Refusal> {
    (scene.case.has(Flag::Overdue) && dossier.apologies.is_empty()).then(|| {
        Refusal::new(
            "apology_if_late",
            "Hồ sơ đã quá hạn: phải gửi phiếu xin lỗi có số, lý do và ngày hẹn trả lại trước khi giải quyết tiếp.",
            "the case is overdue: an apology slip with its reason and a new date must be sent first",
        )
    })
}

fn public_notice_is_over(scene: &Scene<'_, House>) -> Option<Refusal> {
    let timer = scene.case.timers.get("public_notice")?;
    (timer.status == TimerStatus::Running).then(|| {
        Refusal::new(
            "public_notice_is_over",
            format!("Đang niêm yết lấy ý kiến đến hết ngày {}.", timer.due_on),
            format!("the public notice runs until {}", timer.due_on),
        )
    })
}

fn hearing_is_over(scene: &Scene<'_, House>) -> Option<Refusal> {
    (!has_run_out(scene, "hearing")).then(|| {
        Refusal::new(
            "hearing_is_over",
            "Chưa thông báo hoặc chưa hết thời hạn giải trình.",
            "the hearing was not announced, or its time is not over",
        )
    })
}
