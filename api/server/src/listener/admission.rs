//! Counts open connections, in total and per address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use strum::IntoStaticStr;

use super::Limits;
use api_app::metrics::Metrics;

/// The count of open connections.
#[derive(Debug)]
pub(super) struct Admission {
    max_open: usize,
    max_open_per_address: Option<usize>,
    metrics: Metrics,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// The bound that a new connection would exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Full {
    /// The bound of all connections, `connections.max_open`.
    All,
    /// The bound of one address, `connections.max_open_per_address`.
    Address,
}

impl Full {
    pub(super) fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Admission {
    pub(super) fn new(limits: &Limits, metrics: Metrics) -> Self {
        let max_open_per_address = limits.max_open_per_address.map(usize::from);
        Self { max_open: limits.max_open, max_open_per_address, metrics, open: Mutex::default() }
    }

    /// Counts a connection until the returned value is dropped.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr) -> Result<Admitted, Full> {
        let mut open = self.lock();
        if open.all >= self.max_open {
            return Err(Full::All);
        }
        let network = self.max_open_per_address.map(|_| network(peer));
        if let (Some(network), Some(most)) = (network, self.max_open_per_address) {
            let from_it = open.by_address.entry(network).or_default();
            if *from_it >= most {
                return Err(Full::Address);
            }
            *from_it += 1;
        }
        open.all += 1;
        self.metrics.connection_opened();
        Ok(Admitted { admission: Arc::clone(self), network })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client of IPv6 has a network of 64 bits for itself, so all its addresses count as one.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

/// An open connection, counted.
#[derive(Debug)]
pub(super) struct Admitted {
    admission: Arc<Admission>,
    network: Option<IpAddr>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = self.admission.lock();
        open.all = open.all.saturating_sub(1);
        if let Some(network) = self.network
            && let Some(from_it) = open.by_address.get_mut(&network)
        {
            *from_it = from_it.saturating_sub(1);
            if *from_it == 0 {
                open.by_address.remove(&network);
            }
        }
        self.admission.metrics.connection_closed();
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Arc;
    use std::time::Duration;

    use super::{Admission, Full};
    use crate::listener::Limits;
    use api_app::metrics::Metrics;

    fn admission(max_open: usize, max_open_per_address: usize) -> Arc<Admission> {
        let second = Duration::from_secs(1);
        let max_open_per_address = NonZeroUsize::new(max_open_per_address);
        let limits = Limits { header: second, idle: second, write: second, max_open, max_open_per_address };
        Arc::new(Admission::new(&limits, Metrics::default()))
    }

    #[test]
    fn connections_are_counted_by_address_and_in_all_until_they_end() {
        let admission = admission(3, 2);
        let admit = |address: &str| admission.admit(address.parse().unwrap());
        let (one, two) = (admit("192.0.2.1").unwrap(), admit("::ffff:192.0.2.1").unwrap());
        assert_eq!(admit("192.0.2.1").unwrap_err(), Full::Address);
        let other = admit("192.0.2.2").unwrap();
        assert_eq!(admit("192.0.2.3").unwrap_err(), Full::All);
        drop((one, two, other));
        assert!(admission.lock().by_address.is_empty());
        assert!(admit("192.0.2.1").is_ok());
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let admission = admission(10, 1);
        let _first = admission.admit("2001:db8::1".parse().unwrap()).unwrap();
        assert_eq!(admission.admit("2001:db8::ffff:1".parse().unwrap()).unwrap_err(), Full::Address);
        assert!(admission.admit("2001:db8:0:1::1".parse().unwrap()).is_ok());
    }

    #[test]
    fn without_a_bound_no_address_is_counted() {
        let admission = admission(3, 0);
        let _open: Vec<_> = (0..3).map(|_| admission.admit("192.0.2.1".parse().unwrap()).unwrap()).collect();
        assert_eq!(admission.admit("192.0.2.1".parse().unwrap()).unwrap_err(), Full::All);
        assert!(admission.lock().by_address.is_empty());
    }
}
