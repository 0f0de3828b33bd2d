//! Places for connections: so many in all, so many per address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use crate::http::limits::Limits;
use crate::http::observe::Cause;

/// Counts the connections that hold a place.
#[derive(Debug)]
pub(super) struct Places {
    total: usize,
    per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

impl Places {
    pub(super) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self { total: limits.connections_total, per_address: limits.connections_per_address, taken: Mutex::default() })
    }

    /// A place for a connection from `peer`, or why there is none.
    pub(super) fn take(self: &Arc<Self>, peer: SocketAddr) -> Result<Place, Cause> {
        let address = neighbourhood(peer.ip());
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.total >= self.total {
            return Err(Cause::TooMany);
        }
        if taken.by_address.get(&address).is_some_and(|count| *count >= self.per_address) {
            return Err(Cause::TooManyFromAddress);
        }
        taken.total += 1;
        *taken.by_address.entry(address).or_default() += 1;
        Ok(Place { places: Arc::clone(self), address })
    }
}

/// What one party can take addresses from at will: an IPv4 address, an IPv6 /64.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let prefix = v6.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(prefix))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// A place, given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.total -= 1;
        if let Some(count) = taken.by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Arc<Places> {
        Places::new(&Limits { connections_total: 3, connections_per_address: 2, ..Limits::default() })
    }

    fn peer(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_address_cannot_take_every_place_and_gives_its_own_back() {
        let places = places();
        let first = places.take(peer("192.0.2.1:1")).expect("a place");
        let _second = places.take(peer("[::ffff:192.0.2.1]:2")).expect("a place");
        assert_eq!(places.take(peer("192.0.2.1:3")).err(), Some(Cause::TooManyFromAddress));
        let _other = places.take(peer("192.0.2.2:1")).expect("a place for others");
        assert_eq!(places.take(peer("192.0.2.3:1")).err(), Some(Cause::TooMany));
        drop(first);
        assert!(places.take(peer("192.0.2.1:3")).is_ok());
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        let places = places();
        let _first = places.take(peer("[2001:db8::1]:1")).expect("a place");
        let _second = places.take(peer("[2001:db8::2]:1")).expect("a place");
        assert_eq!(places.take(peer("[2001:db8::3]:1")).err(), Some(Cause::TooManyFromAddress));
        assert!(places.take(peer("[2001:db8:0:1::1]:1")).is_ok());
    }
}
