//! Computes the shares of owners from one percentage and a list of names.

use super::fault::RowFault;
use super::proposal::Shares;

/// The sum of all shares, in hundredths of a percent.
pub(super) const WHOLE: u16 = 10_000;
/// The tolerance for equal percentages.
const HAIR: f64 = 1e-9;

/// The shares of the answering owner and the others, and whether a rounded percentage was
/// interpreted as equal parts.
///
/// # Errors
/// When the percentage leaves nothing for the others, or leaves a rest without an owner.
pub fn shares(percent: Option<f64>, co_owners: Vec<String>) -> Result<(Shares, bool), RowFault> {
    let others = u16::try_from(co_owners.len()).unwrap_or(u16::MAX);
    let owners = others.saturating_add(1);
    let Some(percent) = percent else {
        return Ok((equal(co_owners, owners), false));
    };
    let does_not_fit = || RowFault::Shares { percent, owners: usize::from(owners) };
    if !(0.0..=100.0).contains(&percent) {
        return Err(does_not_fit());
    }
    let equal_percent = 100.0 / f64::from(owners);
    let loss = equal_percent - percent;
    if percent.fract().abs() < HAIR && loss > HAIR && loss < 1.0 {
        return Ok((equal(co_owners, owners), true));
    }
    let answering = hundredths(percent).ok_or_else(does_not_fit)?;
    let rest = WHOLE.saturating_sub(answering);
    // Every owner has a share, and every share has an owner.
    if answering == 0 || (others == 0) != (rest == 0) || rest < others {
        return Err(does_not_fit());
    }
    Ok((Shares { answering, co_owners: parts(co_owners, rest, others) }, false))
}

fn equal(co_owners: Vec<String>, owners: u16) -> Shares {
    let part = WHOLE.checked_div(owners).unwrap_or(WHOLE);
    let given = part.saturating_mul(owners.saturating_sub(1));
    Shares {
        answering: WHOLE.saturating_sub(given),
        co_owners: co_owners.into_iter().map(|name| (name, part)).collect(),
    }
}

/// The rest in equal parts; the remainder of the division goes to the first owners.
fn parts(co_owners: Vec<String>, rest: u16, others: u16) -> Vec<(String, u16)> {
    let part = rest.checked_div(others).unwrap_or(0);
    let left = rest.checked_rem(others).unwrap_or(0);
    co_owners
        .into_iter()
        .zip(0_u16..)
        .map(|(name, place)| (name, part.saturating_add(u16::from(place < left))))
        .collect()
}

/// A percentage in hundredths, the resolution of shares.
pub(super) fn hundredths(percent: f64) -> Option<u16> {
    let hundredths = (percent * 100.0).round();
    (0..=WHOLE).find(|candidate| (f64::from(*candidate) - hundredths).abs() < HAIR)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(percent: f64, names: &[&str]) -> Result<(u16, Vec<u16>, bool), RowFault> {
        let (shares, rounded) = shares(Some(percent), names.iter().map(|name| (*name).to_owned()).collect())?;
        Ok((shares.answering, shares.co_owners.into_iter().map(|(_, share)| share).collect(), rounded))
    }

    #[test]
    fn joint_poles() {
        assert_eq!(of(100.0, &[]), Ok((10_000, vec![], false)));
        assert_eq!(of(50.0, &["CLINK"]), Ok((5_000, vec![5_000], false)));
        assert_eq!(of(33.0, &["CLINK", "METRO"]), Ok((3_334, vec![3_333, 3_333], true)));
        assert_eq!(of(40.0, &["a", "b"]), Ok((4_000, vec![3_000, 3_000], false)));
        assert_eq!(of(33.33, &["a", "b"]), Ok((3_333, vec![3_334, 3_333], false)));
        assert_eq!(of(16.0, &["a", "b", "c", "d", "e"]), Ok((1_670, vec![1_666; 5], true)));
    }

    #[test]
    fn shares_that_make_no_whole_are_refused() {
        let alone: &[&str] = &[];
        for (percent, names) in [(50.0, alone), (100.0, &["a"]), (0.0, &["a"]), (-1.0, alone), (101.0, alone)] {
            assert!(of(percent, names).is_err(), "{percent} {names:?}");
        }
        assert!(of(f64::NAN, &[]).is_err());
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_a_whole(percent in 0.0_f64..=100.0, others in 0_usize..40) {
            let names = (0..others).map(|place| place.to_string()).collect();
            if let Ok((shares, _)) = shares(Some(percent), names) {
                let all = u32::from(shares.answering) + shares.co_owners.iter().map(|(_, s)| u32::from(*s)).sum::<u32>();
                prop_assert_eq!(all, 10_000);
                prop_assert!(shares.co_owners.iter().all(|(_, share)| *share > 0));
            }
        }
    }
}
