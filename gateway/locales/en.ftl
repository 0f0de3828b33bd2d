# English. Same keys and arguments as cy.ftl, in the same order; a test compares the two.
# Plain words, no markup. Arguments come as ids, dates and numbers from the place that words are needed.

## Problems: what a refused request is told (RFC 9457)

problem-not-found = Not found
problem-not-found-detail = There is nothing here that you may see. Check the address, or ask the co-ordinator of the case.
problem-not-signed-in = Sign in first
problem-not-signed-in-detail = This needs a sign-in with both factors. Sign in and try again.
problem-sign-in-failed = Sign-in failed
problem-sign-in-failed-detail = The name, the password or the code is not right. Nothing here says which. Try again, or ask your administrator or co-ordinator for a new code.
problem-code-wrong = The code is not right
problem-code-wrong-detail = The code is wrong, too old or already used; every code counts once. Wait for the next code, or take the next one from your card.
problem-ticket-expired = The sign-in took too long
problem-ticket-expired-detail = Too much time passed between the password and the code. Begin again with your password.
problem-locked-out = Too many wrong tries
problem-locked-out-detail = There were too many wrong tries from here. Wait for the time that this answer states, then try again. Nobody else is held up.
problem-session-ended = The session has ended
problem-session-ended-detail = Your session was ended, or was unused for too long. Sign in again.
problem-step-up-needed = Enter a code again
problem-step-up-needed-detail = This needs a code that you have just entered. Enter a new code and repeat the request.
problem-refused = Refused
problem-refused-detail = This may not happen as things are. The reasons below say what would have to change.
problem-bad-json = The body cannot be read
problem-bad-json-detail = The body is not valid JSON. Correct it at the place named and send it again.
problem-bad-field = A field is not right
problem-bad-field-detail = A field has a value that it cannot have. Correct the field named and send it again.
problem-unknown-field = Unknown field
problem-unknown-field-detail = The request has a field that does not exist here. Remove it or correct its name.
problem-bad-date = Not a date
problem-bad-date-detail = A date is not a day that exists, or is not written as year-month-day. Write it as in 2027-03-31.
problem-bad-id = Not an id
problem-bad-id-detail = An id has 1 to 64 characters: small letters, digits and hyphens, with no hyphen first or last. Correct it.
problem-unknown-agency = Unknown agency
problem-unknown-agency-detail = No agency of that id is registered here. Check the id in the list of agencies.
problem-unknown-person = Unknown person
problem-unknown-person-detail = No person of that id can be named here. Check the id, or invite the person first.
problem-unknown-category = Unknown category
problem-unknown-category-detail = The category is not in the taxonomy. Choose one from the list of categories.
problem-unknown-purpose = Unknown purpose
problem-unknown-purpose-detail = The purpose is not in the taxonomy. Choose one from the list of purposes.
problem-missing-part = A part is missing
problem-missing-part-detail = The upload needs a description first and then the file. Add the part named and send it again.
problem-one-file-per-push = One file per push
problem-one-file-per-push-detail = Something came after the file. Nothing was kept. Push each file by itself: one description, then one file.
problem-file-empty = The file is empty
problem-file-empty-detail = The file has no content. Check that the right file was chosen and that it was saved.
problem-file-too-large = The file is too large
problem-file-too-large-detail = The file is larger than one report may be. Split it, or scan it at a lower resolution.
problem-quota-exceeded = No room left
problem-quota-exceeded-detail = The case or your agency holds as much as it may. Ask your administrator for more room.
problem-type-not-allowed = This kind of file is not taken
problem-type-not-allowed-detail = The content of the file, whatever its name, is not of a kind that is taken here. Save it as PDF and send it again.
problem-age-broken = The sealed file is broken
problem-age-broken-detail = The sealed file is damaged or is not written as age version 1. Seal it again and send it.
problem-age-other-case = Sealed for another case
problem-age-other-case-detail = The file was sealed for a recipient that is not this case. Fetch this case's recipient, seal it again and send it.
problem-age-incomplete = The sealed file is cut short
problem-age-incomplete-detail = The end of the sealed file is missing. Send the whole file again.
problem-superseded-already = This report has a newer version already
problem-superseded-already-detail = Another version has taken its place since. Name the newer one (`report`) in supersedes, or leave it out.
problem-duplicate-report = This report is already here
problem-duplicate-report-detail = The same report was pushed to this case before. Nothing was stored twice, and nothing more needs doing.
problem-hostile-file-name = The file name cannot be taken
problem-hostile-file-name-detail = The name has a path, control characters or a form that another machine could mistake. Rename the file plainly and send it again.
problem-consent-no-standing = No standing to consent
problem-consent-no-standing-detail = The person named may not give or withdraw this consent. It takes a parent, a holder of parental responsibility or, when it is theirs to decide, the young person.
problem-consent-ends-before-start = The consent ends before it starts
problem-consent-ends-before-start-detail = The end has to come after the start. Correct one of the two.
problem-consent-no-end = The consent has no end
problem-consent-no-end-detail = Every consent needs a day on which it ends, for example the next review. Add it.
problem-consent-over = The consent is already over
problem-consent-over-detail = The end lies in the past. Choose a later day.
problem-consent-empty = The consent covers nothing
problem-consent-empty-detail = A consent names at least one category of report and one purpose. Add what is missing.
problem-consent-evidence-later = The evidence lies in the future
problem-consent-evidence-later-detail = The paper or the witness is dated later than now. Give the moment or the day on which it was signed or said.
problem-scan-not-here = No such scan on this case
problem-scan-not-here-detail = The consent names a scan that is not kept on this case, or that waited too long for its consent. Bring the scan of the paper to this case first.
problem-scan-used = The scan carries another consent
problem-scan-used-detail = Another consent rests on this scan already. Bring the scan of the paper that was signed for this one.
problem-scan-differs = The scan is another one
problem-scan-differs-detail = The SHA-256 given is not that of the scan that is kept here. Check that the right paper was scanned, and bring it again.
problem-emergency-over = The emergency is already over
problem-emergency-over-detail = The end lies in the past. Give a later moment.
problem-emergency-too-long = The emergency is too long
problem-emergency-too-long-detail = An emergency lasts { $hours } hours at most. Give an earlier end; whoever needs longer asks the co-ordinator to be named on the case.
problem-clock-skewed = The clocks differ
problem-clock-skewed-detail = The clock of your device is too far from the gateway's. Set it to the right time and try again.
problem-idempotency-mismatch = The key was used for something else
problem-idempotency-mismatch-detail = The same idempotency key came with another request. Use a new key for a new request.
problem-idempotency-in-progress = The same request is still running
problem-idempotency-in-progress-detail = A request with this idempotency key has not ended. Wait a moment and repeat it.
problem-idempotency-answer-lost = The request was carried out
problem-idempotency-answer-lost-detail = This request was carried out before, and its answer was lost when the gateway stopped. Look up what it made instead of repeating it; use a new key for a new request.
problem-precondition = It has changed meanwhile
problem-precondition-detail = What you saw is no longer the latest. Read it again, then repeat your change.
problem-familys-own = This is the family's own word
problem-familys-own-detail = An objection is the family's: it alone takes it back. Nothing was changed.
problem-conflict = This does not fit with what is recorded
problem-conflict-detail = The request contradicts what is recorded. Read the present state and decide again.
problem-too-many-requests = Too many requests
problem-too-many-requests-detail = There were too many requests in a short time. Wait for the time that this answer states.
problem-body-timeout = The upload stalled
problem-body-timeout-detail = No more of the upload arrived for too long, or it came too slowly. Nothing was kept. Send it again.
problem-body-interrupted = The upload broke off
problem-body-interrupted-detail = The connection ended before the whole upload was here. Nothing was kept. Send it again.
problem-method-not-allowed = Not possible at this address
problem-method-not-allowed-detail = This address does not take that method. The Allow header says which it takes.
problem-not-acceptable = No answer in that form
problem-not-acceptable-detail = The gateway cannot answer in the form that the Accept header asks for. Ask for application/json or leave the header out.
problem-unsupported-media-type = The body is of another type
problem-unsupported-media-type-detail = The type of the body is not taken at this address. Send the type that the documentation names.
problem-payload-too-large = The request is too large
problem-payload-too-large-detail = The request is larger than this address takes. Send less at once.
problem-range-not-satisfiable = That part does not exist
problem-range-not-satisfiable-detail = The part asked for lies beyond the end of the report. The Content-Range header states its size.
problem-record-unavailable = The record cannot be written
problem-record-unavailable-detail = Nothing is released that cannot be recorded, and the record cannot be written now. Try again later; the operator has been told.
problem-storage-full = The store is full
problem-storage-full-detail = There is no room to keep this. Nothing was kept. Reading still works; try again when the operator has made room.
problem-storage-unavailable = The store does not answer
problem-storage-unavailable-detail = The store cannot be reached now. Nothing was changed. Try again in a few minutes.
problem-internal = A fault of the gateway
problem-internal-detail = Something went wrong in the gateway, not with your request. Try again; if it happens once more, give the operator the number of this request.
problem-protocol-incomplete = The protocol is not complete
problem-protocol-incomplete-detail = The protocol lacks something or names what the taxonomy does not have. Correct what is listed and send it again: { $wrong }.
problem-protocol-immutable = A registered version does not change
problem-protocol-immutable-detail = This version is in the register already, and partners may have signed it, so it stays as it is. Draft the next version instead.
problem-recipient-missing = No recipient for sealed releases
problem-recipient-missing-detail = The agency has not recorded its own age recipient, so nothing can be sealed for it. Its administrator has to record one.
problem-password-too-short = The password is too short
problem-password-too-short-detail = Choose at least the number of characters stated. A few words that only you would put together are best.
problem-password-refused = The password is too easy to guess
problem-password-refused-detail = The password is too common, or is made from your name. Choose another.
problem-enrolment-code-wrong = The enrolment code is not right
problem-enrolment-code-wrong-detail = The code is wrong, used or too old. Check the letter, or ask for a new one.
problem-agency-needs-administrators = Two administrators are needed
problem-agency-needs-administrators-detail = An agency goes live, and stays live, with at least two administrators. Invite another first.
problem-agency-not-live = The agency is not live
problem-agency-not-live-detail = The agency has not gone live here, so nothing passes to it or from it. Its administrators have to complete its set-up.
problem-not-live = Not ready yet
problem-not-live-detail = The gateway is starting, or its set-up is not complete. Try again in a minute.
problem-device-unknown = Unknown device
problem-device-unknown-detail = This device is not enrolled, or was removed. Enrol it with a new code.
problem-device-code-due = A code is due
problem-device-code-due-detail = A device asks for its person's code once a working day. Enter a code and try again.
problem-transfer-cut = The transfer was cut
problem-transfer-cut-detail = What allowed this transfer was withdrawn while it ran, so it was stopped. Delete the part that you received.
problem-shutting-down = The gateway is stopping
problem-shutting-down-detail = The gateway is being stopped and takes nothing new. Try again in a few minutes.
problem-headers-too-large = The headers are too large
problem-headers-too-large-detail = The request has more or longer headers than the gateway takes. Clear the cookies of this site and try again.
problem-bad-request = The request cannot be understood
problem-bad-request-detail = The request is not written as HTTP or this address asks. Check it against the documentation.

## Reasons: what is missing, and what would have to change

# assurance
reason-two-factors-needed = Two factors of different kinds are needed, both proved recently.
reason-two-factors-needed-remedy = Sign in with your password and a code, or with a passkey.
reason-step-up-needed = This needs a code that was entered just now.
reason-step-up-needed-remedy = Enter a new code from your app or card and ask again.

# involvement
reason-case-unknown = No such case is known here.
reason-case-unknown-remedy = Check the number of the case with its co-ordinator.
reason-case-closed = The case is closed.
reason-case-closed-remedy = The lead council would have to open it again.
reason-report-unknown = There is no such report on the case, or it is no longer there.
reason-report-unknown-remedy = Check the list of reports; a newer version may have taken its place.
reason-person-unknown = The person is not registered here, or has left.
reason-person-unknown-remedy = An administrator of the person's agency, or the co-ordinator of the family's case, would have to invite the person.
reason-agency-not-live = The agency { $agency } is not live here.
reason-agency-not-live-remedy = The agency would have to complete its set-up and name at least two administrators.
reason-role-lacks-verb = The role { $role } does not include this act: { $verb }.
reason-role-lacks-verb-remedy = Somebody whose role includes it would have to ask.
reason-agency-not-involved = The agency is not involved in this case.
reason-agency-not-involved-remedy = The agency that leads the case would have to involve it.
reason-person-not-involved = The person is not named on this case.
reason-person-not-involved-remedy = The co-ordinator of the case would have to name the person.
reason-involvement-over = The part in this case has ended, or was given no end.
reason-involvement-over-remedy = The co-ordinator of the case would have to renew it with a new end.
reason-not-in-bundle = The report is not in the bundle that was set for this reader.
reason-not-in-bundle-remedy = The co-ordinator of the case would have to add it to the bundle.
reason-vetoed = The family has said no to this person or this agency.
reason-vetoed-remedy = The family would have to lift its veto.
reason-no-standing = The person does not belong to the family in this case.
reason-no-standing-remedy = The co-ordinator of the case would have to record the person's standing.
reason-standing-over = The time for which the family named this supporter is over, or was not set.
reason-standing-over-remedy = The family would have to name the supporter anew, with an end.
reason-young-person-decides = The young person is old enough to decide, and has not agreed to this.
reason-young-person-decides-remedy = The young person would have to agree.
reason-supporter-only-sees = An advocate or case friend sees, and does not decide.
reason-supporter-only-sees-remedy = The family would have to do this itself; a supporter may sit beside it.
reason-other-agency = This belongs to another agency.
reason-other-agency-remedy = Somebody of that agency would have to do it.
reason-not-the-lead = The agency does not lead this case.
reason-not-the-lead-remedy = A co-ordinator of the agency that leads the case would have to do it.

# protocol
reason-purpose-missing = No purpose was stated.
reason-purpose-missing-remedy = State what the report is needed for.
reason-purpose-unknown = The purpose { $purpose } is not in the taxonomy.
reason-purpose-unknown-remedy = Choose a purpose from the list, or ask the operator to add it.
reason-category-unknown = The category { $category } is not in the taxonomy.
reason-category-unknown-remedy = Choose a category from the list, or ask the operator to add it.
reason-no-protocol = The two agencies have no information-sharing protocol with each other.
reason-no-protocol-remedy = They would have to agree on one, and every partner would have to sign it.
reason-not-covered = The agencies' protocol does not cover the category { $category } for the purpose { $purpose } in this direction.
reason-not-covered-remedy = The partners would have to agree on a new version that covers it.
reason-not-signed = The protocol { $protocol } is not signed by its partner { $agency }.
reason-not-signed-remedy = The agency { $agency } would have to sign it.
reason-partner-not-live = The partner { $agency } of the protocol { $protocol } is not live here.
reason-partner-not-live-remedy = The agency { $agency } would have to complete its set-up; protocol { $protocol } then comes into force.
reason-not-started = The protocol { $protocol } does not start before { $starts }.
reason-not-started-remedy = Wait until { $starts }, or agree on an earlier start in a new version of { $protocol }.
reason-ended = The protocol { $protocol } has ended.
reason-ended-remedy = The partners would have to agree on a new version of { $protocol } and sign it.
reason-review-lapsed = The review of the protocol { $protocol } was due on { $due } and was not held in time.
reason-review-lapsed-remedy = The partners would have to review { $protocol }, due since { $due }, and sign the next version.

# basis
reason-no-consent = Nobody who may consent has consented to this.
reason-no-consent-remedy = The family, or the young person where it is theirs to decide, would have to consent.
reason-consent-not-yet = The consent does not start before { $from }.
reason-consent-not-yet-remedy = Wait until { $from }, or ask for a consent that starts earlier.
reason-consent-over = The consent has ended, or was given without an end.
reason-consent-over-remedy = A new consent would have to be given.
reason-consent-withdrawn = The consent was withdrawn on { $at }.
reason-consent-withdrawn-remedy = A new consent would have to be given after the withdrawal of { $at }.
reason-category-not-consented = The consent does not cover the category { $category }.
reason-category-not-consented-remedy = A consent that covers the category { $category } would have to be given.
reason-purpose-not-consented = The consent does not cover the purpose { $purpose }.
reason-purpose-not-consented-remedy = A consent that covers the purpose { $purpose } would have to be given.
reason-giver-lacks-standing = The person who gave the consent has no standing to give it, or no longer has.
reason-giver-lacks-standing-remedy = Somebody who has standing would have to consent.
reason-reconsent-due = The young person has come of age to decide, so a parent's consent no longer counts.
reason-reconsent-due-remedy = The young person would have to consent.
reason-birthday-missing = The birthday is not recorded, so it is not known who may consent.
reason-birthday-missing-remedy = The co-ordinator of the case would have to record the birthday.
reason-condition-lapsed = The consent rested on the learner's enrolling by { $by }, and no enrolment is recorded.
reason-condition-lapsed-remedy = The enrolment due by { $by } would have to be recorded, or a new consent given.
reason-no-request = The protocol asks for a request under the Act, and none is open.
reason-no-request-remedy = The agency would have to make such a request.
reason-may-not-consent = The person who asks may not give or withdraw this consent.
reason-may-not-consent-remedy = Somebody with standing to consent would have to do it.
reason-giver-is-another = A consent given while signed in is given by the person who is signed in, and by nobody else.
reason-giver-is-another-remedy = The giver would have to sign in, or staff would have to record the paper or the witness.
reason-evidence-missing = Staff record a consent only with its signed paper or its witness.
reason-evidence-missing-remedy = The scan of the paper, or the name of the witness, would have to be added.
reason-consent-unknown = No such consent is in force.
reason-consent-unknown-remedy = Check which consents there are; this one may be withdrawn already.
reason-evidence-older = The consent was taken back on { $at }, after the paper was signed or the witness heard it.
reason-evidence-older-remedy = The family would have to consent anew, after { $at }, and that paper or witness would have to be recorded.
reason-family-alone = The family alone says this, and takes it back.
reason-family-alone-remedy = The family would have to do it itself. A disagreement or a court's restriction is lifted with its decider and outcome.
reason-may-not-request = An agency of this kind may not make this request under the Act.
reason-may-not-request-remedy = A council may make it; a college may too, for treatment or a service under section 20.
reason-may-not-be-asked = This request may not be made to that agency.
reason-may-not-be-asked-remedy = Ask a health board; under section 65 a council may also ask another council or a college.
reason-scan-unknown = There is no scan here that this person may see.
reason-scan-unknown-remedy = Whoever signed the paper, or a co-ordinator of the agency that leads the case, may see it.
reason-emergency-unknown = No such emergency is under way.
reason-emergency-unknown-remedy = Nothing: it is over, or was never declared.
reason-others-emergency = The emergency is another person's.
reason-others-emergency-remedy = Whoever needs it declares it for themselves; they, or a co-ordinator of the agency that leads the case, may end it.

# restriction
reason-contested = Those who may consent disagree, so nothing is shared on consent.
reason-contested-remedy = The person named to decide would have to record the outcome.
reason-court-restricted = A court has restricted sharing in this case.
reason-court-restricted-remedy = The restriction would have to be lifted, and the lifting recorded.
reason-objection = The family has objected to sharing with this agency.
reason-objection-remedy = The family would have to take its objection back.
reason-professionals-only = The report was written for professionals.
reason-professionals-only-remedy = A version for the family, or for the child, would have to be written.
reason-third-party = The report tells of somebody else.
reason-third-party-remedy = A version that leaves the other person out would have to be made.
reason-serious-harm = The report is marked as likely to cause serious harm if the family reads it alone.
reason-serious-harm-remedy = The author would have to lift the mark, or go through the report with the family.
reason-not-signed-off = The report is informal or a draft.
reason-not-signed-off-remedy = The agency that wrote it would have to sign it off.

# retention
reason-retention-missing = It is not recorded how long the report is kept, so it is not released.
reason-retention-missing-remedy = The agency that wrote it would have to record how long it is kept.
reason-retention-over = The time for which the report is kept ended on { $since }.
reason-retention-over-remedy = Nothing: a report past { $since } is not released again.

## Names

# Verbs
verb-push = Push a report
verb-list = See the list of reports
verb-open = Open a report
verb-take-sealed = Take a sealed copy
verb-grant = Give consent
verb-withdraw = Withdraw consent
verb-involve = Involve somebody in the case
verb-administer = Administer the agency
verb-audit = Read the record
verb-declare = Declare an emergency

# Standing in a case
standing-parent = Parent
standing-responsibility-holder = Holder of parental responsibility
standing-young-person = Young person
standing-deputy = Deputy or attorney
standing-advocate = Advocate
standing-case-friend = Case friend

# Whom a report is written for
audience-professionals = Professionals
audience-family = The family
audience-child-friendly = The child or young person

# How sensitive a report is
class-non-confidential = Not confidential
class-confidential = Confidential
class-sensitive = Sensitive

# How final a report is
status-informal = Informal
status-draft = Draft
status-signed-off = Signed off
status-statutory = Statutory

# Where a report comes from
provenance-nhs = NHS
provenance-council = Council
provenance-school = School or college
provenance-private = Private
provenance-family = Family
provenance-voluntary = Voluntary provider

# What keeps a report from the family
mark-third-party = Tells of somebody else
mark-serious-harm = Could cause serious harm

# How a consent was given
evidence-signed-in = Signed in
evidence-paper = On paper
evidence-spoken = Spoken, with a witness

# Where a consent stands
consent-state-not-yet = Not yet in force
consent-state-given = In force
consent-state-expired = Ended
consent-state-withdrawn = Withdrawn

# Gates of the decision
gate-assurance = Sign-in
gate-involvement = Part in the case
gate-protocol = Protocol
gate-basis = Consent, request or law
gate-restriction = Restrictions
gate-retention = Retention

# Languages
language-cy = Welsh
language-en = English

# Outcomes in the record
outcome-allowed = Allowed
outcome-refused = Refused
outcome-done = Done

# Factors of a sign-in
factor-password = Password
factor-totp = Code from an app
factor-card = Code from a printed card
factor-device = Enrolled device
factor-passkey = Passkey

# What a release rests on
basis-own-report = The agency's own report
basis-family = Standing in the family
basis-consent = Consent
basis-request = A request that the law provides for
basis-emergency = Emergency access
basis-law = The law
basis-role = The role

# Kinds of agency
agency-kind-council = Council
agency-kind-health-board = Health board
agency-kind-school = School
agency-kind-college = College
agency-kind-voluntary = Voluntary provider
agency-kind-early-years = Early-years setting
agency-kind-tribunal = Tribunal

## Agencies, their people and protocols

problem-address-taken = The address is taken
problem-address-taken-detail = Somebody here already signs in with this address. Give another one for this account.
problem-agency-runs-itself = The agency looks after itself
problem-agency-runs-itself-detail = The gateway's operator appoints an agency's first administrators, and only until the agency is live. From then on its own administrators do this.
problem-protocol-not-partner = Only a partner may
problem-protocol-not-partner-detail = Your agency is not a partner of this protocol. Only its partners draft, sign and withdraw from it.

## The record

problem-case-erased = The case was erased
problem-case-erased-detail = The key of this case was destroyed, and with it what the record held of it. The log still proves that something was recorded here, and nothing more can be read.
problem-not-a-decision = Not a decision
problem-not-a-decision-detail = This event tells of something that happened; nothing was decided that could be decided again. Choose an event that was allowed or refused.
