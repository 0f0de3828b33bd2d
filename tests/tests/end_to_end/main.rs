//! Porthor from end to end: the real program, over real TLS, on the database that the gate chooses. One module per noun, names that are
//! sentences; `stage` is what they stand on.

mod stage;

mod agency;
mod audit;
mod case;
mod command_line;
mod conformance;
mod consent;
mod demo;
mod device;
mod emergency;
mod envelope;
mod faults;
mod firewall;
mod helper;
mod looked;
mod machine;
mod main_job;
mod outsider;
mod pages;
mod passkey;
mod protocol;
mod quarantine;
mod remark;
mod report;
mod roots;
mod set_up;
mod sign_in;
mod transport;
mod unseen;
mod upload;
mod wording;
