//! Porthor: the gateway and its command line, one program. From the top: `cli` parses what was typed, `app` puts the gateway
//! together, `router` names its routes, the slices (`sign_in account agency case protocol consent report audit`) answer them over
//! `http`, `gate` decides and `store` keeps. `client` is the other end of the line: what `push`, `fetch` and the rest use.

mod account;
mod agency;
mod app;
mod audit;
mod case;
mod cli;
mod client;
mod clock;
mod consent;
mod desk;
mod envelope;
mod family;
mod gate;
mod hex;
mod http;
mod line;
mod looked;
mod mail;
mod mail_drop;
mod malware;
mod pages;
mod plain;
mod privacy;
mod protocol;
mod quarantine;
mod reckon;
mod remark;
mod report;
mod router;
mod sign_in;
mod store;
mod transfers;
mod turns;
mod web;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    // One provider for every use of rustls: server, client and database.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        return ExitCode::FAILURE;
    }
    cli::run()
}
