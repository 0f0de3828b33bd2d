//! The recovery drill: the recovery identity alone opens every kept key and one report, whose digest must be that of the push. The
//! standard age tool does it where it is installed. Neither identities nor reports touch the disk: sealed files lie in a folder
//! of their own for the tool to read, the case's identity reaches it through a pipe, and what it opens is hashed as it comes.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args as ClapArgs;
use futures_util::TryStreamExt;
use porthor_config::{Blobs, Config};
use porthor_keys::envelope::{self, HeaderReader};
use porthor_keys::hierarchy::{Root, RootError, RootSource};
use porthor_keys::payload::PayloadOpener;
use porthor_keys::recipient::Identity;
use porthor_keys::sealed_column::ColumnKey;
use ring::digest::{Context, SHA256};
use serde_json::json;
use sqlx::{AnyConnection, Row};
use zeroize::Zeroizing;

use super::super::offline::Place;
use super::super::{CliError, Shared, print, root};
use crate::hex::hex;
use crate::store::blobs::Blobs as Payloads;
use crate::store::{StoreError, pool};

/// What `porthor keys drill` is told.
#[derive(Debug, ClapArgs)]
pub struct Drill {
    #[command(flatten)]
    place: Place,
    /// The recovery identity's file.
    #[arg(long, value_name = "FILE")]
    recovery: PathBuf,
    /// The report to open; else the latest.
    #[arg(long, value_name = "ID")]
    report: Option<String>,
    /// Use the library even where the age tool is installed.
    #[arg(long)]
    library: bool,
}

/// A report as it is stored.
struct Stored {
    id: String,
    header: Vec<u8>,
    blob: String,
    plain_hash: Vec<u8>,
    sealed_key: Vec<u8>,
}

/// Proves recovery, or fails with exit code 6.
pub async fn run(args: Drill, shared: &Shared) -> Result<(), CliError> {
    let config = args.place.configuration()?;
    let text = root::private_text(&args.recovery)?;
    // The identities of the file are a root of their own: what it opens, the recovery opens, with nothing of the gateway's.
    let recovery = Root::load(RootSource::IdentityFile(text), Vec::new())?;
    let database = pool::open(&config.storage.database.url()).await?;
    let mut reader = database.readers.acquire().await.map_err(StoreError::from)?;
    let keys = open_every_key(&mut reader, &recovery, shared).await?;
    print::note(&format!("{keys} kept keys open with the recovery identity"));
    let Some(stored) = find(&mut reader, args.report.as_deref()).await? else {
        if args.report.is_some() {
            return Err(CliError::Drill("there is no such report"));
        }
        print::answer(shared.json, &json!({ "keys": keys, "report": null }));
        print::note("there is no report yet to prove it with");
        return Ok(());
    };
    let tool = !args.library && age_is_there();
    let folder = Folder::new()?;
    let identity = case_identity(&stored, &args.recovery, &recovery, tool.then_some(folder.path()))?;
    let whole = folder.path().join("report.age");
    assemble(&config, &stored, &whole).await?;
    let found = if tool { hash_with_tool(&whole, &identity)? } else { hash_with_library(&whole, &identity)? };
    let place = format!("report/plain_hash/{}", stored.id);
    let expected = ColumnKey::for_case(&identity).open(&place, &stored.plain_hash);
    let expected = expected.map_err(|_| CliError::Drill("the digest of the push does not open"))?;
    if found != *expected {
        return Err(CliError::Drill("the report opened, and is not what was pushed"));
    }
    let with = if tool { "the age tool" } else { "the library" };
    print::answer(shared.json, &json!({ "keys": keys, "report": stored.id, "sha256": hex(&found), "with": with }));
    print::note("recovery is proved: the report is what was pushed");
    Ok(())
}

/// Opens the gateway's secret and the key of every case; gives their number.
async fn open_every_key(reader: &mut AnyConnection, recovery: &Root, shared: &Shared) -> Result<usize, CliError> {
    let rows: Vec<(Vec<u8>,)> =
        sqlx::query_as("SELECT sealed FROM secret UNION ALL SELECT sealed FROM case_key WHERE sealed IS NOT NULL")
            .fetch_all(reader)
            .await
            .map_err(StoreError::from)?;
    let bar = print::bar(rows.len() as u64, shared.json);
    for (sealed,) in &rows {
        match recovery.open(sealed) {
            Ok(_) => bar.inc(1),
            Err(RootError::NoMatch) => {
                return Err(CliError::Drill(
                    "a kept key is not sealed to this recovery identity; rotate the root with it in place",
                ));
            }
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    Ok(rows.len())
}

async fn find(reader: &mut AnyConnection, report: Option<&str>) -> Result<Option<Stored>, StoreError> {
    const COLUMNS: &str = "SELECT r.id, r.header, r.blob, r.plain_hash, k.sealed FROM report r \
        JOIN case_key k ON k.case_id = r.case_id AND k.ended_at IS NULL AND k.sealed IS NOT NULL";
    let row = match report {
        Some(id) => {
            sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE r.id = $1")))
                .bind(id.to_owned())
                .fetch_optional(reader)
                .await?
        }
        None => {
            sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY r.created_at DESC, r.id LIMIT 1")))
                .fetch_optional(reader)
                .await?
        }
    };
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        id: row.try_get(0)?,
        header: row.try_get(1)?,
        blob: row.try_get(2)?,
        plain_hash: row.try_get(3)?,
        sealed_key: row.try_get(4)?,
    }))
}

fn age_is_there() -> bool {
    let asked = Command::new("age").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// The case's identity, from its sealed key and the recovery identity: by the age tool in `folder`, else by the library.
fn case_identity(stored: &Stored, recovery_file: &Path, recovery: &Root, folder: Option<&Path>) -> Result<Identity, CliError> {
    let secret = match folder {
        None => recovery.open(&stored.sealed_key)?,
        Some(folder) => {
            let sealed = folder.join("case-key.age");
            fs::write(&sealed, &stored.sealed_key).map_err(CliError::file(&sealed, "written"))?;
            let opened = Command::new("age").arg("-d").arg("-i").arg(recovery_file).arg(&sealed).stderr(Stdio::inherit()).output();
            let opened = opened.map_err(CliError::file("age", "run"))?;
            if !opened.status.success() {
                return Err(CliError::Drill("the age tool did not open the case's key"));
            }
            Zeroizing::new(opened.stdout)
        }
    };
    let text = std::str::from_utf8(&secret).map_err(|_| CliError::Drill("the case's key is no identity"))?;
    Ok(text.trim().parse()?)
}

/// Header and payload as one age file, still sealed.
async fn assemble(config: &Config, stored: &Stored, whole: &Path) -> Result<(), CliError> {
    let Blobs::Folder(folder) = &config.storage.blobs;
    let payloads = Payloads::open_folder(folder.clone())?;
    let mut file = File::create_new(whole).map_err(CliError::file(whole, "written"))?;
    file.write_all(&stored.header).map_err(CliError::file(whole, "written"))?;
    let mut pieces = payloads.read(&stored.blob).await?;
    while let Some(piece) = pieces.try_next().await.map_err(StoreError::from)? {
        file.write_all(&piece).map_err(CliError::file(whole, "written"))?;
    }
    Ok(())
}

/// What the age tool opens, hashed as it comes.
fn hash_with_tool(whole: &Path, identity: &Identity) -> Result<Vec<u8>, CliError> {
    let mut age = Command::new("age")
        .args(["-d", "-i", "-"])
        .arg(whole)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(CliError::file("age", "run"))?;
    let secret = Zeroizing::new(format!("{}\n", *identity.to_secret_string()));
    if let Some(mut stdin) = age.stdin.take() {
        stdin.write_all(secret.as_bytes()).map_err(CliError::file("age", "told the identity"))?;
    }
    let mut opened = age.stdout.take().ok_or(CliError::Drill("the age tool says nothing"))?;
    let mut digest = Context::new(&SHA256);
    each_piece(&mut opened, |piece| {
        digest.update(piece);
        Ok(())
    })?;
    let ended = age.wait().map_err(CliError::file("age", "waited for"))?;
    if ended.success() {
        Ok(digest.finish().as_ref().to_vec())
    } else {
        Err(CliError::Drill("the age tool did not open the report"))
    }
}

/// What the library opens, hashed as it comes.
fn hash_with_library(whole: &Path, identity: &Identity) -> Result<Vec<u8>, CliError> {
    let broken = |source| CliError::Envelope { what: "the report", source };
    let mut file = File::open(whole).map_err(CliError::file(whole, "read"))?;
    let mut digest = Context::new(&SHA256);
    let mut header = HeaderReader::new();
    let mut payload: Option<PayloadOpener> = None;
    let mut plain = Zeroizing::new(Vec::new());
    each_piece(&mut file, |piece| {
        if let Some(opener) = &mut payload {
            opener.push(piece, &mut plain).map_err(broken)?;
        } else if let Some(start) = header.push(piece).map_err(broken)? {
            let file_key = envelope::open_header(&start.header, identity).map_err(broken)?;
            let opener = payload.insert(PayloadOpener::new(&file_key, &start.nonce));
            opener.push(&start.rest, &mut plain).map_err(broken)?;
        }
        digest.update(&plain);
        plain.clear();
        Ok(())
    })?;
    payload.ok_or(broken(header.ended()))?.finish(&mut plain).map_err(broken)?;
    digest.update(&plain);
    Ok(digest.finish().as_ref().to_vec())
}

fn each_piece(from: &mut impl Read, mut take: impl FnMut(&[u8]) -> Result<(), CliError>) -> Result<(), CliError> {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => take(&buffer[..read])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(source) => return Err(CliError::File { path: "the sealed report".into(), doing: "read", source }),
        }
    }
}

/// A folder of our own for sealed files, removed with them.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, CliError> {
        use std::os::unix::fs::DirBuilderExt;
        let path = std::env::temp_dir().join(format!("porthor-drill-{}", porthor_keys::random::id()));
        fs::DirBuilder::new().mode(0o700).create(&path).map_err(CliError::file(&path, "made"))?;
        Ok(Self(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays is sealed.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_hashes_what_was_sealed() {
        let folder = Folder::new().expect("a folder");
        let whole = folder.path().join("report.age");
        let identity = Identity::generate();
        let report = vec![9; 700_000];
        fs::write(&whole, envelope::seal(&[identity.recipient()], &report)).expect("written");
        let expected = ring::digest::digest(&SHA256, &report);
        assert_eq!(hash_with_library(&whole, &identity).expect("opens"), expected.as_ref());
        assert!(hash_with_library(&whole, &Identity::generate()).is_err());
    }

    #[test]
    fn the_age_tool_hashes_the_same_where_it_is_installed() {
        if !age_is_there() {
            return;
        }
        let folder = Folder::new().expect("a folder");
        let whole = folder.path().join("report.age");
        let identity = Identity::generate();
        fs::write(&whole, envelope::seal(&[identity.recipient()], b"report")).expect("written");
        let found = hash_with_tool(&whole, &identity).expect("opens");
        assert_eq!(found, hash_with_library(&whole, &identity).expect("opens"));
    }
}
