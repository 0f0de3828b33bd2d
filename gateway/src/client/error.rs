//! Why a gateway could not be asked, or did not do what was asked.

use std::io;
use std::path::PathBuf;

use super::problem::Problem;

/// Why a gateway could not be asked, or did not do what was asked. Shows no token and no password.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Not an address of a gateway.
    #[error("expected the gateway's address as https://host or https://host:port; give it with --gateway")]
    Address,
    /// A file of trusted authorities that cannot be used.
    #[error("expected PEM certificates of a trusted authority in {}: {source}", path.display())]
    Authority {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: rustls::pki_types::pem::Error,
    },
    /// Certificates that cannot be trusted, or no trust at all on this system.
    #[error("no certificate authority can be trusted: {0}; give one with --ca-file")]
    Trust(#[from] rustls::Error),
    /// The gateway was not reached, or the line broke.
    #[error("{what}: {}; check the address, the network and HTTPS_PROXY", causes(source))]
    Network {
        /// What was being done.
        what: &'static str,
        /// What the network said.
        source: reqwest::Error,
    },
    /// The gateway says why not.
    #[error(transparent)]
    Problem(Box<Problem>),
    /// An answer in another form than the interface has.
    #[error("the answer is not one of a Porthor gateway ({0}); check the address")]
    NotPorthor(&'static str),
    /// Something between here and the gateway answered in its place.
    #[error(
        "something on the way answered in the gateway's place (HTTP {status}); `porthor doctor` says what your network team can do"
    )]
    OnTheWay {
        /// What it answered.
        status: u16,
    },
    /// The proxy wants somebody to sign in.
    #[error(
        "the proxy asks who you are; put `user:password` into a private file and name it with --proxy-auth-file, or set \
         PORTHOR_PROXY_USER and PORTHOR_PROXY_PASSWORD"
    )]
    ProxySignIn,
    /// Not an address of a proxy.
    #[error("expected the proxy's address as http://host:port; give it with --proxy or in HTTPS_PROXY")]
    ProxyAddress,
    /// A password where everybody on this machine can read it.
    #[error(
        "a proxy's password does not belong on the command line: use --proxy-auth-file, or PORTHOR_PROXY_USER and PORTHOR_PROXY_PASSWORD"
    )]
    ProxyPassword,
    /// A file of credentials in another form.
    #[error("expected `user:password` on the first line of {}", .0.display())]
    ProxyFile(PathBuf),
    /// No byte came, or could be sent, for too long.
    #[error("{0}: the line has gone quiet; check the network")]
    Silent(&'static str),
    /// The same, of something long that is sent.
    #[error("nothing could be sent any more; check the network")]
    Stalled,
    /// A file that is being written to.
    #[error("{} changed while it was sent, nothing was kept; push it again once it is finished", .0.display())]
    FileChanged(PathBuf),
    /// A local file could not be read or written.
    #[error("{} could not be {doing}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// `read` or `written`.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A secret file that others can read.
    #[error("{} can be read by others; make it private: chmod 600", .0.display())]
    OpenToOthers(PathBuf),
    /// A device file or key of another form.
    #[error("{} is not what `porthor enrol device` wrote; enrol the device anew", .0.display())]
    DeviceFile(PathBuf),
    /// A file of the queue in another form.
    #[error("{} is not what `porthor watch` wrote; remove its folder, and the file is sealed anew", .0.display())]
    QueueFile(PathBuf),
    /// A key that is there already.
    #[error("{} is there already; set PORTHOR_HOME to another folder", .0.display())]
    EnrolledHere(PathBuf),
    /// No enrolled device.
    #[error("this device is not enrolled: `porthor enrol device --gateway URL --code CODE`")]
    NotEnrolled,
    /// An account with a passkey and nothing else: the command line has no use for one.
    #[error(
        "this account signs in with a passkey and has no codes; get a printed card or set up an app on the account's page, in a browser"
    )]
    NoCodes,
    /// Neither `PORTHOR_HOME` nor a home folder.
    #[error("there is no home folder to keep the device's key in; set PORTHOR_HOME")]
    NoHome,
    /// A release that ended before its last byte.
    #[error("the transfer was cut after {received} of {expected} bytes, nothing was kept; ask again to see why")]
    CutShort {
        /// Bytes that came.
        received: u64,
        /// Bytes that were announced.
        expected: u64,
    },
    /// A release that is not what was pushed.
    #[error("what arrived is not what the gateway announced (SHA-256 differs), nothing was kept; ask again")]
    WrongDigest,
    /// Neither a page for sealing nor an address.
    #[error("{} is not an address: give the page, or the file, that the co-ordinator of the case sent you", .0.display())]
    NoAddress(PathBuf),
    /// Nothing to seal.
    #[error("there is no file to seal: give files, or a folder that holds some")]
    NoFiles,
    /// More than one envelope holds.
    #[error("one envelope holds at most {0} files; seal them in several")]
    TooManyFiles(usize),
    /// A head longer than the gateway reads.
    #[error("too much is said of these files for one envelope; shorten the summary, or seal them in several")]
    TooMuchSaid,
    /// Nobody's name.
    #[error("no device signs this envelope, so say who you are: --sender 'Your Name'")]
    NoSender,
    /// A file that is there already.
    #[error("{} is there already; choose another name with -o", .0.display())]
    AlreadyThere(PathBuf),
}

/// All causes of a network error, without the address: it may name a case.
fn causes(error: &reqwest::Error) -> String {
    let mut text = String::from("no connection, or a broken one");
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}
