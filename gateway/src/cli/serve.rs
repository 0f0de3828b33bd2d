//! `porthor serve`: opens the root and the store, sweeps what a killed gateway left, and serves until told to stop. The
//! demonstration starts its gateway by the same [`start`].

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use porthor_config::{Config, Database, MailDrop};
use porthor_policy::{CaseId, Event, EventKind, Timestamp};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use super::{CliError, offline, print, root};
use crate::app::App;
use crate::http::limits::Limits;
use crate::http::listener::{self, ListenError};
use crate::http::measure;
use crate::http::tls::{ServerTls, TlsOptions};
use crate::http::{observe, transfer};
use crate::mail::relay::Mailer;
use crate::store::facts::Known;
use crate::store::rotation::{self, InUse, RotationError};
use crate::{audit, consent, mail, mail_drop, protocol, quarantine, report, router, store};

/// How often the certificate's files are looked at.
const CERTIFICATE: Duration = Duration::from_secs(2);
/// How often running transfers are looked at: what they rest on may end by itself, or through another gateway on the same database.
const RECHECK: Duration = Duration::from_millis(500);
/// How long the record may take to answer before the gateway counts as not ready.
const READY: Duration = Duration::from_secs(2);
/// How often what nobody needs any more is looked for.
const SWEEP: Duration = Duration::from_hours(1);
/// Age of an orphan where other gateways may be writing one, milliseconds.
const OTHERS_MAY_WRITE: i64 = 86_400_000;
/// Age of an orphan where only this gateway writes, milliseconds: between a payload's last byte and its row lie moments.
const WE_MAY_WRITE: i64 = 3_600_000;
/// Age of a half-written payload that no other gateway writes on any more, milliseconds: at the slowest pace that is let by, a part
/// of one comes every 35 minutes.
const NOBODY_WRITES: i64 = 3_600_000;

const EXAMPLES: &str = "\
EXAMPLES
  porthor serve --config /etc/porthor/gateway.toml
  PORTHOR_SERVER_LISTEN=0.0.0.0:443 porthor serve --config gateway.toml

When it is ready it prints one line: porthor: serving https://… (health http://…).
SIGTERM and SIGINT stop it; running transfers get [server] shutdown_seconds to end.";

/// What `porthor serve` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The configuration.
    #[arg(long, value_name = "FILE", default_value = "gateway.toml")]
    config: PathBuf,
}

/// Serves until SIGTERM or SIGINT.
pub async fn run(args: Args) -> Result<(), CliError> {
    let served = start(Config::load(&args.config)?, Store::BegunBy(&args.config)).await?;
    print::line(&format!("porthor: serving https://{} (health http://{})", served.address, served.observe));
    if let Some(mail) = served.mail {
        print::line(&format!("porthor: taking sealed files in by mail at smtp://{mail}"));
    }
    tokio::select! {
        () = asked_to_stop() => {}
        () = served.stop.cancelled() => {}
    }
    served.end().await
}

/// A gateway that serves.
pub struct Served {
    /// What its handlers are given.
    pub app: Arc<App>,
    /// Where it serves HTTPS.
    pub address: SocketAddr,
    /// Where it serves health and metrics.
    pub observe: SocketAddr,
    /// Where it takes sealed files in by mail, if it does.
    pub mail: Option<SocketAddr>,
    /// Cancel to stop; it cancels itself when it cannot go on.
    pub stop: CancellationToken,
    listening: JoinHandle<Result<(), ListenError>>,
    hold: JoinHandle<RotationError>,
}

impl Served {
    /// Stops, and waits until running transfers have ended or their time is over.
    pub async fn end(self) -> Result<(), CliError> {
        self.stop.cancel();
        let ended = self.listening.await;
        self.app.store.settle().await;
        // An erasure may have had no moment for it.
        self.app.store.scrub_if_idle().await;
        if self.hold.is_finished() {
            return Err(self.hold.await.map_or_else(|panicked| CliError::Runtime(panicked.into()), CliError::from));
        }
        self.hold.abort();
        match ended {
            Ok(ended) => Ok(ended?),
            Err(panicked) => Err(CliError::Runtime(panicked.into())),
        }
    }
}

/// What is to be served.
pub enum Store<'a> {
    /// The one that `porthor init` began by this configuration: an empty one is another.
    BegunBy(&'a Path),
    /// One that nobody has used.
    New,
}

/// Starts a gateway; it serves when this returns.
pub async fn start(config: Config, store: Store<'_>) -> Result<Served, CliError> {
    let metrics = count();
    let tls_options = TlsOptions { allow_tls12: config.server.allow_tls12 };
    let tls = ServerTls::load(&config.server.certificate, &config.server.key, tls_options)?;
    let limits = limits(&config);
    let (listen, observe_listen) = (config.server.listen, config.server.observe_listen);
    let alone = matches!(config.storage.database, Database::Sqlite(_));
    let in_use = InUse::by_a_gateway(&config.storage.database).await?;
    let mailer = config.mail.relay.as_ref().map(Mailer::new).transpose()?;
    let root = root::load(&config)?;
    let app = App::open(config, root).await?;
    // A gateway just opened has none yet.
    let _ = app.certificates.set(tls.clone());
    if let Store::BegunBy(config) = store {
        offline::expect_begun(&app, config).await?;
    }
    let stop = CancellationToken::new();
    let public = TcpListener::bind(listen).await.map_err(|source| CliError::Bind { address: listen, source })?;
    let drop = bind_mail_drop(&app).await?;
    let operator = observe::bind(observe_listen).await?;
    let bound = |listener: &TcpListener, asked| listener.local_addr().unwrap_or(asked);
    let (address, observe) = (bound(&public, listen), bound(&operator, observe_listen));
    sweep_staged(&app, alone)?;
    // Before anything is taken: whatever is there was left by an earlier gateway.
    let started = app.clock.now();
    record_start(&app).await?;
    protocol::store::register_shipped(&app).await?;
    tokio::spawn(tls.clone().watch(CERTIFICATE));
    let held = Arc::new(AtomicBool::new(true));
    let hold = tokio::spawn(keep_hold(in_use, app.config.storage.database.clone(), Arc::clone(&held), stop.clone()));
    tokio::spawn(observe::serve(operator, metrics, readiness(&app, held), stop.clone()));
    tokio::spawn(recheck_transfers(Arc::clone(&app), alone));
    tokio::spawn(sweep(Arc::clone(&app), alone, started));
    tokio::spawn(quarantine::again::run(Arc::clone(&app)));
    if let Some(mailer) = mailer {
        tokio::spawn(mail::outbox::run(Arc::clone(&app), mailer, alone));
    }
    let mail = drop.as_ref().and_then(|(listener, _)| listener.local_addr().ok());
    if let Some((listener, drop)) = drop {
        let post = mail_drop::account(&app).await?;
        tokio::spawn(mail_drop::serve(Arc::clone(&app), listener, tls.clone(), drop, post, stop.clone()));
    }
    let serving = listener::serve(public, tls, limits, router::router(Arc::clone(&app)), Arc::clone(&app.words), stop.clone());
    let ended = stop.clone();
    let listening = tokio::spawn(async move {
        let result = serving.await;
        ended.cancel();
        result
    });
    Ok(Served { app, address, observe, mail, stop, listening, hold })
}

/// Where mail is to be taken in, if it is.
async fn bind_mail_drop(app: &App) -> Result<Option<(TcpListener, MailDrop)>, CliError> {
    let Some(drop) = app.config.mail.drop.clone() else { return Ok(None) };
    let bound = TcpListener::bind(drop.listen).await;
    let listener = bound.map_err(|source| CliError::Bind { address: drop.listen, source })?;
    Ok(Some((listener, drop)))
}

/// Metrics of the whole program. A second gateway in one program (the demonstration) would count with the first.
fn count() -> PrometheusHandle {
    let recorder = measure::recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::debug!("metrics are counted by an earlier gateway of this program");
    }
    handle
}

/// The listener's bounds, from the configuration's.
fn limits(config: &Config) -> Limits {
    let (limits, server) = (&config.limits, &config.server);
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    Limits {
        header_bytes: size(limits.header_bytes),
        header_count: size(limits.header_count),
        header_seconds: limits.header_seconds,
        handshake_seconds: limits.handshake_seconds,
        body_idle_seconds: limits.body_idle_seconds,
        write_idle_seconds: limits.write_idle_seconds,
        idle_seconds: limits.idle_seconds,
        connections_total: size(limits.connections_total),
        connections_per_address: size(limits.connections_per_address),
        h2_streams: limits.h2_streams,
        min_bytes_per_second: u32::try_from(limits.min_bytes_per_second).unwrap_or(u32::MAX),
        shutdown_seconds: server.shutdown_seconds,
    }
}

/// Removes what a killed gateway left half-written, before any can be ours.
fn sweep_staged(app: &App, alone: bool) -> Result<(), CliError> {
    let before = if alone { i64::MAX } else { app.clock.now().millis() - NOBODY_WRITES };
    let swept = app.store.blobs.sweep_staged(before).map_err(CliError::file("the blob store", "swept"))?;
    tracing::info!(swept, "half-written payloads were swept");
    Ok(())
}

async fn record_start(app: &App) -> Result<(), CliError> {
    let mut tx = app.store.begin().await?;
    let taxonomy = audit::taxonomy::adopt(&mut tx, &app.config.taxonomy).await?;
    let event = Event::new(EventKind::GatewayStarted, tx.now())
        .with_detail("version", env!("CARGO_PKG_VERSION"))
        .with_detail(audit::taxonomy::DETAIL, taxonomy);
    tx.commit(app.entry(event)).await?;
    // An earlier gateway may have been killed between an erasure and this.
    app.store.scrub_if_idle().await;
    Ok(())
}

/// Keeps hold of the store; stops the gateway when somebody else had it meanwhile, and returns why.
async fn keep_hold(in_use: InUse, database: Database, held: Arc<AtomicBool>, stop: CancellationToken) -> RotationError {
    let lost = rotation::keep_hold(in_use, &database, &held).await;
    held.store(false, Ordering::Release);
    tracing::error!("this gateway stops: {lost}");
    stop.cancel();
    lost
}

/// Ready: the store is held, a reader reads, and the record's writer answers.
fn readiness(app: &Arc<App>, held: Arc<AtomicBool>) -> observe::Readiness {
    let app = Arc::clone(app);
    Arc::new(move || {
        let app = Arc::clone(&app);
        let held = held.load(Ordering::Acquire);
        Box::pin(async move { held && timeout(READY, answers(&app)).await.unwrap_or(false) })
    })
}

async fn answers(app: &App) -> bool {
    let Ok(mut reader) = app.store.reader().await else { return false };
    let read = sqlx::query("SELECT 1").execute(&mut *reader).await.is_ok();
    // A change that is begun and dropped changes nothing, and shows that the writer is alive.
    read && app.store.begin().await.is_ok()
}

/// Removes, now and then, what nobody needs any more.
async fn sweep(app: Arc<App>, alone: bool, started: Timestamp) {
    let mut orphans_before = if alone { started.millis() } else { started.millis() - OTHERS_MAY_WRITE };
    loop {
        sweep_once(&app, orphans_before, app.clock.now()).await;
        sleep(SWEEP).await;
        orphans_before = orphans_by(alone, app.clock.now());
    }
}

/// An orphan that was last written to before this moment belongs to no push that still runs.
fn orphans_by(alone: bool, now: Timestamp) -> i64 {
    now.millis() - if alone { WE_MAY_WRITE } else { OTHERS_MAY_WRITE }
}

/// Removes scans that no consent came to rest on, uploads whose time is over, and payloads from before `orphans_before` that no report names.
async fn sweep_once(app: &App, orphans_before: i64, now: Timestamp) {
    match consent::scan::sweep(app, now.millis() - consent::scan::WAITS).await {
        Ok(swept) => tracing::info!(swept, "scans that no consent names were swept"),
        Err(error) => tracing::warn!(cause = error.cause(), "scans that no consent names could not be swept"),
    }
    match report::upload::sweep(app).await {
        Ok(swept) => tracing::info!(swept, "uploads whose time was over were swept"),
        Err(error) => tracing::warn!(cause = error.cause(), "uploads whose time was over could not be swept"),
    }
    let swept = async { store::blobs::sweep(&app.store.blobs, &mut *app.store.reader().await?, orphans_before).await };
    match swept.await {
        Ok(swept) => tracing::info!(swept, "payloads that no report names were swept"),
        Err(error) => tracing::warn!(cause = error.cause(), "payloads that no report names could not be swept"),
    }
}

/// A withdrawal that came through another gateway cuts transfers here too, and so does the end of an emergency or a consent that comes
/// by itself: cases with running transfers are decided anew when they, or what bears on all, have changed, or something of theirs is
/// over.
async fn recheck_transfers(app: Arc<App>, alone: bool) {
    let mut seen = HashMap::new();
    let mut before = app.clock.now();
    loop {
        sleep(RECHECK).await;
        let present = app.clock.now();
        let cases = app.transfers.cases();
        seen.retain(|case, _| cases.contains(case));
        for case in cases {
            let known = match known(&app, &case).await {
                Ok(known) => known,
                Err(error) => {
                    tracing::warn!(cause = error.cause(), "a running transfer could not be looked at");
                    continue;
                }
            };
            // A case seen for the first time may have changed since its transfer began. Where no other gateway writes, whoever changes
            // it looks at its transfers, and says how many were cut.
            let has_changed = !alone && seen.insert(case.clone(), known.version.clone()).as_ref() != Some(&known.version);
            if has_changed || known.facts.ends_between(before, present) {
                transfer::recheck(&app, &case, Instant::now()).await;
            }
        }
        before = present;
    }
}

async fn known(app: &App, case: &CaseId) -> Result<Known, store::StoreError> {
    let mut reader = app.store.reader().await?;
    app.facts.load(&mut reader, &app.store.case_keys, Some(case)).await
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Logs to standard error: JSON for a gateway, plain for a command. `PORTHOR_LOG` is the level of this program's own messages,
/// which hold no personal data; those of libraries, which might, stay at warnings.
pub fn log_to_stderr(gateway: bool) {
    const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];
    let asked = std::env::var("PORTHOR_LOG").unwrap_or_default().to_lowercase();
    let level = LEVELS.into_iter().find(|level| *level == asked).unwrap_or(if gateway { "info" } else { "error" });
    let libraries = if gateway { "warn" } else { "error" };
    let filter = EnvFilter::new(format!("{libraries},porthor={level}"));
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter);
    // Set once at the start; a second time cannot come.
    let _ = if gateway { log.json().try_init() } else { log.without_time().with_ansi(false).try_init() };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::tests::House;

    #[tokio::test]
    async fn a_payload_that_no_report_names_is_swept_while_the_gateway_runs_once_nobody_can_be_writing_it() {
        let house = House::open().await;
        for (alone, age) in [(true, WE_MAY_WRITE), (false, OTHERS_MAY_WRITE)] {
            let mut upload = house.app.store.blobs.begin().await.expect("a folder");
            upload.buffer().extend_from_slice(b"an orphan");
            upload.finish().await.expect("written").keep();
            let written = house.app.store.blobs.list().await.expect("listed")[0].1;
            for (later, left) in [(age, 1), (age + 1, 0)] {
                let now = Timestamp::from_millis(written + later);
                sweep_once(&house.app, orphans_by(alone, now), now).await;
                assert_eq!(house.app.store.blobs.list().await.expect("listed").len(), left, "{later} ms later, alone: {alone}");
            }
        }
    }

    #[test]
    fn every_bound_of_the_configuration_reaches_the_listener() {
        let text = "[limits]\nheader_bytes = 9000\nheader_count = 7\nheader_seconds = 3\nhandshake_seconds = 4\nbody_idle_seconds = 5\n\
                    write_idle_seconds = 6\nidle_seconds = 8\nconnections_total = 99\nconnections_per_address = 11\nh2_streams = 12\n\
                    min_bytes_per_second = 13\n[server]\nshutdown_seconds = 14\n";
        let config = Config::from_toml(text, std::path::Path::new("/srv/porthor")).expect("a sound configuration");
        let expected = Limits {
            header_bytes: 9000,
            header_count: 7,
            header_seconds: 3,
            handshake_seconds: 4,
            body_idle_seconds: 5,
            write_idle_seconds: 6,
            idle_seconds: 8,
            connections_total: 99,
            connections_per_address: 11,
            h2_streams: 12,
            min_bytes_per_second: 13,
            shutdown_seconds: 14,
        };
        assert_eq!(limits(&config), expected);
    }
}
