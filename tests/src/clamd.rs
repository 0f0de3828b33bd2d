//! `ClamAV`'s own daemon with one harmless signature of ours.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::net::SocketAddr;

use crate::program::{Program, Stand};

/// What the signature finds, anywhere in a file.
pub const FOUND: &str = "porthor-harmless-test-of-a-scanner";
/// What it is called.
pub const NAME: &str = "Porthor.Harmless";

/// A daemon that listens on a port of its own.
///
/// # Panics
/// When it does not start.
#[must_use]
pub fn clamd() -> Program {
    start(Stand::new("clamd"))
}

/// The same where an earlier one listened.
///
/// # Panics
/// When it does not start.
#[must_use]
pub fn clamd_at(address: SocketAddr) -> Program {
    start(Stand { address, ..Stand::new("clamd") })
}

fn start(stand: Stand) -> Program {
    let mut signature = format!("{NAME}:0:*:");
    for byte in FOUND.bytes() {
        write!(signature, "{byte:02x}").expect("a text takes all that is written");
    }
    let _ = stand.write("porthor.ndb", &format!("{signature}\n"));
    let configuration = format!(
        "DatabaseDirectory {folder}\nTemporaryDirectory {folder}\nTCPSocket {port}\nTCPAddr {address}\nForeground yes\n\
         StreamMaxLength 8M\nAlertExceedsMax yes\nPidFile {folder}/pid\n",
        folder = stand.folder.display(),
        port = stand.address.port(),
        address = stand.address.ip(),
    );
    let path = stand.write("clamd.conf", &configuration);
    stand.start(&["/usr/sbin/clamd".as_ref(), "--config-file".as_ref(), AsRef::<OsStr>::as_ref(&path)], &[])
}
