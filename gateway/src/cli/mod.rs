//! The command line. Each command is a file: `serve init keys audit` work beside the store, `enrol push fetch agency person case
//! consent protocol` through a gateway as its client, `demo` does both. `session` signs a device in, `root` opens the operator's
//! root, `print` is the one place that writes to the terminal, `error` says what an exit code means.

mod agency;
mod audit;
mod case;
mod conformance;
mod consent;
pub mod demo;
mod enrol;
mod error;
mod fetch;
mod init;
pub mod init_certificates;
mod keys;
mod offline;
mod person;
pub mod print;
mod protocol;
mod push;
pub mod root;
pub mod serve;
mod session;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use error::CliError;

/// Secure document exchange and consent between agencies and families.
#[derive(Debug, Parser)]
#[command(name = "porthor", version, about, max_term_width = 100, after_help = error::EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Shared {
    /// Print JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of the gateway's answers; else that of `LC_ALL`, `LC_MESSAGES` or `LANG`.
    #[arg(long, global = true, value_enum)]
    language: Option<Language>,
}

/// A language of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Cymraeg.
    Cy,
    /// English.
    En,
}

impl Shared {
    /// The language to be answered in.
    pub fn language(&self) -> porthor_policy::Language {
        let asked = self.language.or_else(|| of_environment(|name| std::env::var(name).ok()));
        match asked {
            Some(Language::Cy) => porthor_policy::Language::Cy,
            Some(Language::En) | None => porthor_policy::Language::En,
        }
    }
}

/// The language of the first variable that is set (POSIX: `LC_ALL` before `LC_MESSAGES` before `LANG`).
fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Option<Language> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| variable(name).filter(|value| !value.is_empty()))?;
    let code = set.split(['_', '.', '@']).next().unwrap_or_default();
    Some(if code.eq_ignore_ascii_case("cy") { Language::Cy } else { Language::En })
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk the main job against a gateway of its own, step by step.
    Demo(demo::Args),
    /// Set up a folder for a gateway.
    Init(init::Args),
    /// Run the gateway.
    Serve(serve::Args),
    /// Enrol a person, or this device.
    Enrol(enrol::Args),
    /// Push reports to a case, sealed before they leave.
    Push(push::Args),
    /// Fetch a report.
    Fetch(fetch::Args),
    /// Agencies.
    Agency(agency::Args),
    /// People of agencies.
    Person(person::Args),
    /// Cases, who is involved, and what holds.
    Case(case::Args),
    /// Consents: preview, give, withdraw, check a receipt.
    Consent(consent::Args),
    /// Information-sharing protocols: list, sign, withdraw.
    Protocol(protocol::Args),
    /// Verify, replay, export and read the record.
    Audit(audit::Args),
    /// Prove recovery; rotate and show keys.
    Keys(keys::Args),
    /// Feed outside test vectors to production code.
    Conformance(conformance::Args),
}

/// Parses the command line, runs the command and gives its exit code.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help is an answer, a mistake is not; both are printed by the parser where they belong.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(error::USAGE) } else { ExitCode::SUCCESS };
        }
    };
    serve::log_to_stderr(matches!(cli.command, Command::Serve(_)));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(source) => return CliError::Runtime(source).tell(cli.shared.json),
    };
    let Cli { shared, command } = cli;
    match runtime.block_on(Box::pin(carry_out(command, &shared))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.tell(shared.json),
    }
}

async fn carry_out(command: Command, shared: &Shared) -> Result<(), CliError> {
    match command {
        Command::Demo(args) => demo::run(args, shared).await,
        Command::Init(args) => init::run(args, shared).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Enrol(args) => enrol::run(args, shared).await,
        Command::Push(args) => push::run(args, shared).await,
        Command::Fetch(args) => fetch::run(args, shared).await,
        Command::Agency(args) => agency::run(args, shared).await,
        Command::Person(args) => person::run(args, shared).await,
        Command::Case(args) => case::run(args, shared).await,
        Command::Consent(args) => consent::run(args, shared).await,
        Command::Protocol(args) => protocol::run(args, shared).await,
        Command::Audit(args) => audit::run(args, shared).await,
        Command::Keys(args) => keys::run(args, shared).await,
        Command::Conformance(args) => conformance::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent_and_every_command_shows_examples() {
        let mut command = Cli::command();
        command.build();
        command.clone().debug_assert();
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            let help = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("EXAMPLES"), "{} has no examples", sub.get_name());
        }
    }

    #[test]
    fn no_command_has_an_option_of_its_own_under_the_name_of_a_shared_one() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments().filter(|argument| ["json", "language"].contains(&argument.get_id().as_str())) {
                assert!(argument.is_global_set(), "{} hides --{}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        let mut command = Cli::command();
        command.build();
        check(&command);
    }

    #[test]
    fn the_language_follows_the_environment() {
        let with = |value: &'static str| of_environment(move |name| (name == "LANG").then(|| value.to_owned()));
        assert_eq!(with("cy_GB.UTF-8"), Some(Language::Cy));
        assert_eq!(with("en_GB.UTF-8"), Some(Language::En));
        assert_eq!(with(""), None);
        let both = |name: &str| Some(if name == "LC_ALL" { "cy" } else { "en" }.to_owned());
        assert_eq!(of_environment(both), Some(Language::Cy));
    }
}
