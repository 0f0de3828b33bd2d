//! The demonstration: a gateway of its own with an invented world, and the main job walked against it over TLS, step by step. Any step
//! that does not act as it should ends it with an error. Then it goes on serving, with a sign-in for each role.
//! `gateway` starts it, `people` and `seed` fill it, `pdf` makes the reports, `walk`, `releases` and `proof` are the steps, `steps`
//! tells them, `sign_in_list` is the last page, `error` why a step failed.

mod error;
mod gateway;
mod pdf;
mod people;
mod proof;
mod releases;
mod seed;
mod sign_in_list;
mod steps;
mod walk;

use std::net::SocketAddr;
use std::path::PathBuf;

use porthor_config::Demo;
use porthor_policy::Language;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub use error::DemoError;
use error::{StepError, other};
use gateway::{Folder, Gateway};
use people::OPERATOR;
use seed::World;
use steps::Steps;

use super::{CliError, Shared};
use crate::agency::store::bootstrap;

const EXAMPLES: &str = "\
EXAMPLES
  porthor demo
  porthor demo --once
  porthor demo --listen 127.0.0.1:9000 --folder ~/porthor-demo

Everything is kept in one folder, which is removed at the end unless it was named or --keep is given.
Nobody in the demonstration is real.";

/// What `porthor demo` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Stop after the walk instead of going on serving.
    #[arg(long)]
    once: bool,
    /// Where to serve HTTPS; port 0 takes any free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// Keep everything in this new folder; else in a temporary one.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Do not remove the temporary folder.
    #[arg(long)]
    keep: bool,
}

/// Starts the gateway, walks the main job, and goes on serving.
pub async fn run(args: Args, shared: &Shared) -> Result<(), CliError> {
    let mut steps = Steps::new(shared.json);
    steps.line("Porthor demonstration: the main job on a gateway of its own, over TLS, with invented people.");
    let mut folder = Folder::make(args.folder.as_deref())?;
    if args.keep {
        folder.keep();
    }
    let began = Instant::now();
    let outcome = show(&args, &folder, &mut steps, began).await;
    outcome.map_err(|why| {
        steps.end(false);
        DemoError { number: steps.count(), title: steps.title().to_owned(), why: Box::new(why) }.into()
    })
}

async fn show(args: &Args, folder: &Folder, steps: &mut Steps, began: Instant) -> Result<(), StepError> {
    steps.begin("A gateway starts, with trial certificates and an embedded database");
    let gateway = Gateway::start(folder, args.listen).await?;
    let text = format!("serving at {}, health at http://{}", gateway.origin, gateway.served.observe);
    steps.tell("came back", &text);
    let until = if folder.is_temporary() { " until the end; --keep keeps it" } else { "" };
    steps.tell("kept in", &format!("{}{until}", folder.path().display()));
    let outcome = act(args, folder, &gateway, steps, began).await;
    let ended = gateway.served.end().await;
    outcome?;
    Ok(ended?)
}

async fn act(args: &Args, folder: &Folder, gateway: &Gateway, steps: &mut Steps, began: Instant) -> Result<(), StepError> {
    let stop = stop_signal();
    let walked = async {
        let world = seed(gateway, steps).await?;
        walk::walk(&gateway.served.app, &world, folder, steps).await?;
        Ok::<_, StepError>(world)
    };
    let world = tokio::select! {
        world = walked => world?,
        () = stop.cancelled() => return Err(StepError::Interrupted),
    };
    steps.end(true);
    steps.line(&format!("All {} steps acted as they should, in {:.1} s.", steps.count(), began.elapsed().as_secs_f32()));
    if args.once { Ok(()) } else { sign_in_list::show(&world, gateway, folder, steps, &stop).await }
}

/// Cancelled by Ctrl-C or a signal to end, so that the gateway is stopped and the folder removed in order.
fn stop_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    if let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        let stop = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            stop.cancel();
        });
    }
    stop
}

async fn seed(gateway: &Gateway, steps: &mut Steps) -> Result<World, StepError> {
    let demo = Demo::shipped().map_err(CliError::from)?;
    let (door, welsh) = (gateway.client(Language::En)?, gateway.client(Language::Cy)?);
    steps.begin("The operator enrols with a printed code, and registers seven agencies, which go live");
    let code = bootstrap(&gateway.served.app, OPERATOR, "Operator").await;
    let code = code.map_err(|error| other("a code for the first operator", error.to_string()))?;
    let code = code.ok_or_else(|| other("a code for the first operator", "none: there is one already"))?;
    let mut world = World::new(demo, door, welsh, code.to_printed().to_string()).await?;
    world.register_agencies(steps).await?;
    steps.begin("Each agency's administrators invite its staff");
    world.invite_staff(steps).await?;
    steps.begin("Every partner signs the information-sharing protocols");
    world.sign_protocols(steps).await?;
    steps.begin("The co-ordinator opens four cases and invites the families");
    world.open_cases(steps).await?;
    Ok(world)
}
