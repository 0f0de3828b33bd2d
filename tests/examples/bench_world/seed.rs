//! What the figures are taken on: a case whose school and council may read two reports, one whose school may not, and one to
//! consent to and withdraw from over and over.

use porthor_keys::recipient::Identity;
use porthor_tests::gateway::Gateway;
use serde_json::{Value, json};

use crate::stage::case::{Case, Draft};
use crate::stage::world::World;

/// Bytes of the small and the usual report.
const SMALL: usize = 1024;
const USUAL: usize = 10 * 1024 * 1024;
/// Bytes of the report whose download is cut: far more than what every buffer between the two ends holds.
const LONG: usize = 96 * 1024 * 1024;

/// The world and what lies in it.
pub struct Seeded {
    /// The gateway and its people.
    pub world: World,
    /// Where consents are given and withdrawn.
    pub changing: Case,
    /// The report there.
    pub long: String,
    open: Case,
    small: String,
    usual: String,
    closed: Case,
    unread: String,
}

impl Seeded {
    /// Sets the stage on a gateway that nobody has used.
    pub async fn on(gateway: Gateway) -> Self {
        let world = World::on(gateway).await;
        let (clinician, mother) = (&world["clinician"], &world["mother"]);
        let (open, closed, changing) = (world.case().await, world.case().await, world.case().await);
        let small = clinician.has_pushed(&open, &Draft::pdf(SMALL)).await;
        let usual = clinician.has_pushed(&open, &Draft::pdf(USUAL)).await;
        let unread = clinician.has_pushed(&closed, &Draft::pdf(SMALL)).await;
        let long = clinician.has_pushed(&changing, &Draft::pdf(LONG)).await;
        for agency in ["nant-y-wennol", "dyffryn-gwawr"] {
            mother.has_granted(&open, agency).await;
        }
        let recipient = json!({ "recipient": Identity::generate().recipient().to_string() });
        world["council-admin"].puts("/agencies/dyffryn-gwawr/recipient", &recipient).await.expect(200);
        Self { world, changing, long, open, small, usual, closed, unread }
    }

    /// A code to enrol a device of the clinician with, and the person's code that its first command gives.
    pub async fn device(&self) -> Value {
        let clinician = &self.world["clinician"];
        let code = clinician.posts("/devices/codes", &json!({})).await.expect(201).field("code");
        let position = clinician.gets("/session").await.expect(200).field("position");
        json!({ "code": code, "first": clinician.card()[&position] })
    }

    /// Everything that `scripts/bench` needs to ask by itself; tokens renewed where they are old.
    pub async fn shown(&self) -> Value {
        let gateway = &self.world.gateway;
        let url = format!("https://{}", gateway.address());
        let content = |case: &Case, report: &str, form: &str| format!("{url}/api/v1{}", case.content(report, form));
        json!({
            "process": gateway.process(),
            "url": url,
            "observe": format!("http://{}", gateway.observe_address()),
            "folder": gateway.folder(),
            "configuration": gateway.configuration(),
            "authority": gateway.authority(),
            "plain": content(&self.open, &self.usual, "plain"),
            "sealed": content(&self.open, &self.usual, "sealed"),
            "small": content(&self.open, &self.small, "plain"),
            "small_sealed": content(&self.open, &self.small, "sealed"),
            "refused": content(&self.closed, &self.unread, "plain"),
            "case": self.open.id,
            "recipient": self.open.recipient,
            "reports": format!("{url}/api/v1{}", self.open.path("/reports")),
            "clinician": self.world["clinician"].token().await,
            "school": self.world["school"].token().await,
            "council": self.world["coordinator"].token().await,
        })
    }
}
