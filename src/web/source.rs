//! Where a request comes from, as the audit log tells it.

use std::net::IpAddr;

use axum::extract::Request;

/// The address at the other end of a request's connection: part of its extensions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

const FORWARDED: &str = "x-forwarded-for";

/// The address a request came from: the peer's, or, if that is a trusted proxy, what the proxies say: the last address
/// of `X-Forwarded-For` that is none of theirs. What stands before it anybody may have written. A header that can't be
/// read leaves the proxy's own address.
pub(super) fn source(request: &Request, trusted: &[IpAddr]) -> Option<IpAddr> {
    let Peer(peer) = *request.extensions().get::<Peer>()?;
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let values: Vec<_> = request.headers().get_all(FORWARDED).iter().collect();
    let hops = values.iter().rev().flat_map(|value| value.to_str().unwrap_or("?").rsplit(','));
    let mut nearest = peer;
    for hop in hops {
        let Ok(address) = hop.trim().parse() else { return Some(nearest) };
        nearest = address;
        if !trusted.contains(&address) {
            break;
        }
    }
    Some(nearest)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    const PROXIES: [&str; 2] = ["192.0.2.1", "192.0.2.2"];

    fn from(peer: &str, forwarded: &[&str]) -> String {
        let mut request = Request::get("/graphql");
        for value in forwarded {
            request = request.header(FORWARDED, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        source(&request, &PROXIES.map(|proxy| proxy.parse().unwrap())).unwrap().to_string()
    }

    #[test]
    fn a_header_counts_only_from_a_trusted_proxy() {
        assert_eq!(from("198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
        assert_eq!(from("192.0.2.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(from("192.0.2.1", &[]), "192.0.2.1");
    }

    #[test]
    fn what_the_client_itself_wrote_does_not_count() {
        assert_eq!(from("192.0.2.1", &["10.0.0.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(from("192.0.2.1", &["10.0.0.1", "203.0.113.9, 192.0.2.2"]), "203.0.113.9");
        assert_eq!(from("192.0.2.1", &["203.0.113.9, nonsense"]), "192.0.2.1");
        assert_eq!(from("192.0.2.1", &["nonsense, 2001:db8::9"]), "2001:db8::9");
    }

    #[test]
    fn a_request_without_a_connection_comes_from_nowhere() {
        assert_eq!(source(&Request::new(Body::empty()), &[]), None);
    }
}
