//! Sealed envelopes with a browser: made, sealed with no network, delivered, taken in and turned away.

use serde_json::json;

use super::Walk;
use super::access::second_coordinator;
use crate::envelope::Envelope;
use crate::stage::case::Draft;
use crate::stage::world::in_a_world_of_its_own;

#[test]
fn a_page_seals_with_no_network_and_what_it_sealed_is_delivered_and_taken_in() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let coordinator = second_coordinator(world, "makes-envelopes").await;
        for walk in Walk::each() {
            let case = world.case().await;
            let envelope = world.gateway.folder().join(format!("{}.porthor", case.id));
            let sealed = Envelope::of(&case, &[Draft::pdf(900), Draft::pdf(900)]).sealed();
            std::fs::write(&envelope, sealed).expect("the folder is ours");
            let input = json!({
                "coordinator": coordinator.at_a_browser(), "carrier": world["other-coordinator"].at_a_browser(),
                "case": case.id, "envelope": envelope, "child": "Plentyn Dychmygol",
                "shots": porthor_tests::browser::screenshots(),
            });
            let _ = walk.takes(&world.gateway, "envelope", input);
            assert_eq!(world["clinician"].lists(&case).await.len(), 1, "one was taken in");
        }
    });
}
