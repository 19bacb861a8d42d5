//! Ports: the points where lines touch the upper and lower side of a node.

/// The space between two lines at a node, if the node is wide enough.
const APART: i64 = 16;
/// The space between a line and the corner of a node.
const CORNER: i64 = 12;

/// Positions between `left` and `right` for lines with the ordered preferred positions `wanted`. A
/// line whose preferred position is free gets it and is straight.
pub(super) fn ports(left: i64, right: i64, wanted: &[i64]) -> Vec<i64> {
    let corner = CORNER.min((right - left) / 4).max(0);
    let (left, right) = (left + corner, (right - corner).max(left + corner));
    let steps = i64::try_from(wanted.len().saturating_sub(1)).unwrap_or(i64::MAX);
    let apart = (right - left).checked_div(steps).unwrap_or(0).min(APART);
    let mut places = Vec::with_capacity(wanted.len());
    let mut least = left;
    for wish in wanted {
        let place = least.max(*wish);
        places.push(place);
        least = place + apart;
    }
    let mut most = right;
    for place in places.iter_mut().rev() {
        *place = most.min(*place);
        most = *place - apart;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_straight_where_they_can_be() {
        assert_eq!(ports(0, 100, &[50]), [50]);
        assert_eq!(ports(0, 100, &[20, 80]), [20, 80]);
        assert_eq!(ports(0, 100, &[-300, 50, 400]), [12, 50, 88]);
    }

    #[test]
    fn crowded_lines_stay_apart_and_inside() {
        assert_eq!(ports(0, 100, &[200, 300, 400]), [56, 72, 88]);
        assert_eq!(ports(0, 40, &[0, 0, 0]), [10, 20, 30]);
        assert_eq!(ports(0, 0, &[5, 5]), [0, 0]);
        assert!(ports(0, 10, &[]).is_empty());
    }
}
