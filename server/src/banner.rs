//! What the terminal shows at start: addresses, a QR code for a phone, the demo sign-ins. Words only, no decision.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use fast_qr::QRBuilder;

use crate::office::Office;

/// Addresses of this machine that another one in the same network can reach; IPv4 first, private ones before others.
pub(crate) fn reachable() -> Vec<IpAddr> {
    let found = if_addrs::get_if_addrs().unwrap_or_default();
    let mut addresses: Vec<IpAddr> = found.iter().map(if_addrs::Interface::ip).filter(|ip| !ip.is_loopback() && is_plain(*ip)).collect();
    addresses.sort_by_key(|ip| (ip.is_ipv6(), !matches!(ip, IpAddr::V4(v4) if v4.is_private()), *ip));
    addresses.dedup();
    addresses
}

fn is_plain(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => !v4.is_link_local(),
        // Link-local addresses of IPv6 need an interface name that no QR reader types.
        IpAddr::V6(v6) => (v6.segments()[0] & 0xffc0) != 0xfe80,
    }
}

/// The text for the terminal.
pub(crate) fn text(office: &Office, listen: IpAddr, port: u16, tls: bool) -> String {
    let scheme = if tls { "https" } else { "http" };
    let here = format!("{scheme}://{}:{port}", if listen.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listen });
    let lan = listen.is_unspecified().then(reachable).and_then(|a| a.first().copied()).map(|ip| match ip {
        IpAddr::V4(v4) => format!("{scheme}://{v4}:{port}"),
        IpAddr::V6(v6) => format!("{scheme}://[{v6}]:{port}"),
    });
    let mut out = String::new();
    let _ = writeln!(out, "\nRuhu 入户\n  this machine 本机    {here}   审核端 desk: {here}/desk");
    if let Some(lan) = &lan {
        let _ = writeln!(out, "  phone 手机          {lan}");
        if let Ok(qr) = QRBuilder::new(lan.clone()).build() {
            let _ = writeln!(out, "{}", qr.to_str());
        }
    }
    if !tls {
        let _ =
            writeln!(out, "  A phone needs https to work offline (service worker): start with --tls self\n  手机离线使用需要 https：请加 --tls self");
    }
    if office.is_demo() {
        let _ = writeln!(out, "{}", demo(&here));
    }
    if !office.is_demo() {
        let _ = writeln!(out, "  accounts 账号: ruhu add-person --help");
    }
    for reason in office.unpublished() {
        let _ = writeln!(out, "  form not published 表格未发布  {reason}");
    }
    out
}

/// How a phone comes to trust this machine, which works offline only then.
pub(crate) fn trust(authority: &Path) -> String {
    format!(
        "  trust this machine once on each phone: open /ruhu-ca.crt there (or copy {file}), then install it as a CA certificate\n\
         \x20 每部手机信任一次：在手机上打开 /ruhu-ca.crt（或拷贝 {file}），再到 设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书\n",
        file = authority.display()
    )
}

fn demo(here: &str) -> String {
    let Ok(demo) = programme::Pack::demo() else { return String::new() };
    let mut out = format!("  demo sign-ins 演示账号, password 密码 {}\n", demo.password);
    for [account, name, _, area] in &demo.people {
        let _ = writeln!(out, "    {account:<12} {name}  {area}");
    }
    for link in demo.links.iter().filter(|l| !l.closed) {
        let _ = writeln!(out, "  household link 农户自主申报  {here}/d/{}", link.token);
    }
    out
}
