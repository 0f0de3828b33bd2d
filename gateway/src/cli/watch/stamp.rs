//! The state of a file, by which it is known again.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Length, and when the content and when anything of a file was changed last. Neither name nor content can be told from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    /// The same file under whatever name, while this system runs.
    file: (u64, u64),
}

impl Stamp {
    /// Of the file at `path` itself; none where there is no file.
    pub fn of(path: &Path) -> Option<Self> {
        let about = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self {
            length: about.len(),
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
            file: (about.dev(), about.ino()),
        })
    }

    /// What stays the same when the system starts anew.
    pub fn bytes(&self) -> Vec<u8> {
        let times = [self.modified.0, self.modified.1, self.changed.0, self.changed.1];
        self.length.to_be_bytes().into_iter().chain(times.into_iter().flat_map(i64::to_be_bytes)).collect()
    }

    /// Whether it is the same file with the same content, whatever it is called now.
    pub fn is_moved(&self, now: &Self) -> bool {
        (self.length, self.modified, self.file) == (now.length, now.modified, now.file)
    }
}
