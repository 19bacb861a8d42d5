//! The collections of the service.

use domain::text::Localized;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::temporal::{Span, TemporalFilter};
use api_store::filter::property::Form;
use api_store::filter::{Comparison, Filter, Scalar, Value};

/// A collection of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Collection {
    /// The assets of the register.
    Assets,
    /// Administrative units and protected zones.
    Areas,
    /// The published planned works.
    PlannedWorks,
    /// The published approvals and permits.
    Permits,
}

/// The property of a feature that `datetime` is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temporal {
    Moment(&'static str),
    /// From a first day to a last day or without end; [`End`] says whether the last day is
    /// included.
    Days(&'static str, &'static str, End),
}

/// Whether the last day of a span belongs to the span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Included,
    /// The last day is the first day on which the span no longer holds.
    Excluded,
}

impl Collection {
    /// The name in paths.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The name that readers see.
    #[must_use]
    pub fn title(self) -> Localized {
        let (vi, en) = match self {
            Self::Assets => ("Tài sản hạ tầng", "Assets"),
            Self::Areas => ("Đơn vị hành chính", "Administrative units"),
            Self::PlannedWorks => ("Công trình sắp thi công", "Planned works"),
            Self::Permits => ("Giấy phép đã công bố", "Published permits"),
        };
        Localized { vi: vi.to_owned(), en: en.to_owned() }
    }

    /// The content of the collection, and the meaning of `datetime` for it.
    #[must_use]
    pub fn description(self) -> Localized {
        let (vi, en) = match self {
            Self::Assets => (
                "Cột, cống, bể, trạm và hạ tầng thụ động khác. Tài sản của đơn vị khác chỉ hiện thông tin tối thiểu. \
                 datetime: thời điểm bản ghi thay đổi lần cuối.",
                "Poles, ducts, chambers, towers and other passive infrastructure. Of what others own, only the minimum is shown. \
                 datetime: when the entry last changed.",
            ),
            Self::Areas => (
                "Đơn vị hành chính và khu bảo vệ có hiệu lực trong ngày. datetime chọn ngày khác; ../.. là tất cả.",
                "Administrative units and protected zones in force today. datetime picks another day; ../.. all of them.",
            ),
            Self::PlannedWorks => (
                "Công trình đào đã công bố, còn hiệu lực. datetime: thời gian thi công.",
                "Works that were announced and are not over. datetime: the time of the works.",
            ),
            Self::Permits => (
                "Văn bản chấp thuận địa điểm, giấy phép và thông báo khởi công đã công bố. datetime: thời hạn hiệu lực.",
                "Siting approvals, permits and commencement notices that were published. datetime: the time for which they hold.",
            ),
        };
        Localized { vi: vi.to_owned(), en: en.to_owned() }
    }

    /// The properties that `datetime` is compared with.
    #[must_use]
    pub const fn temporal(self) -> Temporal {
        match self {
            Self::Assets => Temporal::Moment("updated_at"),
            Self::Areas => Temporal::Days("valid_from", "valid_to", End::Excluded),
            Self::PlannedWorks => Temporal::Days("starts_on", "ends_on", End::Included),
            Self::Permits => Temporal::Days("issued_on", "valid_until", End::Included),
        }
    }

    /// A filter for the features that overlap a span of time.
    #[must_use]
    pub fn within(self, when: &TemporalFilter) -> Filter {
        match self.temporal() {
            Temporal::Moment(name) => within(&Scalar::property(name, Form::Instant), &when.instants()),
            Temporal::Days(first, last, end) => {
                let days = when.days();
                let after = match end {
                    End::Included => Comparison::NotBelow,
                    End::Excluded => Comparison::Above,
                };
                let mut parts = Vec::new();
                let begins = Scalar::property(first, Form::Day);
                match days.until {
                    Some(until) => parts.push(Filter::Compare(begins, Comparison::NotAbove, Scalar::Value(until))),
                    None => parts.push(Filter::Not(Box::new(Filter::Missing(first.to_owned())))),
                }
                if let Some(from) = days.from {
                    let still = Filter::Compare(Scalar::property(last, Form::Day), after, Scalar::Value(from));
                    parts.push(Filter::Any(vec![Filter::Missing(last.to_owned()), still]));
                }
                Filter::All(parts)
            }
        }
    }
}

fn within(at: &Scalar, span: &Span) -> Filter {
    let bound = |edge: &Option<Value>, how: Comparison| {
        edge.clone().map(|edge| Filter::Compare(at.clone(), how, Scalar::Value(edge)))
    };
    let edges = [bound(&span.from, Comparison::NotBelow), bound(&span.until, Comparison::NotAbove)];
    Filter::All(edges.into_iter().flatten().collect())
}
