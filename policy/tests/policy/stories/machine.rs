//! A machine that nobody attends: it brings reports with a key of its own, to the cases of its agency, and does nothing else.

use std::sync::Arc;

use porthor_policy::*;

use crate::worlds::*;

fn machine(verb: Verb) -> World {
    World::asks("peiriant", verb).with(|world| {
        world.access.actor.proofs = proofs(&[Factor::Device], NOW);
        world.access.draft = (verb == Verb::Push).then(|| report("report-2", "speech-language", "peiriant", "bwrdd"));
    })
}

#[test]
fn it_brings_reports_to_its_agencys_cases_with_its_key_alone() {
    let brings = machine(Verb::Push);
    assert_eq!(brings.refusals(), Vec::<&str>::new());
    let late = brings.clone().with(|world| world.access.actor.proofs[0].at = NOW.plus_days(-2));
    assert_eq!(late.refusals(), ["two-factors-needed"]);
    let password = brings.clone().with(|world| world.access.actor.proofs = proofs(&[Factor::Password], NOW));
    assert_eq!(password.refusals(), ["two-factors-needed"]);
    let others = brings.clone().with(|world| world.access.draft = Some(report("report-2", "idp", "sian", "bryn")));
    assert!(others.refusals().contains(&"other-agency"), "{:?}", others.refusals());
    let kept_away = brings.clone().with(|world| world.facts.vetoes.push(fact(Veto::Agency(id("bwrdd")))));
    assert!(kept_away.refusals().contains(&"vetoed"));
    let off = brings.with(|world| world.facts.involvements.retain(|part| part.value.agency != id("bwrdd")));
    assert!(off.refusals().contains(&"agency-not-involved"), "{:?}", off.refusals());
}

#[test]
fn it_does_nothing_else() {
    for verb in [Verb::List, Verb::Open, Verb::TakeSealed, Verb::Grant, Verb::Involve, Verb::Audit, Verb::Administer, Verb::Deliver]
    {
        let asks = machine(verb).with(|world| world.access.draft = Some(report("report-2", "speech-language", "ceri", "bwrdd")));
        assert!(asks.refusals().contains(&"two-factors-needed"), "{verb:?}: {:?}", asks.refusals());
    }
}

#[test]
fn a_machine_that_could_do_more_is_none() {
    let world = machine(Verb::Push).with(|world| {
        let mut taxonomy = (*world.facts.taxonomy).clone();
        taxonomy.roles.get_mut(&id::<RoleCode>("hospital-system")).expect("a role").verbs.insert(Verb::Open);
        world.facts.taxonomy = Arc::new(taxonomy);
    });
    assert!(world.refusals().contains(&"two-factors-needed"));
}
