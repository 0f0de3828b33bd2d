//! The last page of the demonstration: for each role somebody to sign in as, with a code that works now.

use std::path::Path;
use std::time::Duration;

use super::error::StepError;
use super::gateway::{Folder, Gateway};
use super::people::{PASSWORD, SHOWN, Second, seconds};
use super::seed::World;
use super::steps::Steps;
use crate::app::App;

/// Seconds of an authenticator's step.
const STEP: i64 = 30;
/// The file that always holds the present codes.
const FILE: &str = "sign-in.txt";

/// Prints the list, keeps the file fresh and prints it again whenever Enter is pressed, until Ctrl-C or the gateway's end.
pub async fn show(world: &World, gateway: &Gateway, folder: &Folder, steps: &Steps) -> Result<(), StepError> {
    let list = List { world, app: &gateway.served.app };
    let file = folder.path().join(FILE);
    let printed = list.lines().await?;
    folder.write(FILE, printed.join("\n").as_bytes())?;
    steps.line("");
    steps.line(&format!("Serving at {} (trust {}).", gateway.origin, gateway.authority.display()));
    steps.line(&format!("The interface describes itself at {}/api/v1/openapi.json; health at http://{}/healthz.", gateway.origin, gateway.served.observe));
    steps.line(&format!("Sign in as any of these. The password of all is: {PASSWORD}"));
    printed.iter().for_each(|line| steps.line(line));
    steps.line(&format!("Each code is good once. Enter prints fresh ones; {} always has them. Ctrl-C ends.", file.display()));
    let mut asked = enter_pressed();
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    let mut stop = std::pin::pin!(asked_to_stop());
    loop {
        tokio::select! {
            () = &mut stop => return Ok(()),
            () = gateway.served.stop.cancelled() => return Ok(()),
            Some(()) = asked.recv() => list.lines().await?.iter().for_each(|line| steps.line(line)),
            _ = tick.tick() => { write(&list, folder, &file).await?; }
        }
    }
}

async fn write(list: &List<'_>, folder: &Folder, file: &Path) -> Result<(), StepError> {
    // Somebody may have removed the folder; then there is nothing to keep fresh.
    if file.exists() {
        folder.write(FILE, list.lines().await?.join("\n").as_bytes())?;
    }
    Ok(())
}

struct List<'a> {
    world: &'a World,
    app: &'a App,
}

impl List<'_> {
    /// A line for each role: role, name, address, code and for how long it is good.
    async fn lines(&self) -> Result<Vec<String>, StepError> {
        let mut lines = vec![format!("  {:24} {:24} {:40} {}", "role", "name", "address", "code")];
        for id in SHOWN {
            let account = self.world.account(id)?;
            let Second::Authenticator(secret) = &account.second else { continue };
            let now = seconds();
            // One that was used for this step has to take the next, which is taken a step early too.
            let step = (now / STEP).max(self.last_step(&account.person).await? + 1);
            let (code, left) = (secret.code_at(step * STEP), (step + 2) * STEP - now);
            let name = self.world.demo.people.iter().find(|person| person.id.as_str() == id).map_or("Operator", |person| &person.name);
            lines.push(format!("  {:24} {name:24} {:40} {}  (for {left} s)", account.role.to_string(), account.address, *code));
        }
        Ok(lines)
    }

    /// The last step whose code the person used.
    async fn last_step(&self, person: &str) -> Result<i64, StepError> {
        let mut reader = self.app.store.reader().await?;
        let row: Option<(i64,)> = sqlx::query_as("SELECT totp_step FROM credential WHERE person_id = $1")
            .bind(person.to_owned())
            .fetch_optional(&mut *reader)
            .await?;
        Ok(row.map_or(0, |(step,)| step))
    }
}

/// Tells of every line that is typed; of none where nobody can type.
fn enter_pressed() -> tokio::sync::mpsc::Receiver<()> {
    let (pressed, receiver) = tokio::sync::mpsc::channel(1);
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        std::thread::spawn(move || {
            let mut line = String::new();
            while std::io::stdin().read_line(&mut line).is_ok_and(|read| read > 0) {
                if pressed.blocking_send(()).is_err() {
                    return;
                }
                line.clear();
            }
        });
    }
    receiver
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
