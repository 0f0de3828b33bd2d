//! Proxies that hospitals have, as nobody here wrote them: squid and tinyproxy, which pass a tunnel on, and mitmproxy, which opens it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use porthor_tests::gateway::Gateway;
use porthor_tests::program::{Program, Stand, python};

/// Who signs in to a proxy that asks.
pub const USER: &str = "ward-3";
/// Their password, and what `openssl passwd -1` makes of it.
pub const PASSWORD: &str = "gair dirprwy";
const HASHED: &str = "$1$porthor$1iVtxD6rcjOfUxXM6SvLN0";

/// Whether a proxy asks who one is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    Nobody,
    Everybody,
    /// Whoever they are, nobody gets through.
    Refuses,
}

pub fn squid(asks: Asks) -> Program {
    let stand = Stand::new("squid");
    let passwords = stand.write("passwords", &format!("{USER}:{HASHED}\n"));
    let access = match asks {
        Asks::Nobody => "http_access allow all\n".to_owned(),
        Asks::Refuses => "http_access deny all\n".to_owned(),
        Asks::Everybody => format!(
            "auth_param basic program /usr/lib/squid/basic_ncsa_auth {}\nacl known proxy_auth REQUIRED\n\
             http_access allow known\nhttp_access deny all\n",
            passwords.display()
        ),
    };
    let text = format!(
        "http_port {}\n{access}cache deny all\naccess_log none\ncache_log /dev/null\npid_filename none\nnetdb_filename none\n\
         shutdown_lifetime 0 seconds\ncoredump_dir {}\n",
        stand.address,
        stand.folder.display()
    );
    let configuration = stand.write("squid.conf", &text);
    stand.start(&["/usr/sbin/squid".as_ref(), "-N".as_ref(), "-f".as_ref(), configuration.as_os_str()], &[])
}

pub fn tinyproxy(asks: Asks) -> Program {
    let stand = Stand::new("tinyproxy");
    // Its passwords hold no spaces.
    let access = if asks == Asks::Everybody { format!("BasicAuth {USER} {}\n", PASSWORD.replace(' ', "-")) } else { String::new() };
    let text = format!(
        "Port {}\nListen 127.0.0.1\nTimeout 600\nMaxClients 50\nLogLevel Error\nAllow 127.0.0.1\n{access}",
        stand.address.port()
    );
    let configuration = stand.write("tinyproxy.conf", &text);
    stand.start(&["tinyproxy".as_ref(), "-d".as_ref(), "-c".as_ref(), configuration.as_os_str()], &[])
}

/// A proxy that opens the tunnel and reads along, with a certificate of its own; `settings` are mitmproxy's, `script` an addon of its.
pub fn inspecting(gateway: &Gateway, settings: &[&str], script: &str) -> Program {
    let stand = Stand::new("mitmproxy");
    let script = stand.write("addon.py", script);
    let python = python();
    let program = python.join("bin/mitmdump");
    let port = stand.address.port().to_string();
    let confdir = format!("confdir={}", stand.folder.display());
    let trusted = format!("ssl_verify_upstream_trusted_ca={}", gateway.authority().display());
    let mut words: Vec<&OsStr> = vec!["python3".as_ref(), program.as_os_str(), "-q".as_ref(), "-s".as_ref(), script.as_os_str()];
    words.extend(["--listen-host", "127.0.0.1", "-p"].map(OsStr::new));
    words.push(port.as_ref());
    for setting in [confdir.as_str(), trusted.as_str()].into_iter().chain(settings.iter().copied()) {
        words.extend([OsStr::new("--set"), OsStr::new(setting)]);
    }
    stand.start(&words, &[("PYTHONPATH", Path::new(&python))])
}

/// The authority that such a proxy's certificates come from: what a hospital puts onto all its machines.
pub fn authority(proxy: &Program) -> PathBuf {
    proxy.folder().join("mitmproxy-ca-cert.pem")
}
