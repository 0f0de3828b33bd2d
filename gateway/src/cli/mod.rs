//! The command line. Each command is a file: `serve init keys audit` work beside the store, `enrol push fetch agency person machine
//! case consent protocol` through a gateway as its client, `demo` does both. `session` signs a device in, `root` opens the operator's
//! root, `print` is the one place that writes to the terminal, `error` says what an exit code means, `examples` hands those of a command on
//! to the commands below it.

mod agency;
mod audit;
mod case;
mod conformance;
mod consent;
mod deliver;
pub mod demo;
mod doctor;
mod enrol;
mod error;
mod examples;
mod fetch;
mod init;
pub mod init_certificates;
mod keys;
mod machine;
mod offline;
mod person;
pub mod print;
mod protocol;
mod push;
pub mod root;
mod seal;
pub mod serve;
mod session;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub use error::CliError;
use session::Asking;

use crate::client::device::Device;
use crate::client::way::{self, Credentials, Way};

/// Secure document exchange and consent between agencies and families.
#[derive(Debug, Parser)]
#[command(name = "porthor", version, about, max_term_width = 100, after_help = error::EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    /// The program's whole command line, with its examples at every command.
    fn grammar() -> clap::Command {
        examples::handed_down(Self::command())
    }

    fn parsed(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut grammar = Self::grammar();
        let matches = grammar.try_get_matches_from_mut(words)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut grammar))
    }
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
    /// Trust the authorities of this file (PEM) instead of the system's.
    #[arg(long, global = true, env = "PORTHOR_CA_FILE", value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// The proxy to go through, http://host:port; else `HTTPS_PROXY`.
    #[arg(long, global = true, value_name = "URL")]
    proxy: Option<String>,
    /// Whom the proxy knows; the password is asked for, where `PORTHOR_PROXY_PASSWORD` does not give it.
    #[arg(long, global = true, env = "PORTHOR_PROXY_USER", value_name = "USER")]
    proxy_user: Option<String>,
    /// A private file with the proxy's `user:password`, instead.
    #[arg(long, global = true, env = "PORTHOR_PROXY_AUTH_FILE", value_name = "FILE")]
    proxy_auth_file: Option<PathBuf>,
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
    /// The way to a gateway.
    pub fn way(&self) -> Result<Way, CliError> {
        let credentials = match (&self.proxy_auth_file, &self.proxy_user) {
            (Some(file), _) => Some(Credentials::of_file(file)?),
            // Nobody is asked for a password that no proxy wants.
            (None, Some(user)) if self.proxy.is_some() || way::is_set() => Some(session::proxy_credentials(user)?),
            (None, _) => None,
        };
        Ok(Way { ca_file: self.ca_file.clone(), proxy: self.proxy.clone(), credentials })
    }

    /// The way to the gateway that a device was enrolled at.
    pub fn way_of(&self, device: &Device) -> Result<Way, CliError> {
        let way = self.way()?;
        Ok(Way { ca_file: way.ca_file.or_else(|| device.ca_file.clone()), ..way })
    }

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
    /// Push what appears in a folder, sealed before it leaves.
    Watch(watch::Args),
    /// Seal reports into one file that travels by ordinary mail, with no network at all.
    Seal(seal::Args),
    /// Carry sealed files in that somebody else made, unread.
    Deliver(deliver::Args),
    /// Try each hop on the way to the gateway, and say what a network team can do.
    Doctor(doctor::Args),
    /// Fetch a report.
    Fetch(fetch::Args),
    /// Agencies.
    #[command(after_help = agency::EXAMPLES)]
    Agency(Asking<agency::What>),
    /// People of agencies.
    #[command(after_help = person::EXAMPLES)]
    Person(Asking<person::What>),
    /// Systems of agencies that nobody attends, and their keys.
    #[command(after_help = machine::EXAMPLES)]
    Machine(Asking<machine::What>),
    /// Cases, who is involved, and what holds.
    #[command(after_help = case::EXAMPLES)]
    Case(Asking<case::What>),
    /// Consents: preview, give, withdraw, check a receipt.
    #[command(after_help = consent::EXAMPLES)]
    Consent(Asking<consent::What>),
    /// Information-sharing protocols: list, sign, withdraw.
    #[command(after_help = protocol::EXAMPLES)]
    Protocol(Asking<protocol::What>),
    /// Verify, replay, export and read the record.
    Audit(audit::Args),
    /// Prove recovery; rotate and show keys.
    Keys(keys::Args),
    /// Feed outside test vectors to production code.
    Conformance(conformance::Args),
}

/// Parses the command line, runs the command and gives its exit code.
pub fn run() -> ExitCode {
    let cli = match Cli::parsed(std::env::args_os()) {
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
        Command::Watch(args) => watch::run(args, shared).await,
        Command::Seal(args) => seal::run(args, shared).await,
        Command::Deliver(args) => deliver::run(args, shared).await,
        Command::Doctor(args) => doctor::run(args, shared).await,
        Command::Fetch(args) => fetch::run(args, shared).await,
        Command::Agency(args) => agency::run(args, shared).await,
        Command::Person(args) => person::run(args, shared).await,
        Command::Machine(args) => machine::run(args, shared).await,
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

    #[test]
    fn the_command_line_is_consistent() {
        Cli::grammar().debug_assert();
    }

    fn parsed(words: &[String]) -> Result<Cli, clap::Error> {
        Cli::parsed(words.iter().map(OsString::from))
    }

    /// Commands that have none below them, with what is typed for them.
    fn leaves(command: &clap::Command, path: &str) -> Vec<(String, clap::Command)> {
        let below = command.get_subcommands().filter(|sub| sub.get_name() != "help");
        let below: Vec<_> = below.flat_map(|sub| leaves(sub, &format!("{path} {}", sub.get_name()))).collect();
        if below.is_empty() { vec![(path.to_owned(), command.clone())] } else { below }
    }

    #[test]
    fn every_command_that_takes_arguments_shows_examples_of_itself_that_it_understands() {
        let mut grammar = Cli::grammar();
        grammar.build();
        for (path, leaf) in leaves(&grammar, "porthor") {
            let help = leaf.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = examples::of(&help);
            let takes = leaf.get_arguments().any(|argument| !argument.is_global_set() && argument.get_id() != "help");
            assert!(!takes || !examples.is_empty(), "{path} takes arguments and shows no example");
            for example in examples {
                let commands: Vec<_> = examples::commands(&example).into_iter().filter(|words| words[0] == "porthor").collect();
                let own = |words: &&Vec<String>| words.join(" ").starts_with(&path);
                assert!(commands.iter().any(|words| own(&words)), "{path} shows another's example: {example}");
                for words in commands {
                    assert!(parsed(&words).is_ok(), "{example}: {}", parsed(&words).expect_err("it is not understood"));
                }
            }
        }
    }

    #[test]
    fn every_example_of_the_first_page_is_understood() {
        let examples = examples::of(error::EXIT_CODES);
        assert!(examples.len() > 2);
        for words in examples.iter().flat_map(|example| examples::commands(example)).filter(|words| words[0] == "porthor") {
            assert!(parsed(&words).is_ok(), "{words:?}");
        }
    }

    #[test]
    fn every_command_of_the_readme_is_understood() {
        const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
        let readme = include_str!("../../../README.md").replace("age1…", RECIPIENT);
        let lines = readme.lines().filter(|line| line.starts_with("porthor "));
        let commands: Vec<Vec<String>> = lines.flat_map(examples::commands).collect();
        assert!(commands.len() > 9, "the first set-up is there");
        for words in commands {
            assert!(parsed(&words).is_ok(), "{words:?}: {}", parsed(&words).expect_err("it is not understood"));
        }
    }

    #[test]
    fn a_code_is_taken_before_and_after_what_to_do() {
        let code_in = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let Ok(Cli { command: Command::Agency(asking), .. }) = parsed(&words) else { panic!("{line} is understood") };
            format!("{:?}", asking.code)
        };
        for line in ["porthor agency --code 123456 live ysgol-bryn", "porthor agency live ysgol-bryn --code 123456"] {
            assert!(code_in(line).contains("123456"), "{line}");
        }
        for noun in ["agency list", "person list a", "case list", "consent list c", "protocol list", "audit events", "audit show 1"]
        {
            let (noun, what) = noun.split_once(' ').expect("two words");
            for line in [format!("porthor {noun} --code 123456 {what}"), format!("porthor {noun} {what} --code 123456")] {
                let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
                assert!(parsed(&words).is_ok(), "{line}");
            }
        }
    }

    #[test]
    fn no_command_has_an_option_of_its_own_under_the_name_of_a_shared_one() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments().filter(|argument| {
                ["json", "language", "ca_file", "proxy", "proxy_user", "proxy_auth_file"].contains(&argument.get_id().as_str())
            }) {
                assert!(argument.is_global_set(), "{} hides --{}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        let mut grammar = Cli::grammar();
        grammar.build();
        check(&grammar);
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
