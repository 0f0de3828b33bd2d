//! The mail drop: an SMTP receiver (RFC 5321) for sealed files, where a sender can do nothing but write mail. It takes in what is sealed and
//! refuses everything else while the sender is still there to be told, so that nothing in the open is ever kept or sent on.
//! `letter` is what a mail holds, `talk` what is said over the line, `reply` how it is answered.

mod letter;
mod reply;
mod talk;

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use http::StatusCode;
use porthor_config::MailDrop;
use porthor_keys::random;
use porthor_policy::{Event, EventKind, Language, PersonId, RoleCode};
use sqlx::Row;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use self::letter::Unfit;
use self::reply::Reply;
use self::talk::Talk;
use crate::app::App;
use crate::envelope::take::take;
use crate::http::error::Problem;
use crate::http::measure;
use crate::http::session::SignedIn;
use crate::http::tls::ServerTls;
use crate::mail::outbox::{self, Letter};
use crate::sign_in::store::{NewPerson, insert_person_as};
use crate::store::StoreError;
use crate::store::facts::parse;

/// Conversations at once.
const CONVERSATIONS: usize = 50;
/// How long one may take, whatever is said in it.
const CONVERSATION: Duration = Duration::from_mins(15);
/// Before the next try, where nobody can be let in.
const PAUSE: Duration = Duration::from_millis(100);

/// Why the mail drop cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DropError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An operator's own taxonomy without it.
    #[error(
        "[mail_drop] is set, and the taxonomy has no role for it: add [roles.mail-drop] with side = \"operator\" and verbs = [\"deliver\"]"
    )]
    NoRole,
}

/// Takes mail in until `stop`. `post` is whom the record names for it.
pub async fn serve(app: Arc<App>, listener: TcpListener, tls: ServerTls, drop: MailDrop, post: PersonId, stop: CancellationToken) {
    let house = Arc::new(House {
        at_once: Semaphore::new(usize::try_from(drop.at_once).unwrap_or(1)),
        places: Arc::new(Semaphore::new(CONVERSATIONS)),
        needs_tls: !drop.listen.ip().is_loopback(),
        app,
        tls,
        drop,
        post,
        stop,
    });
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = house.stop.cancelled() => return,
        };
        let Ok((stream, _)) = accepted else {
            sleep(PAUSE).await;
            continue;
        };
        let house = Arc::clone(&house);
        tokio::spawn(async move { house.receive(stream).await });
    }
}

/// Who takes mail in for the record: an account that nobody can sign in to, made when it is first needed.
pub async fn account(app: &App) -> Result<PersonId, DropError> {
    let roles = &app.config.taxonomy.roles;
    let (code, _) = roles.iter().find(|(_, role)| role.is_the_mail()).ok_or(DropError::NoRole)?;
    if let Some(person) = find(app, code).await? {
        return Ok(person);
    }
    match make(app, code).await {
        // Another gateway was faster.
        Err(error) if error.is_taken() => find(app, code).await?.ok_or_else(|| error.into()),
        made => Ok(made?),
    }
}

async fn find(app: &App, role: &RoleCode) -> Result<Option<PersonId>, StoreError> {
    let row = sqlx::query("SELECT id FROM person WHERE agency_id IS NULL AND role = $1 AND left_at IS NULL ORDER BY created_at")
        .bind(role.as_str())
        .fetch_optional(&mut *app.store.reader().await?)
        .await?;
    row.map(|row| parse(row.try_get(0)?, "person", "id")).transpose()
}

async fn make(app: &App, role: &RoleCode) -> Result<PersonId, StoreError> {
    let id: PersonId = parse(random::id(), "person", "id")?;
    let mut tx = app.store.begin().await?;
    let new = NewPerson { agency: None, role, name: "Mail drop", address: "mail-drop", language: Language::En };
    insert_person_as(app, &mut tx, &id, &new).await?;
    tx.touch_world();
    let event = Event::new(EventKind::MailDropOpened, tx.now()).with_detail("person", id.to_string());
    tx.commit(app.entry(event.with_detail("role", role.to_string()))).await?;
    Ok(id)
}

/// What every conversation needs.
struct House {
    app: Arc<App>,
    tls: ServerTls,
    drop: MailDrop,
    post: PersonId,
    needs_tls: bool,
    places: Arc<Semaphore>,
    /// Mails that may be in memory.
    at_once: Semaphore,
    stop: CancellationToken,
}

impl House {
    async fn receive(&self, stream: TcpStream) {
        let mut talk = Talk::new(self, stream);
        let Ok(_place) = Arc::clone(&self.places).try_acquire_owned() else {
            return talk.turn_away().await;
        };
        tokio::select! {
            // Whoever is in the middle of it hears no answer, and sends it again.
            _ = timeout(CONVERSATION, talk.hold()) => {}
            () = self.stop.cancelled() => {}
        }
    }

    /// Takes in what a mail from `from` brings. Each sealed file is decided on for whoever sends it, as one that somebody carries is.
    async fn take(&self, from: &str, mail: Vec<u8>) -> Reply {
        let files = match letter::sealed_files(&mail) {
            Ok(files) => files,
            Err(unfit) => {
                measure::mail("unfit");
                return of_unfit(unfit);
            }
        };
        drop(mail);
        let (mut refused, mut stored) = (None, 0);
        for (number, file) in (1_usize..).zip(files) {
            match self.take_one(file).await {
                Ok(some) => stored += some,
                Err(problem) if is_for_later(&problem) => {
                    measure::mail("later");
                    tracing::warn!(cause = problem.code(), "a mail could not be taken in just now");
                    return Reply::new(451, "4.3.0", "mail-later");
                }
                Err(problem) => refused = refused.or(Some((number, problem))),
            }
        }
        if stored > 0 && self.acknowledge(from, stored).await.is_err() {
            // What is stored stays so, and is there already when the mail comes again.
            return Reply::new(451, "4.3.0", "mail-later");
        }
        measure::mail(if refused.is_some() { "refused" } else { "taken" });
        match refused {
            Some((number, problem)) => Reply::new(550, "5.7.1", "mail-refused").with("number", number.to_string()).because(problem),
            None => Reply::new(250, "2.0.0", "mail-taken"),
        }
    }

    /// How many reports are stored by it that were not before.
    async fn take_one(&self, file: Vec<u8>) -> Result<usize, Problem> {
        let who = SignedIn::of_the_mail(&self.app, &self.post).await?.ok_or_else(Problem::not_found)?;
        let source = stream::iter([Ok(bytes::Bytes::from(file))]);
        match Box::pin(take(&self.app, &who, source)).await {
            Ok(delivered) => Ok(delivered.stored),
            // A relay that heard no answer sends again.
            Err(problem) if matches!(problem.code(), "envelope-replayed" | "duplicate-report") => Ok(0),
            Err(problem) => Err(problem),
        }
    }

    /// Has it acknowledged by a mail that says nothing but that.
    async fn acknowledge(&self, to: &str, stored: usize) -> Result<(), StoreError> {
        let mut tx = self.app.store.begin().await?;
        outbox::put(&self.app, &mut tx, Letter::TakenIn, to).await?;
        let event = Event::new(EventKind::MailTaken, tx.now()).with_detail("reports", stored.to_string());
        tx.commit(self.app.entry(event)).await?;
        self.app.outbox.wake();
        Ok(())
    }
}

/// Whether the same may be taken in another time.
fn is_for_later(problem: &Problem) -> bool {
    problem.status().is_server_error() || problem.status() == StatusCode::TOO_MANY_REQUESTS
}

fn of_unfit(unfit: Unfit) -> Reply {
    match unfit {
        Unfit::Loop => Reply::new(554, "5.4.6", "mail-loop"),
        Unfit::TooMany => Reply::new(552, "5.3.4", "mail-too-many").with("most", letter::MOST.to_string()),
        Unfit::Unsealed => Reply::new(550, "5.7.1", "mail-unsealed"),
        Unfit::Nothing => Reply::new(550, "5.6.0", "mail-nothing"),
    }
}
