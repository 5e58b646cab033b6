//! Which addresses lie in the open network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one that anybody on the internet may serve from: neither private, loopback, link-local, shared by a
/// carrier, multicast, unique-local, reserved nor meant for examples, also when an IPv6 address merely wraps such an IPv4 one.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => public_v6(v6),
    }
}

fn public_v4(a: Ipv4Addr) -> bool {
    let [first, second, third, _] = a.octets();
    let shared = first == 100 && (64..128).contains(&second);
    let benchmark = first == 198 && matches!(second, 18 | 19);
    let protocols = first == 192 && second == 0 && third == 0;
    let relay = first == 192 && second == 88 && third == 99;
    !(first == 0
        || first >= 224
        || shared
        || benchmark
        || protocols
        || relay
        || a.is_private()
        || a.is_loopback()
        || a.is_link_local()
        || a.is_documentation())
}

fn public_v6(a: Ipv6Addr) -> bool {
    let [first, second, third, fourth, fifth, sixth, high, low] = a.segments();
    // Networks without IPv4 reach it through addresses of this form (NAT64).
    if [first, second, third, fourth, fifth, sixth] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        return public_v4(Ipv4Addr::new(a, b, c, d));
    }
    // All that is given out to networks begins with these three bits; IPv4-mapped, link-local, unique-local and multicast do not.
    let given_out = first & 0xe000 == 0x2000;
    // Tunnels (Teredo, 6to4) lead to whatever IPv4 address they wrap.
    let protocols = first == 0x2001 && second < 0x200;
    let tunnel = first == 0x2002;
    let examples = first == 0x2001 && second == 0xdb8 || first == 0x3fff && second < 0x1000;
    given_out && !protocols && !tunnel && !examples
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_open_addresses_are_public() {
        for closed in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(closed.parse().unwrap()), "{closed}");
        }
        for open in ["1.1.1.1", "100.63.0.1", "100.128.0.1", "172.32.0.1", "192.1.0.1", "223.255.255.1"] {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
        for open in ["2606:4700::1111", "2001:4860:4860::8888", "2a00:1450::1", "64:ff9b::808:808"] {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
    }
}
