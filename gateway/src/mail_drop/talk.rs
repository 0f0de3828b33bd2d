//! What is said over the line: commands are read by a library, and answered here.

use std::io;
use std::time::Duration;

use lettre::Address;
use smtp_proto::request::receiver::{DataReceiver, RequestReceiver};
use smtp_proto::{Error, MailFrom, Request};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::House;
use super::reply::{Reply, too_large};

/// How long nothing may be said (RFC 5321, 4.5.3.2).
const SILENCE: Duration = Duration::from_mins(2);
/// Bytes that are read at once.
const PIECE: usize = 32 * 1024;
/// Commands that may be wrong before the line is closed.
const WRONG: u32 = 10;

/// A line, sealed or not.
trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

/// A conversation.
pub struct Talk<'h> {
    house: &'h House,
    /// None while TLS begins.
    plain: Option<TcpStream>,
    sealed: Option<Box<dyn Line>>,
    requests: RequestReceiver,
    /// Read, and not looked at yet: from `at` on.
    unread: Vec<u8>,
    at: usize,
    has_greeted: bool,
    from: Option<String>,
    is_for_us: bool,
    wrong: u32,
}

/// What comes after an answer.
enum Next {
    Goes,
    Ends,
}

impl<'h> Talk<'h> {
    /// Over `stream`. Nothing is said yet.
    pub fn new(house: &'h House, stream: TcpStream) -> Self {
        Self {
            house,
            plain: Some(stream),
            sealed: None,
            requests: RequestReceiver::default(),
            unread: Vec::new(),
            at: 0,
            has_greeted: false,
            from: None,
            is_for_us: false,
            wrong: 0,
        }
    }

    /// Says that nobody has time.
    pub async fn turn_away(&mut self) {
        let _ = timeout(SILENCE, self.say(&Reply::new(421, "4.3.2", "mail-busy"))).await;
    }

    /// The whole of it. What fails on the line ends it.
    pub async fn hold(&mut self) -> io::Result<()> {
        let host = self.house.drop.address.rsplit('@').next().unwrap_or_default().to_owned();
        self.write(format!("220 {host} ESMTP Porthor\r\n").as_bytes()).await?;
        while let Some(request) = self.request().await? {
            let next = match request {
                Ok(request) => self.answer(request, &host).await?,
                Err(error) => self.misunderstood(&error).await?,
            };
            if matches!(next, Next::Ends) {
                break;
            }
            if self.wrong >= WRONG {
                self.say(&Reply::new(421, "4.7.0", "mail-wrong")).await?;
                break;
            }
        }
        Ok(())
    }

    async fn answer(&mut self, request: Request<String>, host: &str) -> io::Result<Next> {
        match request {
            Request::Ehlo { .. } => {
                self.begin_anew();
                self.has_greeted = true;
                let tls = if self.sealed.is_none() { "250-STARTTLS\r\n" } else { "" };
                let size = self.house.drop.message_bytes;
                let said =
                    format!("250-{host}\r\n{tls}250-SIZE {size}\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n");
                self.write(said.as_bytes()).await?;
            }
            Request::Helo { .. } => {
                self.begin_anew();
                self.has_greeted = true;
                self.write(format!("250 {host}\r\n").as_bytes()).await?;
            }
            Request::StartTls => return self.begin_tls().await,
            Request::Mail { from } => self.mail(from).await?,
            Request::Rcpt { to } => self.recipient(&to.address).await?,
            Request::Data => return self.data().await,
            Request::Rset => {
                self.begin_anew();
                self.write(b"250 2.0.0 OK\r\n").await?;
            }
            Request::Noop { .. } => self.write(b"250 2.0.0 OK\r\n").await?,
            Request::Quit => {
                self.write(b"221 2.0.0 OK\r\n").await?;
                return Ok(Next::Ends);
            }
            _ => {
                self.wrong += 1;
                self.say(&Reply::new(502, "5.5.1", "mail-unknown")).await?;
            }
        }
        Ok(Next::Goes)
    }

    async fn misunderstood(&mut self, error: &Error) -> io::Result<Next> {
        self.wrong += 1;
        let (code, enhanced) = match error {
            Error::InvalidSenderAddress => (501, "5.1.7"),
            Error::InvalidRecipientAddress => (501, "5.1.3"),
            Error::UnsupportedParameter { .. } | Error::InvalidParameter { .. } => (555, "5.5.4"),
            Error::UnknownCommand => (500, "5.5.1"),
            _ => (501, "5.5.2"),
        };
        self.say(&Reply::new(code, enhanced, "mail-unknown")).await?;
        Ok(Next::Goes)
    }

    fn begin_anew(&mut self) {
        self.from = None;
        self.is_for_us = false;
    }

    async fn begin_tls(&mut self) -> io::Result<Next> {
        if self.sealed.is_some() || self.at < self.unread.len() {
            // Begun already, or something follows in the open that would be taken for what was sealed (RFC 3207, 6).
            self.say(&Reply::new(503, "5.5.1", "mail-order")).await?;
            return Ok(Next::Ends);
        }
        self.write(b"220 2.0.0 OK\r\n").await?;
        let Some(stream) = self.plain.take() else { return Ok(Next::Ends) };
        let sealed = timeout(SILENCE, self.house.tls.acceptor().accept(stream)).await.map_err(|_| io::ErrorKind::TimedOut)??;
        self.sealed = Some(Box::new(sealed));
        self.requests = RequestReceiver::default();
        self.has_greeted = false;
        self.begin_anew();
        Ok(Next::Goes)
    }

    async fn mail(&mut self, from: MailFrom<String>) -> io::Result<()> {
        let limit = self.house.drop.message_bytes;
        if self.house.needs_tls && self.sealed.is_none() {
            return self.say(&Reply::new(530, "5.7.0", "mail-tls")).await;
        }
        if !self.has_greeted || self.from.is_some() {
            self.wrong += 1;
            return self.say(&Reply::new(503, "5.5.1", "mail-order")).await;
        }
        if from.size as u64 > limit {
            return self.say(&too_large(limit)).await;
        }
        // Nobody's address is that of a machine which says that it could not deliver something.
        if from.address.is_empty() {
            return self.say(&Reply::new(550, "5.7.1", "mail-loop")).await;
        }
        if from.address.parse::<Address>().is_err() || from.address.eq_ignore_ascii_case(&self.house.drop.address) {
            self.wrong += 1;
            return self.say(&Reply::new(553, "5.1.7", "mail-sender")).await;
        }
        self.from = Some(from.address);
        self.write(b"250 2.1.0 OK\r\n").await
    }

    async fn recipient(&mut self, to: &str) -> io::Result<()> {
        if self.from.is_none() {
            self.wrong += 1;
            return self.say(&Reply::new(503, "5.5.1", "mail-order")).await;
        }
        if !to.eq_ignore_ascii_case(&self.house.drop.address) {
            self.wrong += 1;
            return self.say(&Reply::new(550, "5.1.1", "mail-nobody")).await;
        }
        self.is_for_us = true;
        self.write(b"250 2.1.5 OK\r\n").await
    }

    async fn data(&mut self) -> io::Result<Next> {
        let Some(from) = self.from.take().filter(|_| self.is_for_us) else {
            self.begin_anew();
            self.wrong += 1;
            self.say(&Reply::new(503, "5.5.1", "mail-order")).await?;
            return Ok(Next::Goes);
        };
        self.begin_anew();
        let house = self.house;
        let Ok(_turn) = timeout(SILENCE, house.at_once.acquire()).await else {
            self.say(&Reply::new(451, "4.3.2", "mail-busy")).await?;
            return Ok(Next::Goes);
        };
        self.write(b"354 Go ahead\r\n").await?;
        let limit = usize::try_from(house.drop.message_bytes).unwrap_or(usize::MAX);
        let (mut receiver, mut mail, mut is_too_large) = (DataReceiver::new(), Vec::new(), false);
        let mut dropped = 0_usize;
        loop {
            let mut bytes = self.unread[self.at..].iter();
            let is_whole = receiver.ingest(&mut bytes, &mut mail);
            self.at = self.unread.len() - bytes.len();
            if is_too_large || mail.len() > limit {
                is_too_large = true;
                dropped += mail.len();
                mail = Vec::new();
            }
            if is_whole {
                break;
            }
            if dropped > limit.saturating_mul(2) || !self.read().await? {
                return Ok(Next::Ends);
            }
        }
        let reply = if is_too_large { too_large(house.drop.message_bytes) } else { house.take(&from, mail).await };
        self.say(&reply).await?;
        Ok(Next::Goes)
    }

    /// The next command; none where nobody says any more.
    async fn request(&mut self) -> io::Result<Option<Result<Request<String>, Error>>> {
        loop {
            let mut bytes = self.unread[self.at..].iter();
            let read = self.requests.ingest(&mut bytes).map(Request::into_owned);
            self.at = self.unread.len() - bytes.len();
            match read {
                Err(Error::NeedsMoreData { .. }) => {
                    if !self.read().await? {
                        return Ok(None);
                    }
                }
                read => return Ok(Some(read)),
            }
        }
    }

    /// Reads on; false at the end.
    async fn read(&mut self) -> io::Result<bool> {
        self.unread.resize(PIECE, 0);
        self.at = 0;
        let mut unread = std::mem::take(&mut self.unread);
        let read = timeout(SILENCE, self.line()?.read(&mut unread)).await.map_err(|_| io::ErrorKind::TimedOut)??;
        unread.truncate(read);
        self.unread = unread;
        Ok(read > 0)
    }

    async fn say(&mut self, reply: &Reply) -> io::Result<()> {
        let said = reply.lines(&self.house.app.words).concat();
        self.write(said.as_bytes()).await
    }

    async fn write(&mut self, said: &[u8]) -> io::Result<()> {
        let line = self.line()?;
        let write = async {
            line.write_all(said).await?;
            line.flush().await
        };
        timeout(SILENCE, write).await.map_err(|_| io::ErrorKind::TimedOut)?
    }

    fn line(&mut self) -> io::Result<&mut dyn Line> {
        match (&mut self.sealed, &mut self.plain) {
            (Some(sealed), _) => Ok(sealed.as_mut()),
            (None, Some(plain)) => Ok(plain),
            (None, None) => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}
