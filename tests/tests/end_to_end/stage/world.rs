//! A gateway with everybody on it: five agencies that are live and have signed the shipped protocol, their people, and three families'
//! worth of people to put on cases. All of it set up through the interface, as its operator and administrators would.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::OnceLock;

use porthor_tests::gateway::Gateway;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::stage::case::{Case, Child};
use crate::stage::person::{Door, Person};

/// The shipped protocol that all five have signed.
pub const PROTOCOL: &str = "/protocols/aln-support/1";

/// Agency, kind, and its people: sign-in name and role.
type Staffed = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const AGENCIES: [Staffed; 5] = [
    (
        "dyffryn-gwawr",
        "council",
        &[
            ("council-admin", "agency-administrator"),
            ("council-admin-2", "agency-administrator"),
            ("coordinator", "co-ordinator"),
            ("psychologist", "educational-psychologist"),
            ("officer", "governance-officer"),
        ],
    ),
    (
        "bro-helyg",
        "council",
        &[
            ("other-council-admin", "agency-administrator"),
            ("other-council-admin-2", "agency-administrator"),
            ("other-coordinator", "co-ordinator"),
            ("other-officer", "governance-officer"),
        ],
    ),
    (
        "tair-afon",
        "health-board",
        &[
            ("health-admin", "agency-administrator"),
            ("health-admin-2", "agency-administrator"),
            ("clinician", "clinician"),
            ("colleague", "clinician"),
            ("guardian", "caldicott-guardian"),
        ],
    ),
    (
        "nant-y-wennol",
        "school",
        &[("school-admin", "agency-administrator"), ("school-admin-2", "agency-administrator"), ("school", "alnco")],
    ),
    (
        "kestrel-rock",
        "school",
        &[
            ("other-school-admin", "agency-administrator"),
            ("other-school-admin-2", "agency-administrator"),
            ("other-school", "alnco"),
        ],
    ),
];

const FAMILY: [(&str, &str); 4] =
    [("mother", "parent"), ("father", "parent"), ("young", "young-person"), ("friend", "case-friend")];

/// The gateway and its people, by the names of `AGENCIES` and `FAMILY`.
pub struct World {
    pub gateway: Gateway,
    pub door: Door,
    people: BTreeMap<&'static str, Person>,
}

impl std::ops::Index<&str> for World {
    type Output = Person;

    fn index(&self, name: &str) -> &Person {
        self.people.get(name).unwrap_or_else(|| panic!("nobody here is called {name}"))
    }
}

impl World {
    /// Peoples a gateway that was just set up.
    pub async fn on(gateway: Gateway) -> Self {
        let door = Door::of(&gateway);
        let invited = gateway.operator();
        let operator = Person::enrols(&door, &invited.address, &invited.code).await;
        let mut people = BTreeMap::new();
        for agency in AGENCIES {
            people.extend(founds(&door, &operator, agency).await);
        }
        people.insert("operator", operator);
        let mut world = Self { gateway, door, people };
        world.signs_protocol().await;
        world.invites_families().await;
        world
    }

    /// Every partner signs the shipped protocol.
    async fn signs_protocol(&self) {
        for admin in ["council-admin", "other-council-admin", "health-admin", "school-admin", "other-school-admin"] {
            let sha256 = self[admin].gets(PROTOCOL).await.expect(200).field("sha256");
            let signed = self[admin].posts(&format!("{PROTOCOL}/signature"), &json!({ "sha256": sha256 })).await;
            assert!((200..300).contains(&signed.status), "{admin}: {}", signed.text());
        }
    }

    /// Families come in through a case; later cases name the same people.
    async fn invites_families(&mut self) {
        let case = Case::opened_by(&self["coordinator"], &Child::of_eight()).await;
        for (name, standing) in FAMILY {
            let mut member = json!({
                "address": format!("{name}@family.example"), "name": name, "language": "en", "standing": standing,
            });
            if standing == "case-friend" {
                member["until"] = crate::stage::day_from_now(60).into();
            }
            let invited = self["coordinator"].posts(&case.path("/family"), &member).await.expect(201);
            let person = Person::enrols(&self.door, &format!("{name}@family.example"), &invited.field("code")).await;
            self.people.insert(name, person);
        }
    }

    /// A case like most: a child of eight, one parent, the council that opened it, a clinician and a school.
    pub async fn case(&self) -> Case {
        self.case_of(&Child::of_eight(), &[("mother", "parent")]).await
    }

    /// A case of `child` with these people as its family.
    pub async fn case_of(&self, child: &Child, family: &[(&str, &str)]) -> Case {
        let coordinator = &self["coordinator"];
        let case = Case::opened_by(coordinator, child).await;
        for (agency, name, role) in [("tair-afon", "clinician", "clinician"), ("nant-y-wennol", "school", "alnco")] {
            let part = json!({ "agency": agency, "person": self[name].id, "role": role });
            coordinator.posts(&case.path("/involvements"), &part).await.expect(201);
        }
        for (name, standing) in family {
            let mut member = json!({ "person": self[name].id, "standing": standing });
            if matches!(*standing, "case-friend" | "advocate") {
                member["until"] = crate::stage::day_from_now(60).into();
            }
            coordinator.posts(&case.path("/family"), &member).await.expect(201);
        }
        case
    }
}

/// Creates an agency, invites and enrols its people, and goes live.
async fn founds(door: &Door, operator: &Person, (id, kind, staff): Staffed) -> Vec<(&'static str, Person)> {
    let agency = json!({ "id": id, "kind": kind, "name_en": format!("{id} (en)"), "name_cy": format!("{id} (cy)") });
    operator.posts("/agencies", &agency).await.expect(201);
    let mut people = enrol(door, operator, id, &staff[..2]).await;
    let admin = &people[0].1;
    operator.posts(&format!("/agencies/{id}/live"), &json!({})).await.expect_live();
    let rest = enrol(door, admin, id, &staff[2..]).await;
    people.extend(rest);
    people
}

/// `inviter` invites; all enrol at once.
async fn enrol(
    door: &Door,
    inviter: &Person,
    agency: &str,
    staff: &'static [(&'static str, &'static str)],
) -> Vec<(&'static str, Person)> {
    let mut enrolling = JoinSet::new();
    for (place, (name, role)) in staff.iter().enumerate() {
        let address = format!("{name}@{agency}.example");
        let invited = invites(inviter, agency, &address, role).await;
        let (door, code) = (door.clone(), invited["code"].as_str().expect("an invitation has a code").to_owned());
        enrolling.spawn(async move { (place, *name, Person::enrols(&door, &address, &code).await) });
    }
    let mut enrolled = enrolling.join_all().await;
    enrolled.sort_by_key(|(place, ..)| *place);
    enrolled.into_iter().map(|(_, name, person)| (name, person)).collect()
}

/// Invites somebody to an agency; what came back has their id and their code.
pub async fn invites(inviter: &Person, agency: &str, address: &str, role: &str) -> Value {
    let person = json!({ "address": address, "name": format!("Enw {}", role.replace('-', " ")), "role": role, "language": "en" });
    inviter.posts(&format!("/agencies/{agency}/people"), &person).await.expect(201).json()
}

/// Where every test's futures run: connections outlive the test that made them.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("the system has threads"))
}

/// Runs a test in the world that all share. It opens cases of its own, and stops or breaks nothing.
pub fn in_the_world(test: impl AsyncFnOnce(&'static World)) {
    static WORLD: OnceLock<World> = OnceLock::new();
    // All the tests together take longer than a session may lie unused, and who is needed last must still be signed in.
    let start = || Gateway::start_with(&[("idle_minutes", "240")]);
    let world = WORLD.get_or_init(|| runtime().block_on(World::on(start())));
    runtime().block_on(test(world));
}

/// Runs a test in a world of its own, which it may kill, fill or alter.
pub fn in_a_world_of_its_own(settings: &[(&str, &str)], test: impl AsyncFnOnce(World)) {
    in_a_world_on(Gateway::start_with(settings), test);
}

/// Runs a test in a world on a gateway that it has set up itself.
pub fn in_a_world_on(gateway: Gateway, test: impl AsyncFnOnce(World)) {
    runtime().block_on(async { test(World::on(gateway).await).await });
}

/// Runs a test that needs no people.
pub fn alone(test: impl Future<Output = ()>) {
    runtime().block_on(test);
}

impl crate::stage::answer::Answer {
    /// Insists that an agency went live.
    #[track_caller]
    fn expect_live(self) {
        assert!((200..300).contains(&self.status), "{}: {}", self.asked, self.text());
    }
}
