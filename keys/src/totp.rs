//! Time-based one-time codes (RFC 6238): SHA-1, six digits, thirty seconds, as every phone's
//! authenticator speaks them.
//!
//! A code is taken one step early or late, and each step once: the caller stores the step that
//! [`TotpSecret::verify`] returns and hands it in as the last one next time.

use std::fmt;

use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::secret::{Secret, same_bytes};

/// Bytes of a secret: the length of SHA-1, as RFC 4226 recommends.
pub const SECRET_LEN: usize = 20;
const DIGITS: u8 = 6;
const STEP_SECONDS: u64 = 30;

/// Why stored bytes are not a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a secret of {SECRET_LEN} bytes, found {0}: enrol the factor anew")]
pub struct TotpError(usize);

/// The secret that a gateway and an authenticator share. Store it sealed.
#[derive(Clone)]
pub struct TotpSecret(Secret<SECRET_LEN>);

impl TotpSecret {
    /// A fresh secret of 160 random bits.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate())
    }

    /// Reads the bytes that [`TotpSecret::expose`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TotpError> {
        let bytes = bytes.try_into().map_err(|_| TotpError(bytes.len()))?;
        Ok(Self(Secret::new(bytes)))
    }

    /// The secret bytes, for sealing.
    #[must_use]
    pub const fn expose(&self) -> &[u8; SECRET_LEN] {
        self.0.expose()
    }

    /// The secret as 32 letters of base32 (RFC 4648), for typing into an authenticator.
    #[must_use]
    pub fn to_base32(&self) -> Zeroizing<String> {
        Zeroizing::new(self.shared().to_base32())
    }

    /// The `otpauth://totp/…` address that an authenticator reads from a QR code.
    ///
    /// `account` and `issuer` are shown to the person; both are percent-encoded, colons too.
    #[must_use]
    pub fn otpauth_uri(&self, account: &str, issuer: &str) -> Zeroizing<String> {
        let (account, issuer) = (percent_encoded(account), percent_encoded(issuer));
        let secret = self.to_base32();
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}\
             &algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}",
            *secret
        ))
    }

    /// The code at a moment, in seconds since 1970 UTC: what an authenticator would show.
    #[must_use]
    pub fn code_at(&self, unix_seconds: i64) -> Zeroizing<String> {
        let step = u64::try_from(unix_seconds).unwrap_or(0) / STEP_SECONDS;
        code_of(&self.totp(), step)
    }

    /// The step whose code this is, if it is the present one, the one before or the one after, and
    /// later than `last_step`, the step accepted last.
    ///
    /// Spaces within the code are allowed, as authenticators show them. Every candidate is compared,
    /// each in constant time.
    #[must_use]
    pub fn verify(&self, code: &str, unix_seconds: i64, last_step: Option<i64>) -> Option<i64> {
        let code: Zeroizing<String> = Zeroizing::new(code.chars().filter(|letter| *letter != ' ').collect());
        let now = u64::try_from(unix_seconds).ok()? / STEP_SECONDS;
        let totp = self.totp();
        let mut accepted = None;
        for step in now.saturating_sub(1)..=now.saturating_add(1) {
            let fits = same_bytes(code_of(&totp, step).as_bytes(), code.as_bytes());
            let step = i64::try_from(step).ok()?;
            let unused = last_step.is_none_or(|last| step > last);
            if fits && unused && accepted.is_none() {
                accepted = Some(step);
            }
        }
        accepted
    }

    fn shared(&self) -> totp_rs::Secret {
        totp_rs::Secret::new(Box::from(self.expose().as_slice()))
    }

    fn totp(&self) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(STEP_SECONDS)
            .with_secret(self.shared())
            .build_noncompliant()
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

fn code_of(totp: &Totp, step: u64) -> Zeroizing<String> {
    Zeroizing::new(totp.generate(step.saturating_mul(STEP_SECONDS)).to_string())
}

/// RFC 3986: everything but the unreserved characters.
fn percent_encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to a String cannot fail");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc_secret() -> TotpSecret {
        TotpSecret(Secret::new(*b"12345678901234567890"))
    }

    #[test]
    fn the_vectors_of_rfc_6238_are_met() {
        // RFC 6238 appendix B, SHA-1, the last six of its eight digits.
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(*rfc_secret().code_at(time), code);
            assert_eq!(rfc_secret().verify(code, time, None), Some(time / 30));
        }
    }

    #[test]
    fn the_vectors_of_rfc_4226_are_met() {
        // RFC 4226 appendix D, the counter as the step.
        let codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (step, code) in (0..).zip(codes) {
            assert_eq!(*rfc_secret().code_at(step * 30), code);
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_or_late_and_no_more() {
        let code = rfc_secret().code_at(3000);
        for time in [2970, 2999, 3000, 3029, 3030, 3059] {
            assert_eq!(rfc_secret().verify(&code, time, None), Some(100), "{time}");
        }
        for time in [0, 2969, 3060, 3090, i64::MAX] {
            assert_eq!(rfc_secret().verify(&code, time, None), None, "{time}");
        }
    }

    #[test]
    fn every_code_is_taken_once() {
        let secret = rfc_secret();
        let code = secret.code_at(3000);
        let step = secret.verify(&code, 3000, None);
        assert_eq!(step, Some(100));
        assert_eq!(secret.verify(&code, 3000, step), None);
        assert_eq!(secret.verify(&code, 3030, step), None);
        let earlier = secret.code_at(2970);
        assert_eq!(secret.verify(&earlier, 3000, step), None);
        let next = secret.code_at(3030);
        assert_eq!(secret.verify(&next, 3000, step), Some(101));
    }

    #[test]
    fn whatever_is_not_the_code_is_refused() {
        let code = rfc_secret().code_at(59);
        for wrong in
            ["", " ", "28708", "2870820", "0287082", "287083", "+287082", "28708２", "287082\0", "287082\n", "-87082", "94287082"]
        {
            assert_eq!(rfc_secret().verify(wrong, 59, None), None, "{wrong:?}");
        }
        assert_eq!(rfc_secret().verify("287 082", 59, None), Some(1));
        assert_eq!(TotpSecret(Secret::new([1; 20])).verify(&code, 59, None), None);
    }

    #[test]
    fn a_time_before_1970_accepts_nothing() {
        let code = rfc_secret().code_at(0);
        assert_eq!(rfc_secret().verify(&code, -1, None), None);
        assert_eq!(rfc_secret().verify(&code, i64::MIN, None), None);
    }

    #[test]
    fn the_address_for_the_authenticator_escapes_what_people_are_called() {
        let uri = rfc_secret().otpauth_uri("siân:o'neill@ysgol", "Porthor & Co");
        assert_eq!(
            *uri,
            "otpauth://totp/Porthor%20%26%20Co:si%C3%A2n%3Ao%27neill%40ysgol\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Porthor%20%26%20Co\
             &algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn a_stored_secret_reads_back_and_no_other_length_does() {
        let secret = TotpSecret::generate();
        let read = TotpSecret::from_bytes(secret.expose()).expect("it has 20 bytes");
        assert_eq!(read.code_at(59), secret.code_at(59));
        for length in [0, 19, 21, 32] {
            let refusal = TotpSecret::from_bytes(&vec![0; length]);
            assert_eq!(refusal.map(|_| ()), Err(TotpError(length)));
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", rfc_secret()), "TotpSecret(…)");
    }
}
