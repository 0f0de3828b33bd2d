//! Consent: who may give it, what it must say, how it is evidenced, what ends it, and the receipt that anyone can check.

mod give;
mod receipt_of_it;
mod restriction;
mod scan;
mod see;
mod standing;
mod withdraw;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use porthor_keys::receipt::{self, CONSENT_RECEIPT, ConsentReceipt, ConsentState, ReceiptError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::faults::payloads;
use crate::stage::case::{CATEGORY, Case, Child, Draft, PURPOSE, consent_for};
use crate::stage::person::Person;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};
use crate::stage::{day_from_now, moment_from_now};

const SCHOOL: &str = "nant-y-wennol";
