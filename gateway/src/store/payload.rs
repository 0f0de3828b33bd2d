//! A payload being read: in pieces, into buffers that are used again (a fresh one for each piece costs more than the reading itself).
//! What the disk has to be waited for is read off the async threads; what lies in memory is taken where we are.

use std::fs::File;
use std::io::IoSliceMut;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use rustix::io::{ReadWriteFlags, preadv2};

use super::StoreError;

/// Buffers kept for the next piece, at most.
const SPARE: usize = 8;

/// Buffers that wait to be used again. What was in them is overwritten by the next piece, and is sent by none before.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    fn take(&self, length: usize) -> Vec<u8> {
        let mut buffer = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        if buffer.len() < length {
            buffer.resize(length, 0);
        }
        buffer
    }

    fn give_back(&self, buffer: Vec<u8>) {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE {
            spare.push(buffer);
        }
    }
}

/// A piece of a payload; its buffer goes back when the last byte of it has been sent.
struct Piece {
    buffer: Vec<u8>,
    length: usize,
    spare: Arc<Spare>,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.spare.give_back(std::mem::take(&mut self.buffer));
    }
}

/// Where the bytes come from.
pub(super) enum Source {
    /// A file of the local folder, open as long as the payload is read.
    File(Arc<File>),
    /// Ranges asked of the store.
    Ranges(Arc<dyn ObjectStore>, Path),
}

/// A payload opened for reading.
pub struct Payload {
    pub(super) source: Source,
    pub(super) spare: Arc<Spare>,
}

impl Payload {
    /// Reads the bytes at `range`, lets `work` change them in place, and gives them with its answer.
    pub async fn read<T>(&self, range: Range<u64>, work: impl FnOnce(&mut [u8]) -> T) -> Result<(Bytes, T), StoreError> {
        let length = usize::try_from(range.end - range.start).map_err(|_| StoreError::NotInLog)?;
        let mut piece = Piece { buffer: self.spare.take(length), length, spare: Arc::clone(&self.spare) };
        let file = match &self.source {
            Source::File(file) if read_at_once(file, &mut piece.buffer[..length], range.start) => None,
            Source::File(file) => Some(Arc::clone(file)),
            Source::Ranges(store, name) => {
                piece.buffer[..length].copy_from_slice(&store.get_range(name, range.clone()).await?);
                None
            }
        };
        if let Some(file) = file {
            let read = move || file.read_exact_at(&mut piece.buffer[..length], range.start).map(|()| piece);
            let gone = |_| unreadable(std::io::ErrorKind::Other.into());
            piece = tokio::task::spawn_blocking(read).await.map_err(gone)?.map_err(unreadable)?;
        }
        let done = work(&mut piece.buffer[..length]);
        Ok((Bytes::from_owner(piece), done))
    }
}

/// Reads what lies in memory already, which takes microseconds; false where the disk would have to be waited for.
fn read_at_once(file: &File, buffer: &mut [u8], from: u64) -> bool {
    let length = buffer.len();
    preadv2(file, &mut [IoSliceMut::new(buffer)], from, ReadWriteFlags::NOWAIT).is_ok_and(|read| read == length)
}

fn unreadable(error: std::io::Error) -> StoreError {
    StoreError::Blobs(object_store::Error::Generic { store: "folder", source: error.into() })
}
