//! `porthor case`: open, list, show and erase cases; who is involved; the family; what holds sharing back.

use std::collections::BTreeMap;

use clap::{Args as ClapArgs, Subcommand};
use serde_json::{Value, json};

use super::session::{Asking, Session};
use super::{CliError, Shared, print};

/// The end of `porthor case --help`.
pub const EXAMPLES: &str = "\
EXAMPLES
  porthor case open --name \"Elin\" --born 2015-03-02
  porthor case list
  porthor case show CASE
  porthor case reports CASE --purpose aln-support
  porthor case involve CASE --agency ysgol-bryn --role alnco --until 2027-07-31
  porthor case uninvolve CASE INVOLVEMENT
  porthor case family CASE --address teulu@cartref.example --name \"Nia\" --standing parent --in cy
  porthor case family CASE --person PERSON --standing case-friend --until 2027-07-31
  porthor case family-end CASE PERSON
  porthor case mark CASE contested
  porthor case mark CASE objection --agency ysgol-bryn
  porthor case unmark CASE MARK
  porthor case unmark CASE MARK --decider \"Family Court\" --outcome \"The order was discharged\"
  porthor case veto CASE --agency ysgol-bryn
  porthor case unveto CASE VETO
  porthor case competence CASE --person PERSON --on 2026-11-20
  porthor case enrolment CASE --agency coleg-y-fro --on 2027-09-06
  porthor case request CASE --kind section-65 --to health-board --category paediatric --purpose statutory-advice
  porthor case request-end CASE REQUEST
  porthor case emergency CASE --reason \"She was taken ill at school\" --until 2026-11-22T18:00:00Z
  porthor case emergency-end CASE EMERGENCY
  porthor case erase CASE --yes

CASE and the other words in capitals are ids, as `list` and `show` print them.";

/// What `porthor case` is told.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Open a case; one's own agency leads it.
    Open {
        /// What the case is called; sealed.
        #[arg(long)]
        name: String,
        /// Birthday, ISO 8601.
        #[arg(long, value_name = "DAY")]
        born: Option<String>,
        /// The child is looked after.
        #[arg(long)]
        looked_after: bool,
    },
    /// Cases one has to do with.
    List,
    /// One case.
    Show(Which),
    /// The reports of a case that one may know of.
    Reports {
        #[command(flatten)]
        which: Which,
        /// What for.
        #[arg(long)]
        purpose: Option<String>,
    },
    /// Involve an agency, or one person of it.
    Involve(Involve),
    /// End an involvement.
    Uninvolve(Ended),
    /// Add somebody of the family, with a printed code for those who are new.
    Family(Family),
    /// End somebody's standing.
    FamilyEnd(Ended),
    /// Record what holds sharing back.
    Mark {
        #[command(flatten)]
        which: Which,
        /// contested, court-restricted or objection.
        mark: String,
        /// For an objection: to sharing with which agency.
        #[arg(long)]
        agency: Option<String>,
    },
    /// Take an objection back; or, with who decided and what, lift a dispute or a court's restriction.
    Unmark {
        #[command(flatten)]
        ended: Ended,
        /// Who decided: a name or an office.
        #[arg(long, requires = "outcome")]
        decider: Option<String>,
        /// What was decided.
        #[arg(long, requires = "decider")]
        outcome: Option<String>,
    },
    /// Record whom the family does not want.
    Veto {
        #[command(flatten)]
        which: Which,
        /// A whole agency.
        #[arg(long, conflicts_with = "person", required_unless_present = "person")]
        agency: Option<String>,
        /// One person.
        #[arg(long)]
        person: Option<String>,
    },
    /// Lift a veto.
    Unveto(Ended),
    /// Record that a child was found able to decide.
    Competence {
        #[command(flatten)]
        which: Which,
        /// The child.
        #[arg(long)]
        person: String,
        /// When, ISO 8601.
        #[arg(long, value_name = "DAY")]
        on: String,
    },
    /// Record that the learner has enrolled.
    Enrolment {
        #[command(flatten)]
        which: Which,
        /// Where.
        #[arg(long)]
        agency: String,
        /// When, ISO 8601.
        #[arg(long, value_name = "DAY")]
        on: String,
    },
    /// Record a statutory request.
    Request(Request),
    /// Close a request.
    RequestEnd(Ended),
    /// Declare an emergency for yourself: for a while, with a reason, and looked into afterwards.
    Emergency {
        #[command(flatten)]
        which: Which,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Until when (not included), a day from now at most unless the operator has set less or more.
        #[arg(long, value_name = "MOMENT")]
        until: String,
    },
    /// End an emergency before its time.
    EmergencyEnd(Ended),
    /// Erase a case: its key is destroyed, and nothing brings it back.
    Erase {
        #[command(flatten)]
        which: Which,
        /// Mean it.
        #[arg(long, required = true)]
        yes: bool,
    },
}

/// Which case.
#[derive(Debug, ClapArgs)]
pub struct Which {
    /// The case.
    case: String,
}

/// Something of a case that ends.
#[derive(Debug, ClapArgs)]
pub struct Ended {
    /// The case.
    case: String,
    /// The id that ends: of the involvement, mark, veto, request, emergency or person.
    id: String,
}

/// Who is involved, and how far.
#[derive(Debug, ClapArgs)]
pub struct Involve {
    /// The case.
    case: String,
    /// Which agency.
    #[arg(long)]
    agency: String,
    /// One person of it; else any whose role allows.
    #[arg(long)]
    person: Option<String>,
    /// As what, as the taxonomy names it.
    #[arg(long)]
    role: String,
    /// The first day it no longer holds.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Only these reports; needs --until.
    #[arg(long, value_name = "REPORT", requires = "until")]
    report: Vec<String>,
}

/// Who of the family, on what standing.
#[derive(Debug, ClapArgs)]
pub struct Family {
    /// The case.
    case: String,
    /// Somebody who has an account.
    #[arg(long, conflicts_with_all = ["address", "name"], required_unless_present = "address")]
    person: Option<String>,
    /// Somebody new: the address they will sign in with.
    #[arg(long, requires = "name")]
    address: Option<String>,
    /// What they are called.
    #[arg(long)]
    name: Option<String>,
    /// The language of their letters: cy or en.
    #[arg(long = "in", value_name = "LANGUAGE")]
    written_in: Option<String>,
    /// parent, responsibility-holder, young-person, deputy, advocate or case-friend.
    #[arg(long)]
    standing: String,
    /// The first day it no longer holds.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

/// A statutory request.
#[derive(Debug, ClapArgs)]
pub struct Request {
    /// The case.
    case: String,
    /// Which request, such as section-65.
    #[arg(long)]
    kind: String,
    /// To which agency.
    #[arg(long)]
    to: String,
    /// Kinds of report asked for.
    #[arg(long, required = true)]
    category: Vec<String>,
    /// What for.
    #[arg(long)]
    purpose: String,
}

/// Something to do below a case: what is created there, or what is removed.
enum Below {
    Create(&'static str, Value),
    Remove(&'static str, String),
    Decide(String, Value),
}

/// Carries it out.
pub async fn run(args: Asking<What>, shared: &Shared) -> Result<(), CliError> {
    let mut session = Session::begin(shared, &args.code).await?;
    let (case, below) = match args.what {
        What::List => {
            let items = session.client().await?.list(&["cases"], &[]).await?;
            print::items(shared.json, &items, &["id", "lead"]);
            return Ok(());
        }
        What::Open { name, born, looked_after } => {
            let body =
                filled([("name", Some(name.into())), ("born", born.map(Value::from)), ("looked_after", Some(looked_after.into()))]);
            let body = &body;
            let opened = session.stepping_up(|client| async move { client.create(&["cases"], body).await }).await?;
            print::answer(shared.json, &opened);
            return Ok(());
        }
        What::Show(Which { case }) => {
            let case = case.as_str();
            let shown = session.stepping_up(|client| async move { client.get(&["cases", case], &[]).await }).await?;
            print::answer(shared.json, &shown);
            return Ok(());
        }
        What::Reports { which, purpose } => return list_reports(&mut session, &which.case, purpose.as_deref(), shared).await,
        What::Erase { which, yes: _ } => {
            let case = which.case.as_str();
            session.stepping_up(|client| async move { client.delete(&["cases", case]).await }).await?;
            print::note("erased");
            return Ok(());
        }
        change => below(change),
    };
    let (case, below) = (case.as_str(), &below);
    let done = session
        .stepping_up(|client| async move {
            match below {
                Below::Create(what, body) => client.create(&["cases", case, what], body).await,
                Below::Remove(what, id) => client.delete(&["cases", case, what, id]).await,
                Below::Decide(mark, body) => client.create(&["cases", case, "marks", mark, "outcome"], body).await,
            }
        })
        .await?;
    print::answer(shared.json, &done);
    Ok(())
}

async fn list_reports(session: &mut Session, case: &str, purpose: Option<&str>, shared: &Shared) -> Result<(), CliError> {
    let items = session
        .stepping_up(|client| async move {
            let purpose = purpose.map(|purpose| ("purpose", purpose));
            client.list(&["cases", case, "reports"], purpose.as_slice()).await
        })
        .await?;
    print::items(shared.json, &items, &["id", "file_name", "content_type", "bytes", "sealed_by", "summary"]);
    Ok(())
}

/// The case of a change, and what is created or removed below it.
fn below(what: What) -> (String, Below) {
    match what {
        What::Involve(Involve { case, agency, person, role, until, report }) => {
            let reports = (!report.is_empty()).then(|| report.into());
            let fields = [
                ("agency", Some(agency.into())),
                ("person", person.map(Value::from)),
                ("role", Some(role.into())),
                ("until", until.map(Value::from)),
                ("reports", reports),
            ];
            (case, Below::Create("involvements", filled(fields)))
        }
        What::Family(Family { case, person, address, name, written_in, standing, until }) => {
            let fields = [
                ("person", person.map(Value::from)),
                ("address", address.map(Value::from)),
                ("name", name.map(Value::from)),
                ("language", written_in.map(Value::from)),
                ("standing", Some(standing.into())),
                ("until", until.map(Value::from)),
            ];
            (case, Below::Create("family", filled(fields)))
        }
        What::Mark { which, mark, agency } => {
            let mark = agency.map_or_else(|| json!(mark), |agency| json!({ mark.as_str(): { "agency": agency } }));
            (which.case, Below::Create("marks", json!({ "mark": mark })))
        }
        What::Veto { which, agency, person } => {
            let fields = [("agency", agency.map(Value::from)), ("person", person.map(Value::from))];
            (which.case, Below::Create("vetoes", filled(fields)))
        }
        What::Competence { which, person, on } => (which.case, Below::Create("competences", json!({ "person": person, "on": on }))),
        What::Enrolment { which, agency, on } => (which.case, Below::Create("enrolments", json!({ "agency": agency, "on": on }))),
        What::Request(Request { case, kind, to, category, purpose }) => {
            let body = json!({ "kind": kind, "to": to, "categories": category, "purpose": purpose });
            (case, Below::Create("requests", body))
        }
        What::Emergency { which, reason, until } => {
            (which.case, Below::Create("emergencies", json!({ "reason": reason, "until": until })))
        }
        What::EmergencyEnd(ended) => removal("emergencies", ended),
        What::Uninvolve(ended) => removal("involvements", ended),
        What::FamilyEnd(ended) => removal("family", ended),
        What::Unmark { ended, decider: Some(decider), outcome: Some(outcome) } => {
            (ended.case, Below::Decide(ended.id, json!({ "decider": decider, "outcome": outcome })))
        }
        What::Unmark { ended, .. } => removal("marks", ended),
        What::Unveto(ended) => removal("vetoes", ended),
        What::RequestEnd(ended) => removal("requests", ended),
        What::Open { .. } | What::List | What::Show(_) | What::Reports { .. } | What::Erase { .. } => {
            unreachable!("run answers these itself")
        }
    }
}

fn removal(what: &'static str, ended: Ended) -> (String, Below) {
    (ended.case, Below::Remove(what, ended.id))
}

/// An object of those fields that have a value.
fn filled<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let given: BTreeMap<_, _> = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    json!(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn created(what: What) -> (&'static str, Value) {
        match below(what).1 {
            Below::Create(place, body) => (place, body),
            Below::Remove(..) | Below::Decide(..) => panic!("this creates"),
        }
    }

    #[test]
    fn a_mark_is_a_word_and_an_objection_names_its_agency() {
        let which = || Which { case: "c".into() };
        let plain = created(What::Mark { which: which(), mark: "contested".into(), agency: None });
        assert_eq!(plain, ("marks", json!({ "mark": "contested" })));
        let objection = created(What::Mark { which: which(), mark: "objection".into(), agency: Some("a".into()) });
        assert_eq!(objection, ("marks", json!({ "mark": { "objection": { "agency": "a" } } })));
    }

    #[test]
    fn what_is_not_said_is_not_sent() {
        let veto = What::Veto { which: Which { case: "c".into() }, agency: Some("a".into()), person: None };
        assert_eq!(created(veto), ("vetoes", json!({ "agency": "a" })));
    }
}
