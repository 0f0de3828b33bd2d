//! A file that is sealed while it is sent, and again from any place when the line broke: always to the same bytes, or not at all.

use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use porthor_keys::envelope;
use porthor_keys::payload::{CHUNK, RepeatableSealer, TAG, ciphertext_len};
use porthor_keys::recipient::Recipient;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::Mutex;

use super::ClientError;

/// Chunks sealed at once.
const AT_ONCE: u64 = 4;
/// Bytes of a sealed chunk.
const SEALED: u64 = (CHUNK + TAG) as u64;

/// A file on its way into an age file.
pub struct Sealing {
    path: PathBuf,
    file: File,
    /// Bytes of the file.
    length: u64,
    /// Header and nonce.
    start: Vec<u8>,
    sealer: RepeatableSealer,
    /// Where the file will be read next.
    at: u64,
    changed: bool,
}

/// Where the bytes of an age file come from.
#[derive(Clone)]
enum Source {
    /// They are sealed as they are taken.
    Plain(Arc<Mutex<Sealing>>),
    /// They were sealed before.
    Sealed(Arc<PathBuf>),
}

impl Source {
    /// Some bytes of the age file that stand at `at`.
    async fn piece(&self, at: u64) -> io::Result<Bytes> {
        match self {
            Self::Plain(sealing) => sealing.lock().await.piece(at).await,
            Self::Sealed(path) => {
                let mut file = File::open(path.as_path()).await?;
                file.seek(SeekFrom::Start(at)).await?;
                let mut piece = vec![0; CHUNK * usize::try_from(AT_ONCE).unwrap_or(1)];
                let length = file.read(&mut piece).await?;
                piece.truncate(length);
                if length == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(piece.into()) }
            }
        }
    }
}

/// An age file that is sent, shared with the request that takes from it.
#[derive(Clone)]
pub struct Sealed {
    source: Source,
    /// Bytes of the file.
    pub plain: u64,
    /// Bytes of the age file.
    pub length: u64,
    /// Bytes of the age file that the last request has taken.
    taken: Arc<AtomicU64>,
}

impl Sealed {
    /// The file at `path`, to be sealed to `recipient`.
    pub async fn open(path: &Path, recipient: &Recipient) -> Result<Self, ClientError> {
        let unreadable = |source| ClientError::File { path: path.to_owned(), doing: "read", source };
        let file = File::open(path).await.map_err(unreadable)?;
        let plain = file.metadata().await.map_err(unreadable)?.len();
        let (file_key, mut start) = envelope::seal_header(std::slice::from_ref(recipient));
        let sealer = RepeatableSealer::new(&file_key);
        start.extend_from_slice(sealer.nonce());
        let length = (start.len() as u64).saturating_add(ciphertext_len(plain));
        let sealing = Sealing { path: path.to_owned(), file, length: plain, start, sealer, at: 0, changed: false };
        Ok(Self { source: Source::Plain(Arc::new(Mutex::new(sealing))), plain, length, taken: Arc::default() })
    }

    /// The age file at `path`, of a file of `plain` bytes that was sealed before.
    pub async fn of_file(path: &Path, plain: u64) -> Result<Self, ClientError> {
        let unreadable = |source| ClientError::File { path: path.to_owned(), doing: "read", source };
        let length = tokio::fs::metadata(path).await.map_err(unreadable)?.len();
        Ok(Self { source: Source::Sealed(Arc::new(path.to_owned())), plain, length, taken: Arc::default() })
    }

    /// Writes the whole age file into `into`.
    pub async fn write(&self, into: &mut File) -> io::Result<()> {
        let mut at = 0;
        while at < self.length {
            let piece = self.source.piece(at).await?;
            into.write_all(&piece).await?;
            at += piece.len() as u64;
        }
        into.sync_all().await
    }

    /// The sealed bytes from `from` to `to`. `progress` is told how far the age file has been taken.
    pub fn between<P: Fn(u64) + Send + Sync + 'static>(
        &self,
        from: u64,
        to: u64,
        progress: P,
    ) -> impl Stream<Item = io::Result<Bytes>> + Send + Sync + use<P> {
        let (source, taken) = (self.source.clone(), Arc::clone(&self.taken));
        taken.store(from, Ordering::Relaxed);
        let progress = Arc::new(progress);
        stream::try_unfold(from, move |at| {
            let (source, taken, progress) = (source.clone(), Arc::clone(&taken), Arc::clone(&progress));
            async move {
                if at >= to {
                    return Ok(None);
                }
                let mut some = source.piece(at).await?;
                some.truncate(usize::try_from(to - at).unwrap_or(usize::MAX));
                let next = at + some.len() as u64;
                taken.store(next, Ordering::Relaxed);
                progress(next);
                Ok(Some((some, next)))
            }
        })
    }

    /// How far the last request has taken the age file.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Whether the file stayed what it was; an error where it did not.
    pub async fn unchanged(&self) -> Result<(), ClientError> {
        let Source::Plain(sealing) = &self.source else { return Ok(()) };
        let sealing = sealing.lock().await;
        if sealing.changed { Err(ClientError::FileChanged(sealing.path.clone())) } else { Ok(()) }
    }
}

impl Sealing {
    /// Some bytes of the age file that stand at `at`.
    async fn piece(&mut self, at: u64) -> io::Result<Bytes> {
        let start = self.start.len() as u64;
        if at < start {
            let skip = usize::try_from(at).unwrap_or(usize::MAX);
            return Ok(Bytes::copy_from_slice(&self.start[skip..]));
        }
        let first = (at - start) / SEALED;
        let sealed = self.chunks(first).await.inspect_err(|_| self.changed = true)?;
        let skip = usize::try_from(at - start - first * SEALED).unwrap_or(usize::MAX);
        Ok(Bytes::from(sealed).slice(skip..))
    }

    /// Some chunks from `first` on, sealed.
    async fn chunks(&mut self, first: u64) -> io::Result<Vec<u8>> {
        let changed = || io::Error::other("the file changed while it was sent");
        let from = first * CHUNK as u64;
        let all = self.length.div_ceil(CHUNK as u64).max(1);
        let count = AT_ONCE.min(all - first.min(all - 1));
        let wanted = usize::try_from((self.length - from).min(count * CHUNK as u64)).map_err(|_| changed())?;
        if self.at != from {
            self.file.seek(SeekFrom::Start(from)).await?;
        }
        let mut plain = vec![0; wanted];
        self.file.read_exact(&mut plain).await.map_err(|_| changed())?;
        self.at = from + wanted as u64;
        if self.at == self.length && self.file.read(&mut [0]).await? > 0 {
            return Err(changed());
        }
        let mut sealed = Vec::with_capacity(wanted + TAG * usize::try_from(count).unwrap_or(0));
        for index in 0..count {
            let begin = usize::try_from(index).unwrap_or(0) * CHUNK;
            let chunk = &plain[begin..wanted.min(begin + CHUNK)];
            self.sealer.seal(first + index, chunk, first + index + 1 == all, &mut sealed).map_err(|_| changed())?;
        }
        Ok(sealed)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;
    use porthor_keys::recipient::Identity;

    use super::*;

    struct Sent {
        _folder: tempfile::TempDir,
        path: PathBuf,
        identity: Identity,
        sealed: Sealed,
    }

    async fn sending(content: &[u8]) -> Sent {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("report");
        std::fs::write(&path, content).expect("written");
        let identity = Identity::generate();
        let sealed = Sealed::open(&path, &identity.recipient()).await.expect("opened");
        Sent { _folder: folder, path, identity, sealed }
    }

    async fn between(sealed: &Sealed, from: u64, to: u64) -> io::Result<Vec<u8>> {
        let pieces = sealed.between(from, to, |_| ());
        pieces.try_fold(Vec::new(), |whole, piece| async move { Ok([whole, piece.to_vec()].concat()) }).await
    }

    #[tokio::test]
    async fn what_is_sent_is_an_age_file_of_the_announced_length_wherever_it_was_cut() {
        for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK, 9 * CHUNK + 17] {
            let content: Vec<u8> = (0..=250).cycle().take(size).collect();
            let sent = sending(&content).await;
            let length = sent.sealed.length;
            let whole = between(&sent.sealed, 0, length).await.expect("read");
            assert_eq!(whole.len() as u64, length, "{size}");
            assert_eq!(envelope::open(&sent.identity, &whole).expect("opens"), content, "{size}");
            for cut in [1, 100, 216, 217, length / 3, length / 2, length - 1] {
                let cut = cut.min(length);
                let after = between(&sent.sealed, cut, length).await.expect("read");
                assert!(after == whole[usize::try_from(cut).expect("small")..], "{size} from {cut}");
            }
            assert!(sent.sealed.unchanged().await.is_ok());
        }
    }

    #[tokio::test]
    async fn a_file_that_changes_while_it_is_sent_is_not_sent_on() {
        let content = vec![7; 3 * CHUNK];
        for change in ["shrinks", "grows", "differs"] {
            let sent = sending(&content).await;
            let half = sent.sealed.length / 2;
            between(&sent.sealed, 0, half).await.expect("read");
            let mut now = content.clone();
            match change {
                "shrinks" => now.truncate(CHUNK),
                "grows" => now.push(1),
                _ => now[CHUNK + 5] ^= 1,
            }
            std::fs::write(&sent.path, now).expect("written");
            assert!(between(&sent.sealed, CHUNK as u64, sent.sealed.length).await.is_err(), "{change}");
            assert!(matches!(sent.sealed.unchanged().await, Err(ClientError::FileChanged(_))), "{change}");
        }
    }
}
