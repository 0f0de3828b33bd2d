//! Payloads of reports in an object store (a local folder, fsynced, by default). A payload is durable before the row that names it
//! commits, and lies under a prefix of the gateway that wrote it, so that what a killed gateway left half-way can be swept by name.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetResultPayload, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};

use super::StoreError;
use super::payload::{Payload, Source, Spare};

/// Bytes written to the store at once.
const PART: usize = 512 * 1024;
/// Room for a part and the piece that fills it, so that the buffer never grows.
const ROOM: usize = PART + 512 * 1024;

/// The blob store; cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    folder: Option<PathBuf>,
    spare: Arc<Spare>,
}

impl Blobs {
    /// Opens the local folder, making it where it is missing.
    pub fn open_folder(folder: PathBuf) -> Result<Self, StoreError> {
        std::fs::create_dir_all(&folder).map_err(|error| object_store::Error::Generic { store: "folder", source: error.into() })?;
        let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), folder: Some(folder), spare: Arc::default() })
    }

    /// Begins a new payload; nobody can read it before [`Upload::finish`].
    pub async fn begin(&self) -> Result<Upload, StoreError> {
        self.begin_as(format!("{}/{}", &porthor_keys::random::id()[..2], porthor_keys::random::id())).await
    }

    /// The same, under a name of one's own, `folder/name`, that no other has.
    pub async fn begin_as(&self, name: String) -> Result<Upload, StoreError> {
        let upload = self.store.put_multipart(&Path::from(name.as_str())).await?;
        Ok(Upload { blobs: self.clone(), name, upload: Some(upload), buffer: Vec::with_capacity(ROOM), written: 0 })
    }

    /// The whole payload as a stream.
    pub async fn read(
        &self,
        name: &str,
    ) -> Result<futures_util::stream::BoxStream<'static, object_store::Result<Bytes>>, StoreError> {
        Ok(self.store.get(&Path::from(name)).await?.into_stream())
    }

    /// Opens a payload for reading.
    pub async fn open(&self, name: &str) -> Result<Payload, StoreError> {
        let name = Path::from(name);
        let source = match self.store.get(&name).await?.payload {
            GetResultPayload::File(file, _) => Source::File(Arc::new(file)),
            GetResultPayload::Stream(_) => Source::Ranges(Arc::clone(&self.store), name),
        };
        Ok(Payload { source, spare: Arc::clone(&self.spare) })
    }

    /// Removes a payload; one that is not there is no error.
    pub async fn remove(&self, name: &str) -> Result<(), StoreError> {
        match self.store.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Names and bytes of all that lies in a folder.
    pub async fn list_in(&self, folder: &str) -> Result<Vec<(String, u64)>, StoreError> {
        let listed = self.store.list(Some(&Path::from(folder))).map_ok(|meta| (meta.location.to_string(), meta.size));
        Ok(listed.try_collect().await?)
    }

    /// Removes all that lies in a folder, and the folder.
    pub async fn remove_in(&self, folder: &str) -> Result<(), StoreError> {
        for (name, _) in self.list_in(folder).await? {
            self.remove(&name).await?;
        }
        if let Some(root) = &self.folder {
            // One that somebody writes into still stays; the next sweep finds it.
            let _ = std::fs::remove_dir(root.join(folder));
        }
        Ok(())
    }

    /// Names of all payloads and when each was written, milliseconds UTC.
    pub async fn list(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let listed = self.store.list(None).map_ok(|meta| (meta.location.to_string(), meta.last_modified.timestamp_millis()));
        Ok(listed.try_collect().await?)
    }

    /// Removes what a killed gateway left half-written in the local folder (staged files end in `#` and a number), where it was
    /// last written to before `before`, milliseconds UTC.
    pub fn sweep_staged(&self, before: i64) -> std::io::Result<usize> {
        let Some(folder) = &self.folder else { return Ok(0) };
        let mut swept = 0;
        for shard in std::fs::read_dir(folder)?.filter_map(Result::ok) {
            if !shard.path().is_dir() {
                continue;
            }
            for file in std::fs::read_dir(shard.path())?.filter_map(Result::ok) {
                if file.file_name().to_string_lossy().contains('#') && is_older(&file, before)? {
                    swept += usize::from(gone_or(std::fs::remove_file(file.path()))?.is_some());
                }
            }
            if shard.file_name().to_string_lossy().starts_with(UPLOAD) {
                // One that holds something stays.
                let _ = std::fs::remove_dir(shard.path());
            }
        }
        Ok(swept)
    }
}

fn is_older(file: &std::fs::DirEntry, before: i64) -> std::io::Result<bool> {
    let Some(about) = gone_or(file.metadata())? else { return Ok(false) };
    let since_1970 = about.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since_1970.as_millis()).is_ok_and(|written| written < before))
}

/// None for a file that another gateway has finished meanwhile.
fn gone_or<T>(result: std::io::Result<T>) -> std::io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A payload being written, in constant memory. Dropped unfinished, it leaves nothing behind.
pub struct Upload {
    blobs: Blobs,
    name: String,
    upload: Option<Box<dyn MultipartUpload>>,
    buffer: Vec<u8>,
    written: u64,
}

impl Upload {
    /// The buffer to append to; call [`Upload::flush_full`] after.
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Writes out what is buffered once it fills a part.
    pub async fn flush_full(&mut self) -> Result<(), StoreError> {
        if self.buffer.len() < PART { Ok(()) } else { self.flush().await }
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        let part = std::mem::replace(&mut self.buffer, Vec::with_capacity(ROOM));
        self.written += part.len() as u64;
        let upload = self.upload.as_mut().expect("an upload is there until it is finished");
        upload.put_part(PutPayload::from(part)).await?;
        Ok(())
    }

    /// Removes what was written. What cannot be removed now, the sweep will.
    pub async fn abort(mut self) {
        if let Some(mut upload) = self.upload.take()
            && upload.abort().await.is_err()
        {
            tracing::warn!("a half-written payload could not be removed; the sweep will");
        }
    }

    /// Makes the payload durable and readable. It is removed again unless [`Stored::keep`] is called.
    pub async fn finish(mut self) -> Result<Stored, StoreError> {
        self.flush().await?;
        let mut upload = self.upload.take().expect("an upload is finished once");
        upload.complete().await?;
        Ok(Stored { blobs: self.blobs.clone(), name: Some(self.name.clone()), length: self.written })
    }
}

/// A durable payload that no row names yet. Dropped, it is removed.
pub struct Stored {
    blobs: Blobs,
    name: Option<String>,
    /// Bytes.
    pub length: u64,
}

impl Stored {
    /// The name for the row.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// Removes the payload: no row will name it. What cannot be removed now, the sweep will.
    pub async fn discard(mut self) {
        if let Some(name) = self.name.take()
            && self.blobs.remove(&name).await.is_err()
        {
            tracing::warn!("a payload that no report names could not be removed; the sweep will");
        }
    }

    /// The row that names it is committed.
    pub fn keep(mut self) {
        self.name = None;
    }
}

impl Drop for Stored {
    fn drop(&mut self) {
        if let Some(name) = self.name.take() {
            let blobs = self.blobs.clone();
            tokio::spawn(async move {
                if blobs.remove(&name).await.is_err() {
                    tracing::warn!("a payload that no report names could not be removed; the sweep will");
                }
            });
        }
    }
}

/// The folder of an upload's pieces begins so, and its id follows.
pub const UPLOAD: &str = "upload-";

/// Removes payloads older than `before` (milliseconds UTC) that no report names, or only one of an erased case, and pieces of uploads that
/// are over.
pub async fn sweep(blobs: &Blobs, readers: &mut sqlx::AnyConnection, before: i64) -> Result<usize, StoreError> {
    let mut swept = 0;
    let mut names = futures_util::stream::iter(blobs.list().await?);
    while let Some((name, written)) = names.next().await {
        if written < before && !is_named(readers, &name).await? {
            blobs.remove(&name).await?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Whether a report that is not erased names a payload, or an upload that goes on is to be made of it.
async fn is_named(readers: &mut sqlx::AnyConnection, name: &str) -> Result<bool, StoreError> {
    let of_upload = name.strip_prefix(UPLOAD).and_then(|rest| rest.split_once('/'));
    let (sql, key) = match of_upload {
        Some((upload, _)) => ("SELECT length FROM upload WHERE id = $1 AND state = 'open'", upload),
        None => {
            ("SELECT r.plain_len FROM report r JOIN cases c ON c.id = r.case_id WHERE r.blob = $1 AND c.erased_at IS NULL", name)
        }
    };
    let named: Option<(i64,)> = sqlx::query_as(sql).bind(key.to_owned()).fetch_optional(readers).await?;
    Ok(named.is_some())
}
