//! What an enrolled device keeps: its key and what it knows of its gateway, and a token of minutes. One folder
//! (`PORTHOR_HOME`, else `~/.config/porthor`), readable by its owner alone.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use porthor_keys::token::DeviceKey;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::ClientError;

const DEVICE: &str = "device.json";
const TOKEN: &str = "token.json";

/// An enrolled device.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// The gateway's address.
    pub gateway: String,
    /// The authority it is trusted by, if not one of the system's.
    pub ca_file: Option<PathBuf>,
    /// Its id.
    pub device: String,
    /// Whose it is.
    pub person: String,
    /// What its assertions are for.
    pub audience: String,
    /// The gateway's log, so that another gateway in its place is noticed.
    pub log_key: String,
    /// The gateway's key of receipts, hexadecimal; none where the device was enrolled before gateways told.
    #[serde(default)]
    pub receipt_key: Option<String>,
    /// Whether it is a machine's: its person is the machine, and its id names its key.
    #[serde(default)]
    pub machine: bool,
    /// Its own key, PEM.
    key_pem: SecretText,
}

/// A token kept between two commands.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptToken {
    /// Of which device.
    pub device: String,
    /// For `Authorization: Bearer`.
    pub token: SecretText,
    /// When it has to be renewed, seconds since 1970, UTC.
    pub expires: i64,
}

/// A secret text in one of these files; wiped when dropped, silent in `Debug`.
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Serialize for SecretText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// A device as it is when it enrols: everything but its key.
pub struct Enrolled {
    /// The gateway's address.
    pub gateway: String,
    /// The authority it is trusted by.
    pub ca_file: Option<PathBuf>,
    /// Its id.
    pub device: String,
    /// Whose it is.
    pub person: String,
    /// What its assertions are for.
    pub audience: String,
    /// The gateway's log.
    pub log_key: String,
    /// The gateway's key of receipts.
    pub receipt_key: Option<String>,
    /// Whether it is a machine's.
    pub machine: bool,
}

impl Device {
    /// A device with its key.
    pub fn new(enrolled: Enrolled, key: &DeviceKey) -> Self {
        let Enrolled { gateway, ca_file, device, person, audience, log_key, receipt_key, machine } = enrolled;
        Self { gateway, ca_file, device, person, audience, log_key, receipt_key, machine, key_pem: SecretText(key.to_pem()) }
    }
}

/// Where a device's files lie.
pub struct Home(PathBuf);

impl Home {
    /// The folder that the environment names.
    pub fn from_environment() -> Result<Self, ClientError> {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        set("PORTHOR_HOME").or_else(|| set("HOME").map(|home| home.join(".config/porthor"))).map(Self).ok_or(ClientError::NoHome)
    }

    /// A folder of one's own choice.
    #[cfg(test)]
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Where the device's file is.
    pub fn device_file(&self) -> PathBuf {
        self.0.join(DEVICE)
    }

    /// The enrolled device and its key.
    pub fn device(&self) -> Result<(Device, DeviceKey), ClientError> {
        let file = self.device_file();
        let device: Device = read(&file)?.ok_or(ClientError::NotEnrolled)?;
        let key = DeviceKey::from_pem(device.key_pem.expose()).map_err(|_| ClientError::DeviceFile(file))?;
        Ok((device, key))
    }

    /// The same; none where no device is enrolled.
    pub fn device_if_any(&self) -> Result<Option<(Device, DeviceKey)>, ClientError> {
        match self.device() {
            Err(ClientError::NotEnrolled) => Ok(None),
            found => found.map(Some),
        }
    }

    /// Keeps a newly enrolled device; a token of an earlier one is forgotten.
    pub fn keep_device(&self, device: &Device) -> Result<(), ClientError> {
        self.forget_token()?;
        write(&self.0, DEVICE, device)
    }

    /// The token kept for `device`, expired or not.
    pub fn token(&self, device: &str) -> Result<Option<KeptToken>, ClientError> {
        let kept: Option<KeptToken> = read(&self.0.join(TOKEN))?;
        Ok(kept.filter(|kept| kept.device == device))
    }

    /// Keeps a token.
    pub fn keep_token(&self, token: &KeptToken) -> Result<(), ClientError> {
        write(&self.0, TOKEN, token)
    }

    /// Forgets the token.
    pub fn forget_token(&self) -> Result<(), ClientError> {
        let file = self.0.join(TOKEN);
        match fs::remove_file(&file) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(ClientError::File { path: file, doing: "removed", source })
            }
            _ => Ok(()),
        }
    }
}

/// Reads a secret file; none where there is none, an error where others can read it.
fn read<T: DeserializeOwned>(file: &Path) -> Result<Option<T>, ClientError> {
    let failed = |source| ClientError::File { path: file.to_owned(), doing: "read", source };
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => Zeroizing::new(text.map_err(failed)?),
    };
    if fs::metadata(file).map_err(failed)?.permissions().mode() & 0o077 != 0 {
        return Err(ClientError::OpenToOthers(file.to_owned()));
    }
    serde_json::from_str(&text).map(Some).map_err(|_| ClientError::DeviceFile(file.to_owned()))
}

/// Writes a secret file whole or not at all, readable by its owner alone.
fn write<T: Serialize>(folder: &Path, name: &str, value: &T) -> Result<(), ClientError> {
    let text = Zeroizing::new(serde_json::to_vec_pretty(value).expect("plain data always becomes JSON"));
    let new = folder.join(format!(".{name}.{}", porthor_keys::random::id()));
    let act = || {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&new, folder.join(name))
    };
    act().map_err(|source| {
        // What was begun is of no use to anyone; that it may stay is the lesser harm.
        let _ = fs::remove_file(&new);
        ClientError::File { path: folder.join(name), doing: "written", source }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(key: &DeviceKey) -> Device {
        let enrolled = Enrolled {
            gateway: "https://localhost:8443".into(),
            ca_file: None,
            device: "device-1".into(),
            person: "person-1".into(),
            audience: "https://localhost:8443".into(),
            log_key: "localhost/porthor+00000000+AA".into(),
            receipt_key: None,
            machine: false,
        };
        Device::new(enrolled, key)
    }

    #[test]
    fn a_device_is_kept_for_its_owner_alone_and_read_back() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = Home::at(&folder.path().join("porthor"));
        assert!(matches!(home.device(), Err(ClientError::NotEnrolled)));
        let key = DeviceKey::generate();
        home.keep_device(&device(&key)).expect("kept");
        let mode = fs::metadata(home.device_file()).expect("the file is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let (read, read_key) = home.device().expect("read back");
        assert_eq!((read.device.as_str(), read_key.public()), ("device-1", key.public()));
    }

    #[test]
    fn a_device_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = Home::at(folder.path());
        home.keep_device(&device(&DeviceKey::generate())).expect("kept");
        fs::set_permissions(home.device_file(), fs::Permissions::from_mode(0o640)).expect("changed");
        assert!(matches!(home.device(), Err(ClientError::OpenToOthers(_))));
    }

    #[test]
    fn a_token_of_another_device_is_not_used() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = Home::at(folder.path());
        let token = KeptToken { device: "device-1".into(), token: SecretText::new("t".into()), expires: 5 };
        home.keep_token(&token).expect("kept");
        assert!(home.token("device-1").expect("read").is_some());
        assert!(home.token("device-2").expect("read").is_none());
        home.forget_token().expect("forgotten");
        assert!(home.token("device-1").expect("read").is_none());
    }
}
