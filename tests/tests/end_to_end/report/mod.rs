//! Reports: what is taken and what is not, each with its own problem and nothing left behind; who may know of one; how it is sent.

mod large;
mod push;
mod read;
mod repeated;
mod sensitive;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::faults::payloads;
use crate::stage::answer::Answer;
use crate::stage::case::{Case, Child, Draft, PURPOSE, sha256};
use crate::stage::person::Door;
use crate::stage::wire;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

const SCHOOL: &str = "nant-y-wennol";
