# English. Same keys and arguments as cy.ftl, in the same order; a test compares the two.
# Plain words, no markup. Arguments come as ids, dates and numbers from the place that words are needed.

## Problems: what a refused request is told (RFC 9457)

problem-not-found = Not found
problem-not-found-detail = There is nothing here that you may see. Check the address, or ask the co-ordinator of the case.
problem-not-signed-in = Sign in first
problem-not-signed-in-detail = This needs a sign-in with both factors. Sign in and try again.
problem-sign-in-failed = Sign-in failed
problem-sign-in-failed-detail = The name, the password or the code is not right. We do not say which of them. Try again. If you have lost your password, phone or card, ask for a new letter: the co-ordinator of your case or, at work, your administrator.
problem-code-wrong = The code is not right
problem-code-wrong-detail = The code is wrong, too old or already used; every code counts once. Wait for the next code of the app, or give the code at the place of the card that is asked for.
problem-ticket-expired = The sign-in took too long
problem-ticket-expired-detail = Too much time passed between the password and the code. Begin again with your password.
problem-locked-out = Too many wrong tries
problem-locked-out-detail = There were too many wrong tries from here. Wait for the time that this answer states, then try again. It holds up nobody who is elsewhere, nor anybody here who signed in lately and made no wrong tries of their own.
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
problem-unseen-characters = A character that nobody can see
problem-unseen-characters-detail = A text has a character that nobody can see: a control character, or one that turns what is written about. Type the text anew, or paste it without formatting, and send it again.
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
problem-unknown-report = Unknown report
problem-unknown-report-detail = A report that you named is not one of this case. Check the ids against the case's list of reports.
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
problem-upload-offset = The piece belongs elsewhere
problem-upload-offset-detail = The upload has come to another place. Ask how far it is (HEAD), and go on from there.
problem-upload-ended = The upload is over
problem-upload-ended-detail = It was given up, has expired, or could not become a report ({ $because }). Begin a new one.
problem-upload-checksum = The piece arrived changed
problem-upload-checksum-detail = Its checksum does not match, and nothing of it was kept. Send the same piece again.
problem-upload-too-long = More came than was announced
problem-upload-too-long-detail = The piece goes beyond the length that the upload was begun with. Begin a new one with the right length.
problem-upload-not-sealed = The file is not sealed
problem-upload-not-sealed-detail = What comes in pieces has to be an age file for the case. Seal it to the case's recipient first, or push it whole.
problem-upload-elsewhere = The upload goes on elsewhere
problem-upload-elsewhere-detail = Another request took it over. What had come is kept; ask how far it is (HEAD), and go on from there.
problem-upload-too-many-pieces = Too many pieces
problem-upload-too-many-pieces-detail = The upload came in more pieces than are taken. Begin a new one, with larger pieces.
problem-upload-part = A part cannot be used
problem-upload-part-detail = A part named is not yours, is not whole, is no part, or is named twice. Check it, and ask again.
problem-too-many-uploads = Too many uploads
problem-too-many-uploads-detail = You have as many uploads under way as one person may. Finish some, or give them up, and try again.
problem-tus-version = Another version of tus is needed
problem-tus-version-detail = Only version { $version } of the protocol for uploads in pieces is spoken here. Say so in Tus-Resumable.
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
problem-hostile-file-name-detail = The name has a path, a character that is not seen or that a file name may not have (< > : " | ? *), a full stop at its beginning or end, or is one that Windows keeps for a device, such as CON. Rename the file plainly and send it again.
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
problem-busy = The gateway is busy
problem-busy-detail = Too many people are asking for something at this moment that takes long to work out. Nothing is wrong with what you asked: try again in { $seconds } seconds.
problem-too-many-helpers = You have as many helpers as you can have
problem-too-many-helpers-detail = One person can have { $most } helpers for a child at once. End the help of somebody whom you no longer need, then name another.
problem-too-many-remarks = Much of what you said is waiting for an answer
problem-too-many-remarks-detail = { $most } things that you asked or said in the last thirty days have not been answered. Nothing of them is lost. Wait for answers, or ring the co-ordinator of your case: they can answer now.
problem-too-many-questions = The family has enough questions
problem-too-many-questions-detail = { $most } questions of your agency wait for the family's answer on this case. Wait until some are answered, or speak to the family.
problem-shown-once = This was shown once
problem-shown-once-detail = What you asked for was done, and the code was shown the first time. It is kept nowhere and cannot be shown again. If it is not in front of you, have a new one made; the one before ends with it.
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
problem-internal-detail = Something went wrong in the gateway, not with your request. Try again; if it happens once more, tell the operator when it did.
problem-protocol-incomplete = The protocol is not complete
problem-protocol-incomplete-detail = The protocol lacks something or names what the taxonomy does not have. Correct what is listed and send it again: { $wrong }.
problem-protocol-immutable = A registered version does not change
problem-protocol-immutable-detail = This version is in the register already, and partners may have signed it, so it stays as it is. Draft the next version instead.
problem-recipient-missing = No recipient for sealed releases
problem-recipient-missing-detail = The agency has not recorded its own age recipient, so nothing can be sealed for it. Its administrator has to record one.
problem-password-too-short = The password is too short
problem-password-too-short-detail = Choose at least { $least } characters. A few words that only you would put together are best.
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
reason-step-up-needed-remedy = Enter a new code from your app or card, or use your passkey, and ask again.

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
reason-role-lacks-verb = Nobody in the role { $role } can do this: { $verb }.
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
reason-help-not-so-far = The family has not let this supporter see that much.
reason-help-not-so-far-remedy = Somebody of the family would have to name the supporter anew, to see what they see.
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
reason-not-signed = The protocol “{ $protocol }” is not signed by its partner { $agency }.
reason-not-signed-remedy = The agency { $agency } would have to sign it.
reason-partner-not-live = The partner { $agency } of the protocol “{ $protocol }” is not live here.
reason-partner-not-live-remedy = The agency { $agency } would have to complete its set-up; protocol “{ $protocol }” then comes into force.
reason-not-started = The protocol “{ $protocol }” does not start before { $starts }.
reason-not-started-remedy = Wait until { $starts }, or agree on an earlier start in a new version of “{ $protocol }”.
reason-ended = The protocol “{ $protocol }” has ended.
reason-ended-remedy = The partners would have to agree on a new version of “{ $protocol }” and sign it.
reason-review-lapsed = The review of the protocol “{ $protocol }” was due on { $due } and was not held in time.
reason-review-lapsed-remedy = The partners would have to review “{ $protocol }”, due since { $due }, and sign the next version.

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

reason-not-a-helper = A helper is an advocate or case friend of one's own, for twelve months at most.
reason-not-a-helper-remedy = Name somebody else as your advocate or case friend, with an end within twelve months.
reason-others-helper = Somebody else named this helper.
reason-others-helper-remedy = Whoever named the helper, or a co-ordinator of the agency that leads the case, may end it.
reason-remark-unknown = There is no such remark that could be made or answered here.
reason-remark-unknown-remedy = Open the report or the entry again, and write from there.

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
reason-quarantined = { $held_for ->
    [infected] The report is held back: the virus scanner found something in it.
    [unscanned] The report is held back: the virus scanner has not looked at it yet.
   *[unsigned] The report is held back: nobody has proved that they sent it.
}
reason-quarantined-remedy = { $held_for ->
    [infected] A clean copy would have to be pushed, and this one turned away.
    [unscanned] The scanner is asked again every minute. It opens by itself once nothing is found.
   *[unsigned] A co-ordinator of the lead agency would have to take it in.
}
reason-not-quarantined = The report is not held back.
reason-not-quarantined-remedy = Somebody may have taken it in or turned it away before you. Look at the case again.

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
verb-who-looked = See who has looked
verb-remark = Ask or object as the family
verb-answer = Answer the family
verb-name-helper = Name a helper
verb-sign = Sign a protocol for the agency, or withdraw
verb-accept = Take a report in that is held back
verb-turn-away = Turn a report away that is held back
verb-deliver = Carry a sealed report

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
problem-address-at-work = Somebody signs in with this in their work
problem-address-at-work-detail = This address is that of somebody who works here, and no family's. If you mean them in their work, involve them with their agency. If they come as family, give another address that is theirs alone.
problem-address-of-another = The account has another name
problem-address-of-another-detail = Somebody of a family signs in with this address, under another name than the one given. Ask them for both as their account shows them, and try again.
problem-helping-code-wrong = The code is not right
problem-helping-code-wrong-detail = The code is wrong, used, too old or not for your account, or the help has ended. Check it with whoever named you, or ask them for a new one.
problem-helping-already = You are on this case already
problem-helping-already-detail = You belong to this case otherwise already, and stay what you are there. Tell whoever named you.
problem-agency-runs-itself = The agency looks after itself
problem-agency-runs-itself-detail = The gateway's operator appoints an agency's first administrators, and only until the agency is live. From then on its own administrators do this.
problem-protocol-not-partner = Only a partner may
problem-protocol-not-partner-detail = Your agency is not a partner of this protocol. Only its partners draft, sign and withdraw from it.

## The record

problem-case-erased = The case was erased
problem-case-erased-detail = The key of this case was destroyed, and with it what the record held of it. The log still proves that something was recorded here, and nothing more can be read.
problem-not-a-decision = Not a decision
problem-not-a-decision-detail = This event tells of something that happened; nothing was decided that could be decided again. Choose an event that was allowed or refused.

## Pages: problems that a program would be told otherwise
page-problem-bad-json = This could not be read
page-problem-bad-json-detail = What your browser sent did not arrive as it should. Go back, load the page again and try once more. If it happens again, tell your administrator or co-ordinator.
page-problem-bad-field = Something is not as it should be
page-problem-bad-field-detail = Something that was sent has a value that cannot be taken. Go back, check what you chose or typed, and send it again.
page-problem-unknown-field = Something does not belong here
page-problem-unknown-field-detail = The address or the form has something that this page does not know. Go to the page from its link, and try again there.
page-problem-bad-id = This is not a name that can be used
page-problem-bad-id-detail = A short name has small letters, digits and hyphens only, at most 64 of them, with no hyphen first or last. Go back and correct it.
page-problem-missing-part = The file is missing
page-problem-missing-part-detail = No file came with the form. Go back, choose the file and send it again.
page-problem-one-file-per-push = One file at a time
page-problem-one-file-per-push-detail = More than one file came with the form. Nothing was kept. Send each file by itself.
page-problem-method-not-allowed = This page cannot do that
page-problem-method-not-allowed-detail = Something was sent to a page that takes nothing, perhaps by an old tab or a bookmark. Begin again from your home page. Nothing was changed.
page-problem-not-acceptable = This browser asks for something else
page-problem-not-acceptable-detail = The page cannot be given in the form that your browser asks for. Open it with an ordinary web browser.
page-problem-unsupported-media-type = This could not be read
page-problem-unsupported-media-type-detail = What was sent is not what a form of this page sends. Load the page again and fill it in there. Nothing was changed.
page-problem-payload-too-large = This is too much at once
page-problem-payload-too-large-detail = What was sent is larger than this page takes. Shorten the text, or send a smaller file. Nothing was kept.
page-problem-bad-request = This could not be understood
page-problem-bad-request-detail = What your browser sent is not complete. Load the page again and try once more.
page-problem-headers-too-large = Your browser sends too much
page-problem-headers-too-large-detail = Delete the cookies that your browser keeps for this site, and sign in again.
page-problem-range-not-satisfiable = That part of the file is not there
page-problem-range-not-satisfiable-detail = Your browser tried to go on with a download that is over. Delete the part that you have, and download the file anew.
page-problem-idempotency-mismatch = This form was sent before
page-problem-idempotency-mismatch-detail = The same form was sent with something else in it. Load the page again, look at what is there now, and send it again if it is still needed.
page-problem-idempotency-in-progress = This is still being done
page-problem-idempotency-in-progress-detail = The same form was sent a moment ago and is still being carried out. Wait a moment, then load the page again.
page-problem-idempotency-answer-lost = This was done
page-problem-idempotency-answer-lost-detail = It was carried out before, and its answer was lost on the way. Go back and look at what is there now, instead of sending it again.

## Pages: the frame, forms, days

frame-skip = Skip to the main content
frame-navigation = Main
frame-menu = Menu
frame-sign-out = Sign out
frame-footer = Porthor keeps reports about children and young people safe, and shares them only as consent and the law allow.
nav-home = Home
nav-audit = The record
nav-protocols = Protocols
nav-agency = Your agency
nav-account = Your account
problem-reasons = Why
problem-home = Back to the start
problem-form-from-elsewhere = This form came from somewhere else
problem-form-from-elsewhere-detail = Nothing was done, because the form was not sent from a page of this service. Open the page here and try again.
problem-form-out-of-date = This page is out of date
problem-form-out-of-date-detail = Nothing was done. The page was open since before you last signed in or out. Open it again and try once more.
form-wrong = There is a problem
done = Done
done-involved = They have a part in the case now.
done-part-ended = That part in the case has ended. Nothing can be opened under it any more.
done-handed-over = The part was handed over to your colleague.
done-family-ended = They were taken out of the family on this case. They can see nothing of it any more.
done-consent = The consent was recorded. It holds from now on.
done-asked = The family was asked. They see your question when they next sign in.
done-not-now = You answered: not now. Nothing was shared, and you can still agree later.
done-live = The agency is live. It can share and receive now.
done-recipient = The key was kept. Sealed reports go to it from now on.
done-left = They have left the agency. They were signed out everywhere.
done-device-ended = The device was removed. It can no longer sign in.
done-signed = You signed this version for your agency.
done-withdrawn = You withdrew your agency from this version.
form-day-over = Enter a last day that is not in the past
form-error = Error:
form-day-hint = For example, 31 3 2027
form-day = Day
form-month = Month
form-year = Year
form-bad-date = Enter a date that exists, with day, month and year
day = { $day } { $month } { $year }
moment = { $day }, { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Pages: signing in

sign-in-title = Sign in
sign-in-address = The name you sign in with
sign-in-address-hint = Usually your e-mail address
sign-in-password = Password
sign-in-continue = Continue
sign-in-kept = You were signed out to keep things safe. What you had typed is not lost: sign in and go on.
sign-in-code-title = Enter your code
sign-in-code-again = This needs a code that you have just entered.
sign-in-totp = The six digits that your authenticator app shows
sign-in-totp-hint = Every code works once. If one has just been used, wait for the next.
sign-in-totp-wrong = That is not the code that your app shows now, or it was used already. Wait for the next one, and type that.
sign-in-card = The code at { $position } on your printed card
sign-in-card-hint = Find the place on your card. Capital or small letters make no difference.
sign-in-card-wrong = That is not the code at { $position }. Find the letter at the side and the number on top, and type what stands there.
sign-in-passkey = Sign in with a passkey
sign-in-passkey-title = Use your passkey
sign-in-join = I have a letter or a code: join
sign-in-lost = If you cannot sign in
sign-in-lost-how = If you have lost your password, phone or card, ask for a new letter: the co-ordinator of your case or, at work, your administrator.
passkey-confirm = Confirm with your passkey
passkey-only = You have no codes. Press the button: your phone or computer then asks for your fingerprint, face or PIN.
passkey-without = You sign in with a passkey and have no codes. This browser cannot use passkeys, or its script is switched off. Use the browser that your passkey is in.
passkey-failed = That did not work, or it was stopped. Try again.
form-old-title = Nothing was done yet
form-old = Nothing was done, and nothing that you typed is lost. You signed in or out since this page was opened, perhaps in another tab. Send it again, or leave it.
sign-in-go-on-title = You can go on
sign-in-go-on = What you had typed is still here. Send it now, or leave it.
sign-in-go-on-send = Send what I typed
sign-in-go-on-leave = Leave it and go to the start

## Pages: the desk

verb-ask = Ask the family for a consent
desk-title = Your cases
desk-back = Back to your cases
desk-choose = Choose one
desk-open-case = Open a new case
desk-search = Find a case by the child's or young person's name
desk-search-go = Find
desk-found =
    { $n ->
        [one] 1 case found.
       *[other] { $n } cases found.
    }
desk-show-all = Show all
desk-empty = You are not on any case yet. The co-ordinator of a case puts you on it.
desk-lead = Your agency leads
desk-late = Overdue
desk-remarks =
    { $n ->
        [one] 1 question or objection of the family waits for an answer
       *[other] { $n } questions or objections of the family wait for an answer
    }
desk-gaps =
    { $n ->
        [one] 1 consent is missing for an agency on the case
       *[other] { $n } consents are missing for agencies on the case
    }
desk-new-reports =
    { $n ->
        [one] 1 new report since your last visit
       *[other] { $n } new reports since your last visit
    }
desk-due-by-us = Your agency has to answer by { $day }
desk-due-to-us = An answer to your agency is due by { $day }
desk-consent-missing = A report that your agency asked for is here, and nobody has consented to your seeing it
desk-consent-ends = The consent for { $who } ends on { $day }
desk-nothing-waits = Nothing waits for you here.
desk-push = Push a report
desk-new-title = Open a new case
desk-new-about = Your agency will lead this case: it says who is on it, and answers for it.
desk-new-name = Name of the child or young person
desk-new-name-hint = Only people on the case see it.
desk-new-name-missing = Enter the name, of 200 characters at most
desk-new-born = Date of birth
desk-new-born-hint = For example, 31 3 2016
desk-new-born-missing = Enter the date of birth: without it nobody can tell who may consent
desk-new-looked-after-legend = Care
desk-new-looked-after = The child is looked after by a council
desk-new-open = Open the case

## Pages: a case, for staff

case-back = Back to the case
case-lead = { $agency } leads this case.
case-born = Born on { $day }.
case-named = { $name }, born on { $day }
case-reference = Reference of the case: { $id }
case-looked-after = Looked after by a council.
case-closed = This case is closed. Nothing new can be brought to it.
case-warning = Warning:
case-mark-contested = Those who may consent disagree. Nothing is shared on consent until the outcome is recorded.
case-mark-court-restricted = A court has restricted sharing in this case.
case-mark-objection = The family objects to sharing with the agency { $agency }.
case-ask-family = Ask the family for a consent
case-paper = Record a paper or spoken consent
case-reports = Reports
case-no-reports = There is no report that you may know of.
case-report-companion = Child-friendly version of { $file }
case-report-from = From { $agency }, { $day }.
case-report-for = Written for:
case-report-language = Language:
case-report-version = Version { $n }
case-report-replaced = A newer version is here
case-report-closed = Why you cannot open it
case-held = { $n ->
    [one] One report is held back. Look at it
   *[other] { $n } reports are held back. Look at them
}
case-report-open = Open
case-report-open-for = Open for: { $purpose }
case-report-take = Take a copy sealed to your agency
case-report-take-for = Take a copy sealed to your agency, for: { $purpose }
case-gaps = Who cannot see what
case-no-gaps = Everybody on the case can see every report that you can see.
case-gap = { $agency } cannot see: { $kind }
case-gap-ask = Ask the family
case-people = People on the case
case-part-person = { $person }, { $agency }
case-part-agency = { $agency }: anybody there in this role
case-until = until { $day }
case-bundle = sees one bundle of reports only
case-family = Family
case-no-family = Nobody of the family is on the case yet.
case-people-change = Invite, involve, hand over or remove somebody
case-people-show = Who is on this case
case-consents = Consents
case-no-consents = There is no consent that you may see.
case-consent-who = Who may see
case-consent-what = What, and what for
case-consent-until = Until
case-consent-state = State
case-consent-given = { $person }, { $day }: { $how }
consent-recorded = Recorded on
case-asked = What the family was asked
case-ask = { $day }: that { $agency } may see { $kinds }
case-ask-open = No answer yet
case-ask-given = They consented
case-ask-not-now = Not now
case-remarks = What the family asked or objected to
case-remarks-unanswered = { $n } unanswered
case-requests = Requests between agencies
case-no-requests = No request is open.
case-request = { $kind }: from { $by } to { $to }
case-request-due =
    { $n ->
        [0] The answer is due today, { $day }.
        [one] The answer is due by { $day }: 1 day is left.
       *[other] The answer is due by { $day }: { $n } days are left.
    }
case-request-late =
    { $n ->
        [one] The answer was due on { $day }, 1 day ago.
       *[other] The answer was due on { $day }, { $n } days ago.
    }
case-timeline = What happened
timeline-opened = { $agency } opened the case
timeline-report = { $agency } brought a report: { $kind }
timeline-involved = { $who } came onto the case
timeline-involvement-ended = { $who } left the case
timeline-family = { $who } came in as family
timeline-family-ended = { $who } is no longer on the case as family
timeline-consent = A consent was given for { $who }
timeline-consent-withdrawn = The consent for { $who } was taken back
timeline-mark = Recorded: { $what }
timeline-mark-lifted = No longer in force: { $what }
timeline-request = { $by } sent a request to { $to }
timeline-request-closed = The request of { $by } to { $to } was closed
timeline-emergency = { $who } declared an emergency

## Pages: pushing a report

push-title = Push a report
push-nothing-allowed = No information-sharing protocol in force lets your agency push a report to this case, or your part in the case does not. Ask the co-ordinator of the case.
push-files = Files
push-files-hint = Choose or drop one or more. Each is sealed on this device before it is sent.
push-file = The report
push-file-hint = It is sealed to the case as it arrives.
push-file-again = What you typed is still here. For safety your browser does not keep the file: choose it again.
push-no-file = Choose the file
push-category = Kind of report
push-category-hint = Only kinds that your agency may push are listed.
push-category-missing = Choose what kind of report it is, or take up the suggestion
push-suggested = Suggested:
push-purpose = Purpose
push-purpose-missing = Choose what it was written for, or take up the suggestion
push-audience = Written for
push-audience-missing = Say who it is written for
push-audience-professionals = The family will not see it. Say why below.
push-audience-family = The family can read it.
push-audience-child-friendly = The family and the child or young person can read it.
push-reason = If for professionals only: why?
push-reason-missing = Say why it is for professionals only
push-companion = Is it a child-friendly version of another report?
push-companion-hint = The family then sees it first, beside the report that it tells anew.
push-companion-none = No, it stands for itself
push-companion-audience = A child-friendly version is written for the child or young person. Choose them as whom it is written for, or say here that it stands for itself
push-companion-refused = Choose a report of this case that you can see, or say that it stands for itself
push-serious-harm = Could reading it seriously harm somebody?
push-serious-harm-hint = The family is then not even told that it is there. Say yes only where whoever has to judge it has judged so.
push-serious-harm-yes = Yes
push-serious-harm-no = No
push-serious-harm-missing = Say whether reading it could put somebody at serious harm
push-third-party = Does it tell about another person?
push-third-party-hint = Such as a brother, a sister or a neighbour. The family is then told that it is there, and cannot open it.
push-third-party-yes = Yes
push-third-party-no = No
push-third-party-missing = Say whether it tells about another person
push-class = How sensitive is it?
push-class-hint = Whoever opens a sensitive report is asked for a fresh code first.
push-class-usual = As usual for this kind of report
push-class-refused = Choose how sensitive it is
push-supersedes = Is it a newer version of a report?
push-supersedes-hint = Reports of your agency in this case. The older version stays, and is marked as older.
push-supersedes-none = No, it is new
push-supersedes-refused = Choose a report that your agency pushed to this case, or say that it is new
push-supersedes-already = A newer version has taken the place of that report already. Load this page again and choose the newest one
push-there-already = { $file } ({ $kind }, { $day }, version { $version })
push-status = Status
push-status-missing = Say how final it is
push-status-signed-off = Agreed. This version never changes.
push-status-draft = Stays within your agency until it is signed off.
push-status-informal = A note. Stays within your agency.
push-status-statutory = Laid down by law. This version never changes.
push-language = Language
push-language-missing = Say what language it is in
push-more = Source, sensitivity, other versions, summary
push-provenance = Where does it come from?
push-provenance-missing = Choose where it comes from
push-author = Whose report is it?
push-author-hint = The colleague that you bring it for. It goes in under your agency's name either way.
push-summary = Summary in plain language
push-summary-hint = Optional. In words that the family would use, in the language of the report.
push-summary-long = The summary is too long. Keep it under two pages
push-send = Send
push-same = Same answers as the first
push-leave = Leave out
push-another = Push another report
push-stored-title = The report is stored
push-stored-about = It is sealed to the case. Who may see it is decided each time by protocol, consent and law.
push-stored-file = Stored, sealed to the case.
push-signed-out = You were signed out. Sign in again in another tab, then press Send here: nothing that you typed is lost.
push-somebody-else = Somebody else has signed in with this browser since, so nothing was sent. Ask them to sign out, sign in again as yourself in another tab, then press Send here.
push-script-sealing = Sealing on this device …
push-script-sending = Sending …
push-script-unsealed = This browser cannot seal: the gateway seals it as it arrives.
push-script-broken = The report did not arrive, and nothing was kept. Check the connection and press Send again.
push-script-large = The file is larger than may be sent. Make it smaller, or split it.
push-group-plans = Plans
push-group-statutory-advice = Statutory advice
push-group-assessment = Professional assessments
push-group-person-centred = About the child or young person
push-group-meeting = Meetings
push-group-progress = Progress
push-group-funding = Funding and panels
push-group-dispute = Disputes
push-group-governance = Agreements and forms

## Pages: people on a case

people-title = People on the case of { $name }
people-invited = Invited. This code is shown once
people-invited-about = Write this code down and hand it over, or print a letter instead: the letter has another code, and this one then stops working. Neither ever goes by e-mail.
people-letter = Print a letter instead
people-added = On the case now
people-added-who = { $name } is on the case now
people-added-about = They have an account here already, or a letter to make one. They find this case when they next sign in, and need no new letter. Tell them yourself: nothing is sent.
people-involved = Who works on it
people-change = Hand over or remove
people-change-family = Letter, or remove
people-successor = Hand over to: the name that the colleague signs in with
people-successor-hint = Somebody of the same agency. One ends and the other begins at the same moment.
people-successor-missing = Enter the name that the colleague signs in with
people-hand-over = Hand over
people-remove-whom = This removes { $who }. It acts at once, also on what is being downloaded.
people-remove = Remove now
people-not-joined = Has not signed in yet
people-involve = Involve an agency or a person
people-agency = Agency
people-agency-missing = Choose the agency
people-colleague = One person: the name that they sign in with
people-colleague-hint = Leave empty for anybody at the agency in this role.
people-unknown = Nobody who signs in with this name works there. Check it, and check the agency
people-role = As what
people-role-missing = Choose as what
people-part-until = Until, if it ends by itself
people-part-until-hint = The last day on which it holds, for example 31 3 2027. Leave empty otherwise.
people-involve-go = Involve
people-invite = Invite somebody of the family
people-name = Name
people-name-missing = Enter the name
people-address = The name they will sign in with
people-address-hint = Usually their e-mail address. Nobody else on the case sees it. If they use this service for another child already, enter what they sign in with there.
people-address-missing = Enter the name they will sign in with
people-on-case = This person is on the case already
people-address-at-work = Somebody signs in with this name in their work. If you mean them in their work, involve them with their agency, above. If they come as family, enter another name that is theirs alone
people-address-of-another = Somebody of a family signs in with what you entered below, under another name than this. Ask them for both as their account shows them
people-standing = What are they to the child or young person?
people-standing-missing = Say what they are to the child or young person
people-language = Which language do they read?
people-language-missing = Say which language they read
people-until = Until, for an advocate or a case friend
people-until-hint = The last day on which it holds, for example 31 3 2027. Leave empty for others.
people-until-missing = Enter until when: an advocate or a case friend is named for a time
people-invite-go = Put them on the case
people-lead-changes = The co-ordinators of the agency that leads the case change who is on it.

## Pages: consents that staff record and ask for

paper-title = Record a paper or spoken consent
paper-about = The family's words count as if they had given it here. You get a receipt to print for them at the end.
paper-giver = Who gave it?
paper-giver-missing = Choose who gave it
paper-how = How was it given?
paper-how-missing = Say how it was given
paper-given = On which day was it signed or said?
paper-given-hint = For example, 31 3 2027
paper-given-missing = Enter the day on which it was signed or said
paper-witness = Who else heard it?
paper-witness-hint = For a spoken consent: another member of staff on this case.
paper-witness-missing = Choose who else heard it
paper-agency = Who may see?
paper-agency-missing = Choose who may see
paper-category = Which kinds of report?
paper-category-missing = Choose at least one kind of report
paper-purpose = What for?
paper-purpose-missing = Choose at least one purpose
paper-until = Until when?
paper-until-hint = The last day, for example 31 3 2027
paper-until-missing = Enter the last day
paper-language = In which language was it given?
paper-language-missing = Say in which language it was given
paper-file = Scan or photo of the signed paper
paper-file-hint = PDF, JPEG or PNG. A photo from a phone is enough, if it can be read.
paper-file-kept = The scan that you sent is kept: you need not choose it again.
paper-file-here = It is here, and will be kept with the consent.
paper-scan-missing = Choose the scan or photo of the paper
paper-preview = See what it changes
paper-check-title = Check before you record it
paper-changes = What this consent changes
paper-changes-about = Counted are the reports that you may know of yourself.
paper-no-changes = Nobody sees more or less than now.
paper-gains =
    { $n ->
        [one] { $who } will see 1 report: { $kind }
       *[other] { $who } will see { $n } reports: { $kind }
    }
paper-loses =
    { $n ->
        [one] { $who } will no longer see 1 report: { $kind }
       *[other] { $who } will no longer see { $n } reports: { $kind }
    }
paper-confirm = Record this consent
paper-change = Change something
ask-title = Ask the family for a consent
ask-about = The family sees this on its page, and answers by consenting or by "not now". Asking gives nobody anything.
ask-own = You ask for your own agency. The co-ordinators of the lead agency ask for others.
ask-agency = Who would see?
ask-reads = { $person } reads: { $language }
ask-why = Why, in plain words and in the language that the family reads
ask-why-hint = What you would do with it, and what would be harder without it.
ask-language = Which language did you write that in?
ask-language-missing = Say which language you wrote in
ask-why-missing = Say why, in 2,000 characters at most
ask-go = Ask the family
## Pages: who has looked

looked-title = Who has looked
looked-about = Every time somebody opened or took a report, was refused, or declared an emergency. The newest is first. What you did yourself is left out. That you look at this page is recorded too.
looked-to-remarks = Questions and answers
looked-agency = Agency
looked-any-agency = All agencies
looked-month = Month
looked-any-month = All months
looked-filter = Show these
looked-none = Nobody has looked yet.
looked-none-here = Nothing was recorded for this agency and month.
looked-ask = Ask or object
looked-pages = Pages
looked-older = Older entries
looked-entry-title = Somebody looked
looked-entry-agency = What { $agency } can see, and how to stop it
looked-entry-back = Back to who has looked
looked-who = Who
looked-what = What
looked-when = When
looked-why = Why
looked-said = What was said about this
looked-ask-title = Ask about this, or object
looked-who-unknown = Somebody who has no part in this case
looked-who-staff = { $name }, { $role }, { $agency }
looked-who-family = { $name } ({ $role })
looked-what-opened = Opened: { $report }
looked-what-taken = Took a sealed copy for their agency: { $report }
looked-what-refused = Was refused what they asked for: { $verb }
looked-what-refused-report = Was refused what they asked for: { $verb } – { $report }
looked-what-emergency = Declared an emergency
looked-what-emergency-ended = Ended an emergency
looked-what-scan = Saw the scan of a signed consent
looked-what-report = Saw a report
looked-report-named = { $name } ({ $category })
looked-why-your-consent = You consented on { $day }.
looked-why-consent-of = { $name } consented on { $day }.
looked-why-consent = Somebody who may consent did so.
looked-why-own-report = Their own agency wrote the report.
looked-why-family = They are of the family, or help somebody who is.
looked-why-request = They had made a request that the law provides for.
looked-why-emergency = They had declared an emergency. It is looked into afterwards.
looked-why-written-down = Why they did so was written down. Those who look into it afterwards read that; it is not shown here. You can ask { $agency } about it, or { $lead }, which leads the case.
looked-why-written-down-lead = Why they did so was written down. Those who look into it afterwards read that; it is not shown here. You can ask { $agency } about it.
looked-why-law = The law lets them, without consent.
looked-why-role = It is part of their role.
looked-why-protocol = By the agreement between the agencies: { $title }
looked-why-purpose = What for: { $purpose }

## Pages: remarks of a family

remark-title = Questions and answers
remark-about = What you and others of the family asked or said, and what was answered.
remark-none = Nothing has been asked or said yet.
remark-kind = What would you like to do?
remark-kind-question = Question
remark-kind-question-hint = You would like to know something.
remark-kind-objection = Objection
remark-kind-objection-hint = You think that this should not have happened. To stop sharing with an agency, withdraw the consent.
remark-kind-comment = Comment
remark-kind-comment-hint = You would like to add something.
remark-kind-wrong = This is wrong
remark-kind-wrong-hint = Something in the report is not right, and you ask for it to be put right.
remark-choose-kind = Choose what you would like to do
remark-text = In your own words
remark-text-hint = 4,000 characters at most. You may write in Welsh or in English.
remark-written-in = Language of what I have written
remark-bad-text = Write no more than { $most } characters
remark-no-text = Write what you would like to say
remark-who-reads = Who will read it: the agency that this is about, the co-ordinators of the agency that leads the case, and those of the family who may see it too.
remark-send = Send
remark-not-answered = Not answered yet
remark-answered-by = Answer by { $name }, { $agency }
remark-about-report = About the report: { $report }
remark-about-look = About what { $name } did on { $moment }
remark-about-entry = About the entry of { $moment }
remark-staff-title = What the family asks
remark-staff-about = Questions, objections and comments of the family that are for your agency to answer. Each is answered once, and the family reads the answer.
remark-staff-back = Back to the case
remark-answer = Your answer
remark-answer-hint = In plain words, for the family. 4,000 characters at most.
remark-answer-send = Send the answer

## Pages: reports for the family

report-family-title = Reports for you
report-family-none = There is no report here that was written for you.
report-family-for-the-child = For the child or young person
report-family-older = Older version
report-family-older-about = A newer version has taken the place of this one.
report-family-companion = There is a version of this report for the child or young person
report-family-full = This is written for the child or young person. The whole report:
report-family-full-untold = This is written for the child or young person. You cannot see the whole report.
report-family-others = There are also reports that were written for professionals only. Ask the agency for a version that is written for you.
report-family-back = Back to the reports
report-family-sent = Sent by, as they say themselves: { $name }, { $agency }
report-family-wrote = { $name }, { $agency }
report-family-file = File
report-family-for = For whom
report-family-language = Language
report-family-author = Who wrote it
report-family-came = When it came
report-family-status = How final it is
report-family-version = version { $version }
report-family-open = Download the report
report-family-size = { $kilobytes ->
    [one] The file has 1 kilobyte.
   *[other] The file has { $kilobytes } kilobytes.
    }
report-family-code = It is marked as sensitive, so you first show again that it is you.
report-family-not-open = You can see that this report is there, and not open it.
report-family-said = What was said about this report
report-family-say = Say something about this report

## Pages: helpers

helper-title = Helpers
helper-about = An advocate or a friend can help you. A helper never decides for you, never uses your sign-in, and never sees more than you do. You can end it at any time, at once.
helper-none = Nobody is named at the moment.
helper-is = Helps as
helper-help = What they may do
helper-named-by = Named by
helper-named-by-you = You
helper-named-by-lead = The agency that leads the case
helper-until = Last day
helper-until-hint = Within twelve months, for example 31 3 2027
helper-end = End this now
helper-new = Name a helper
helper-who = Who is it?
helper-who-hint = For somebody who has helped before, name, sign-in and language stay as they are.
helper-somebody-new = Somebody new
helper-name = Their name
helper-address = The name they will sign in with
helper-address-hint = Usually their e-mail address. Nothing is sent to it.
helper-language = Their language
helper-standing = How do they know you?
helper-advocate-hint = From an advocacy or partnership service.
helper-case-friend-hint = A relative or a friend whom you trust.
helper-how-far = What may they do?
helper-help-help-me-decide = Help me decide
helper-help-me-decide-hint = They see who is on the case, what is consented to, and which reports there are. They open no report.
helper-help-see-what-i-see = See what I see
helper-see-what-i-see-hint = They may also open the reports that you may open, and see who has looked.
helper-send = Name this helper
helper-bad-name = Enter their name
helper-bad-address = Enter the name they will sign in with
helper-long-name = Enter a shorter name, of { $most } characters at most
helper-long-address = Enter a shorter name to sign in with, of { $most } characters at most
helper-choose-language = Choose their language
helper-choose-standing = Choose how they know you
helper-choose-help = Choose what they may do
helper-no-end = Enter the last day on which they should help
helper-too-long = Enter a last day within twelve months
helper-code-title = The code for your helper
helper-code-once = The letter below is for { $name }. Its code is shown this once: print the letter or write the code down, and hand it over yourself.
helper-code-name = Type the name you agreed to sign in with: { $address }
helper-code-then = Choose a password, and a second way to prove that it is you.
helper-code-account = If you use this service already for another family, do not join anew: sign in as always, and enter this code on your home page there. If you use it in your work, this code is of no use to you: ask whoever gave you this letter to name you anew by another name for signing in, one that is yours alone.
helper-code-back = Back to the helpers
helping-home = Somebody has named you as their helper.
helping-home-go = Enter the code that they gave you
helping-title = The code from whoever named you
helping-about = Somebody of a family wants you to help them as an advocate or a friend. They have a code for you. With it you find their case at your home page, beside what you have there now.
helping-code = Code
helping-code-hint = Four groups of four letters and numbers. If you have none, ask the person who wants your help. If you do not know who that is, leave this be: without the code nothing happens.
helping-code-missing = Enter the code
helping-code-wrong = The code is wrong, used, too old or not for your account, or the help has ended. Check it with whoever named you, or ask them for a new one
helping-already = You belong to this case otherwise already, and stay what you are there. Tell whoever named you
helping-told = Once you have entered it, that family sees you under the name of your account. It learns nothing of any other family.
helping-go = Help them
## Problems: factors and accounts

problem-password-wrong = The password is not right
problem-password-wrong-detail = The present password is not right. Type the one you signed in with.
problem-reset-not-asked = A second person is needed
problem-reset-not-asked-detail = This person has joined already, so two people reset how they sign in: one asks, and within three days another makes the new code. Nobody has asked yet, or it was too long ago.
problem-reset-same-person = Somebody else has to confirm
problem-reset-same-person-detail = You asked for this, so you cannot confirm it as well. Ask a colleague who may do this to confirm it.
problem-reset-one-hand = You two count as one
problem-reset-one-hand-detail = One of you came in with a letter that the other made, or both of you with letters from the same hand. Whoever made them could have come in as either, so it takes somebody else. Ask another administrator of your agency. If there is none, ask the operator of this gateway: they confirm it where it is about an administrator, and an administrator with a new letter from them counts as a second person from then on.
problem-reset-one-hand-family = You two count as one
problem-reset-one-hand-family-detail = The same person made the letters that you and the colleague who asked came in with, or one of you made the other's. They could have come in as either of you, so it takes somebody else. Ask another co-ordinator of your agency, or two administrators of your agency to give one of you a new letter.
problem-account-made-elsewhere = This account was made elsewhere
problem-account-made-elsewhere-detail = This person's account was not made in a case of your agency, so their letter cannot be made here. Ask the person who first invited them, or the operator of the gateway.
problem-reset-own = Not for yourself
problem-reset-own-detail = Two other people reset how you sign in. While you can sign in, change it on the page of your account.
problem-passkey-refused = That passkey was not taken
problem-passkey-refused-detail = The passkey is not known here, or it did not answer as it should. We do not say which. Try again, or sign in with your password and a code.
problem-passkey-not-made = The passkey was not made
problem-passkey-not-made-detail = Your phone or computer did not make a passkey that can be used here: it has to check your fingerprint, face or PIN. Try again, or choose another way.
problem-passkey-last = This is your only way in
problem-passkey-last-detail = Without this passkey you could not sign in any more. Make another one, or get a printed card first; then remove it.

## Pages: joining

join-title = Join with your letter
join-step = Step { $n } of { $of }
join-lead = You need the letter that you were sent.
join-code = The code on your letter
join-code-hint = 16 letters and numbers. Capital or small letters make no difference.
join-code-missing = Enter the code on your letter
join-code-wrong = The code and the name do not belong together, or the code is used or too old. Check both; if they are right, ask for a new letter.
join-too-late = It has been too long since you began, or this code has been used. Enter the code on your letter again.
join-address = The name you agreed to sign in with
join-address-hint = Usually your e-mail address. It is not on the letter.
join-address-missing = Enter the name you agreed to sign in with
join-helped = Someone is helping me
join-helped-hint = That is fine. We note it.
join-have-account = I have joined already: sign in
join-password-title = Choose a password
join-password = New password
join-password-hint = At least 12 characters. Three or four words that nobody else would put together are best.
join-factor-title = Choose how you prove that it is you
join-factor = Where should your codes come from?
join-factor-which = What would you like to use?
join-factor-totp = An app on my phone
join-factor-totp-hint = It shows a new code of six digits every half minute.
join-factor-card = A printed card
join-factor-card-hint = A sheet with 60 codes to keep at home. You need a printer, but no phone.
join-factor-passkey = A passkey on this phone or computer
join-factor-passkey-hint = Your fingerprint, face or PIN lets you in. There is no code to type.
join-factor-none = Choose what you would like to use
join-factor-missing = Choose where your codes should come from
join-totp-title = Set up your authenticator app
join-totp-open = Open the authenticator app on your phone and choose to add an account.
join-totp-scan = If this page is on another screen, point the phone's camera at the square below. On the same phone, follow the link instead. Or type the key.
join-totp-here = On this phone: open your app
join-totp-type = Type the six digits that the app then shows.
join-totp-square = Square code for the camera of your authenticator app
join-totp-key = The key, for typing:
join-card-title = Print your code card
join-card-lead = Print this page now: once you have gone on, the codes cannot be shown again. If you cannot print, write them down, or choose another way.
join-card-print = Print the card
join-card-caption = Your Porthor code card
join-card-keep = Keep this card where only you find it. Each code works once. Nobody will ever ring you and ask for one.
join-card-code = The code in row and column { $position } of your new card
join-card-code-hint = The letter is the row, the number the column.
join-passkey-title = Make a passkey
join-passkey-lead = From then on your fingerprint, face or PIN lets you in. We never see them.
join-passkey-name = What to call it (optional)
join-passkey-name-hint = For example: my phone.
join-passkey-make = Make the passkey
join-passkey-without = This browser cannot make passkeys, or its script is switched off. Choose another way; you can make a passkey later, on the page of your account.
join-passkey-failed = No passkey was made: it did not work, or it was stopped. Try again.
join-passkey-there = There is a passkey of yours on this phone or computer already. It needs no second one.
join-finish = Check the code and finish
join-another = Choose another way

## Pages: letters

letter-title = Letter to print
letter-once = The code is shown this once. Print the letter, or write the code down, before you leave this page. Any earlier code has ended.
letter-print = Print the letter
letter-back = Back
letter-heading = Your code to join
letter-lead = { $from } invites you to join Porthor, a secure service for reports and for who may see them.
letter-go = On a phone or a computer, go to this address:
letter-type = Type this code there. A phone's camera can copy it from the square.
letter-square = The same code, for a camera
letter-name = Type the name you agreed to sign in with. It is not in this letter.
letter-until = The code works once, until { $day }.
letter-ring = If you need help, or have no computer or phone, ring { $from } on { $number }. You can do everything on paper too.
letter-never = Nobody will ever ring you and ask for this code or for your password.
letter-make = Make the letter
letter-ring-label = A telephone number for help
letter-ring-hint = It is printed on the letter and kept nowhere.
letter-ring-wrong = Enter a telephone number that the family can ring, in digits
family-letter-title = A letter to { $name }
family-letter-back = Back to the case
family-letter-waiting = They have not joined yet. A new letter has a new code, good for 14 days; the code of any earlier letter ends at once.
family-letter-joined = They have joined already. If they have lost their password, phone or card, two co-ordinators let them join anew: one asks, another makes the letter.
reset-ask = Ask a colleague to confirm
reset-mine = You have asked for a new letter. A colleague who may do this has three days to confirm it, on this same page.
reset-asked = { $by } asked for a new letter on { $at }.
reset-check = Make sure that the request comes from the person themselves: see them, or ring them on a number you know. With the code in the letter one can come in as them.

## Pages: the account

account-title = Your account
account-done = Done
account-done-password = Your password has been changed.
account-done-factor = Your codes come from the new place. What you had before no longer works.
account-done-sessions = Signed out there.
account-done-device = The device can no longer sign in.
account-done-passkey = The passkey is made. You can sign in with it from now on.
account-done-passkey-removed = You can no longer sign in with that passkey. Everywhere else you are signed out.
account-helped = You said that someone is helping you. When you go on alone, sign out and sign in again.
account-name = Name
account-role = Role
account-agency = Agency
account-password-kept = Kept in a form that nobody can read
account-password-change = Change the password
account-second = Your codes
account-card-left = { $n ->
    [one] One code is left on it.
   *[other] { $n } codes are left on it.
}
account-totp = From an authenticator app
account-card = From a printed card.
account-second-change = Change where they come from
account-card-new = Get a new card, or change to an app
account-language = Language
account-sessions = Where you are signed in
account-sessions-lead = If you do not know one of these, end it and change your password.
account-browser = A browser
account-session-present = Here, now
account-session-helped = With help
account-session-proved = You last showed that it was you on { $moment }: { $factor }
account-session-end = End it
account-since = Since { $moment }
account-sessions-end = End all others
account-devices = Devices with the command line
account-device-end = Remove
account-codes-none = You have none: you come in with a passkey.
account-codes-get = Get a printed card, or set up an app
account-passkeys = Your passkeys
account-passkeys-lead = With a passkey the fingerprint, face or PIN of your phone or computer lets you in, without a password or a code.
account-passkeys-card = If you lose your phone, its passkey is lost with it. Get a printed card as well, and keep it at home.
account-passkey-used = Last used { $moment }
account-passkey-unused = Not used yet
account-passkey-remove = Remove
account-passkey-add = Make a passkey
account-password-title = Change your password
account-others-end = You stay signed in here. Everywhere else you are signed out.
account-password-present = Your present password
account-password-new = New password
account-password-save = Change the password
account-factor-title = A new place for your codes
account-factor-lead = What you have now goes on working until you have proved the new one. Then it ends, and you are signed out everywhere else.
account-factor-too-late = It has been too long since you began. Choose again.

## Pages: one's agency

agency-live = State
agency-live-yes = Live
agency-live-no = Not live yet
agency-live-needs = An agency goes live once two of its administrators have joined.
agency-go-live = Go live
agency-recipient = Key for sealed copies (age)
agency-recipient-none = None: reports cannot be sealed to the agency yet.
agency-recipient-set = Set the key
agency-recipient-lead = Sealed copies of reports are encrypted to this recipient, and only whoever holds its identity opens them. Give the recipient here, never the identity.
agency-recipient-present = At present:
agency-recipient-new = New recipient
agency-recipient-hint = It begins with age1 and is printed by age-keygen.
agency-recipient-wrong = Enter an age recipient: it begins with age1, and is not the secret key
agency-recipient-save = Keep this recipient
agency-people = People
agency-invite = Invite somebody
agency-invite-lead = You get a letter with a one-time code to hand over. Tell them yourself which name they sign in with: it is not on the letter.
agency-state = Account
agency-state-invited = Invited, has not joined yet
agency-state-enrolled = Has joined
agency-state-left = Has left
agency-reset-waits = Reset to confirm
agency-more = More
agency-all = Agencies
agency-all-lead = The command line registers an agency and invites its first administrators. Once it is live it looks after its people itself.
agency-address = The name they will sign in with
agency-address-hint = Usually their work e-mail address
agency-language = Language of the letter and of their pages
agency-name-missing = Enter their name
agency-address-missing = Enter the name they will sign in with
agency-address-wrong = Enter a name to sign in with that has no spaces, such as an e-mail address
agency-role-missing = Choose their role
agency-language-missing = Choose a language
agency-letter = Letter
agency-letter-waiting = They have not joined yet. A new letter has a new code, and the earlier code ends at once.
agency-reset = Reset how they sign in
agency-reset-lead = For somebody who has lost their password, phone or card. Two administrators do it together: one asks, another makes the letter. Until they join anew, nothing changes for them.
agency-reset-own = This is you. Two other people reset how you sign in; you can change it on the page of your account.
agency-leave = Remove from the agency
agency-leave-title = Remove { $name } from the agency
agency-leave-lead = They are signed out everywhere at once, downloads under way are cut, and they cannot come in again. What they did stays in the record.
## Pages: a family's home and the circle of sharing

family-you = you
family-home-title = Your family
family-home-title-young-person = About you
family-home-title-supporter = Those you help
family-home-since = What is new since { $moment }, when you signed in last.
family-home-none = You do not belong to a case here. If you think you should, ask the co-ordinator of the case.
family-home-closed = There is nothing that you may see here now:
family-home-asks = Needs your answer
family-home-news = What is new
family-home-no-news = Nothing is new.
family-home-give = Let somebody see reports
family-home-more = Everything else
family-home-circle = Who can see what, and why
family-home-consents = Consents
family-home-reports = Reports
family-home-looked = Who has looked
family-home-remarks = Questions and answers
family-home-helpers = People who help
family-back-home = Back to the start
family-back-circle = Back to who can see what
family-new-reports = { $n ->
    [one] One new report for you
   *[other] { $n } new reports for you
}
family-new-agency = { $agency } has joined, or has somebody new on the case
family-new-opened = { $n ->
    [one] A report was opened once
   *[other] Reports were opened { $n } times
}
family-new-emergency = Emergency: { $person } of { $agency } declared an emergency on { $moment }, and could then see what no consent opens. See what was opened, and ask about it.
family-new-refused = { $n ->
    [one] Somebody was refused what they asked for, once
   *[other] Somebody was refused what they asked for, { $n } times
}
family-new-withdrawn = { $n ->
    [one] Somebody else withdrew a consent
   *[other] { $n } consents were withdrawn by somebody else
}
family-new-answer-question = { $agency } has answered your question
family-new-answer-objection = { $agency } has answered your objection
family-new-answer-comment = { $agency } has answered your comment
family-new-answer-wrong = { $agency } has answered what you said is wrong in a report
family-ask-ended = What { $whom } could see by the consent of { $person } ended on { $day }.
family-ask-ending = What { $whom } can see by the consent of { $person } ends on { $day }.
family-ask-reconsent = The young person decides now. The consent of { $person } for { $whom } opens nothing until it is given anew.
family-ask-ended-yours = What { $whom } could see by your consent ended on { $day }.
family-ask-ending-yours = What { $whom } can see by your consent ends on { $day }.
family-ask-reconsent-yours = The young person decides now. Your consent for { $whom } opens nothing until they give theirs.
family-ask-of-age = { $child } turns { $years } on { $day } and decides from then on. Consents given by you end soon after; talk about them together.
family-ask-decide = Decide
family-ask-look = Look at the consents
family-report-kind = { $category }, from { $agency }, { $day }
family-report-named = { $category }, from { $agency }, { $day } ({ $file })
family-report-untold = A report
family-circle-title = Who can see what about { $child }
family-circle-lead = Everybody here works with you. Each sees only what a consent, the law or an emergency lets them see. Choose one to see why.
family-circle-picture = { $child } in the middle, and the agencies around
family-circle-picture-about = A line joins each agency to the middle and shows why it can see reports. The number is how many. The table below says the same.
family-circle-table = The same as a table
family-circle-untold = Reports that are not finished are not counted: nobody but their author sees them.
family-line-consent = by consent
family-line-law = by law
family-line-emergency = in an emergency
family-line-none = sees nothing but its own work
family-column-agency = Agency
family-column-sees = What it can see
family-column-why = Why
family-sees = { $all ->
    [one] The one report there is
   *[other] { $some } of { $all } reports
}
family-sees-nothing = { $all ->
    [0] Nothing: there is no report yet
    [one] Not the one report there is
   *[other] None of the { $all } reports
}
family-sees-count = { $some } of { $all }
family-by-consent = { $n ->
    [one] one report by consent
   *[other] { $n } reports by consent
}
family-by-law = { $n ->
    [one] one report by law
   *[other] { $n } reports by law
}
family-by-emergency = { $n ->
    [one] one report in an emergency
   *[other] { $n } reports in an emergency
}
family-by-own = { $n ->
    [one] one report that it wrote itself
   *[other] { $n } reports that it wrote itself
}
family-by-nothing = Nothing lets it see any
family-why-own = It wrote this itself.
family-why-family = By their own right, as one of the family.
family-why-consent = By consent: { $person } agreed on { $day }, until { $until }.
family-why-consent-yours = By your consent: you agreed on { $day }, until { $until }.
family-why-request = By law: { $agency } asked for it on { $day } ({ $statute }).
family-why-law = By law: { $statute }.
family-why-emergency = In an emergency that { $person } declared. It ends on { $moment }, and is looked into afterwards.
family-agency-title = What { $agency } can see about { $child }
family-agency-vetoed = Your family keeps this agency away. It sees nothing as long as that holds.
family-agency-objected = Somebody of your family objects to this agency. It sees nothing that rests on a consent as long as that holds.
family-agency-people = Who works there on the case
family-agency-nobody = Nobody of this agency is named on the case.
family-agency-open = Reports it can see, and why
family-agency-none-open = None.
family-agency-closed = Reports it cannot see, and what would have to change
family-agency-none-closed = None.
family-reason-vetoed = Your family keeps them away.
family-reason-vetoed-remedy = Your family can let them in again.
family-reason-objection = Somebody of your family objects to sharing with them.
family-reason-objection-remedy = Your family can take the objection back.
family-agency-agreements = Agreements between the agencies
family-agreement-terms = In force since { $starts }, until { $last }. The agencies look at it again by { $review }.
family-agreement-terms-open = In force since { $starts }. The agencies look at it again by { $review }.
family-agreement-receives = What { $agency } may be given
family-agreement-gives = What { $agency } may give to others
family-agreement-from = from: { $party }. { $trigger }.
family-agreement-to = to: { $party }. { $trigger }.
family-agreement-refusal = If you do not agree:
family-agreement-signed-by = Signed by
family-agreement-signed = { $agency }, { $day }
family-agency-give = Let this agency see reports
family-agency-no = If you do not want this
family-agency-object = Object: stop all sharing with this agency that rests on consent
family-agency-unobject = Take the objection back
family-agency-keep-away = Keep this agency away altogether
family-agency-let-in = Let this agency in again
family-person-team = Anyone in its team
family-person-bundle = Sees one set of papers only
family-person-until = Until { $day }
family-person-opens-nothing = Cannot open reports
family-person-vetoed = Your family keeps this person away
family-person-keep-away = Keep this person away
family-person-let-in = Let this person in again

## Pages: a family's consents

consent-list-title = Consents about { $child }
consent-list-none = No consent has been given yet.
consent-list-ending = Ending soon
consent-list-active = In force
consent-list-ended = Over
consent-back-list = Back to the consents
consent-lacks = Nothing rests on this consent now.
consent-state = Where it stands
consent-who = Who may see
consent-what = Kinds of report
consent-purpose = What for
consent-until = Until and including
consent-giver = Given by
consent-giver-on = { $person }, on { $day }
consent-giver-as = { $person } ({ $standing })
consent-given = Given on
consent-how = How it was given
consent-how-signed-in = Signed in, with two proofs of who it is
consent-how-paper = On paper, signed on { $day }
consent-how-spoken = Spoken before a witness on { $day }
consent-condition = Ends by itself
consent-condition-by = If { $child } has not enrolled before { $day }
consent-lead = The agency that answers for the case
consent-number = Number of this consent
consent-change = Change or give again
consent-withdraw = Withdraw
consent-receipt = Receipt
consent-new-title = Let somebody see reports about { $child }
consent-change-title = Change a consent about { $child }
consent-new-lead = You choose, then look at what it would do, then show again that it is you. You can withdraw at any time.
consent-ask-recipient = Who may see?
consent-other-agencies = Another agency
consent-ask-category = Which kinds of report?
consent-ask-category-hint = Reports of these kinds that come later can be seen too, until the consent ends.
consent-other-kinds = Other kinds of report
consent-ask-purpose = What may they use them for?
consent-ask-until = Until when?
consent-ask-until-hint = Usually until the next review. You are asked again before it ends.
consent-until-months = The next review, in { $n } months
consent-until-day = { $day }
consent-until-own = A day that you choose
consent-ask-day = The last day, if you choose one yourself
consent-ask-college = Only for a college that may be chosen
consent-ask-college-hint = The college sees the reports to plan ahead. If it is not chosen in the end, the consent ends by itself.
consent-ask-enrols = End it by itself without an enrolment
consent-ask-by = The day before which the college has to have enrolled
consent-look = Look at what this would do
consent-nothing-yet = Nothing happens yet. You see what it would do first.
consent-choose-recipient = Choose who may see
consent-choose-category = Choose at least one kind of report
consent-choose-purpose = Choose what it is for
consent-choose-until = Choose until when
consent-choose-day = Enter the day
consent-day-over = Enter a day that lies ahead
consent-only-college = Leave this out, or choose a college: it is for colleges only
consent-group-plans = Plans
consent-group-statutory-advice = Advice that the law asks for
consent-group-assessment = Assessments
consent-group-person-centred = In the child's or young person's own words
consent-group-meeting = Meetings
consent-group-progress = Progress
consent-group-funding = Funding
consent-group-dispute = Disagreements
consent-group-governance = Forms and agreements
consent-preview-title = Look before you confirm
consent-edit = Change something
consent-effect = What would change today
consent-effect-none = Nothing changes today: there is no report that { $whom } would gain or lose.
consent-effect-later = Reports of these kinds that come later can be seen too, until { $day }.
consent-gains = { $whom } could now see
consent-loses = { $whom } could see no longer
consent-uncovered = Without an agreement between the agencies, these kinds stay closed to { $whom }, whatever you choose here:
consent-closed = What { $whom } still could not see, and what would have to change
consent-stays = What { $whom } can see anyway, because it does not rest on this consent
consent-confirm-heading = Confirm
consent-confirm-about = Show that it is you. Then the consent holds at once.
consent-confirm = Give this consent
consent-confirm-change = Give this consent in place of the old one
consent-code-missing = Enter your code
consent-leave = Leave everything as it is
consent-withdraw-title = Withdraw this consent
consent-withdraw-effect = What would change
consent-withdraw-none = Nobody loses a report: there is none that rests on this consent alone.
consent-withdraw-at-once = It acts at once, also on a report that is being opened at that moment. No help that is already in place is taken away because of it.
consent-withdraw-confirm = Withdraw now
consent-withdraw-for = { $person } wants to withdraw it: do it for them
consent-withdraw-for-title = Withdraw a consent for the family
consent-withdraw-for-about = Do this when the family tells you so, in whatever way. They need not give a reason. They see at once that you did it, and you can print a receipt for them.
consent-copies = What it cannot take back
consent-copies-none = Of the reports of these kinds that you can know of here, nobody there has opened any.
consent-copies-about = These were opened before. Withdrawing does not take back what was read or copied; ask the agency to delete it.
consent-copies-none-person = Of the reports of these kinds that you can know of here, { $whom } has opened none.
consent-copies-about-person = These were opened before, by { $whom } or by somebody named as a helper. Withdrawing does not take back what was read or copied; ask them to delete it.
consent-copies-cut = Only the latest { $n } are listed here.
consent-copies-rest = Every opening stands under who has looked
consent-copy-times = { $n ->
    [one] { $moment }
   *[other] { $n } times, the last on { $moment }
}
consent-copy-sealed = taken as a sealed file for the agency
consent-column-report = Report
consent-column-person = Who
consent-column-when = When
consent-receipt-title = Your consent has been recorded
consent-receipt-other-title = A consent on record
consent-receipt-withdrawn-title = This consent has been withdrawn
consent-receipt-lead = Keep this page or print it. It is about { $child }.
consent-receipt-back = You can withdraw at any time: here, by telephone or on paper through the co-ordinator. It acts at once.
consent-receipt-again = If you change your mind, give a new consent. This one stays withdrawn.
consent-receipt-print = Print the receipt
consent-hand = Print this receipt for { $person }, or read it to them.
consent-hand-language = { $person } reads { $language }: change the language at the top of the page before you print it.
consent-back-receipt = Back to the receipt
consent-receipt-where = On the internet: { $address }. By telephone or on paper: { $agency }.
consent-withdrawn-at = Withdrawn on
consent-withdrawn-by = Withdrawn by
consent-cut = { $n ->
    [0] No report was being opened at that moment.
    [one] One report was being opened at that moment, and was stopped.
   *[other] { $n } reports were being opened at that moment, and were stopped.
}
consent-signed = The signed copy, for anybody who wants to check it
consent-signed-about = This text is the same receipt, signed by the gateway. It has no names in it.
consent-signed-check = Save it as receipt.jws. Anybody can check it, without an account, with:
## Pages: the family's no
no-back = Back to the agency
no-leave = Change nothing
no-at-once = It acts at once, also on a report that is being opened at that moment. No help that is already in place is taken away because of it. Anybody of your family who may decide can take it back at any time.
no-changes-nothing = Nobody gains or loses a report at the moment.
no-stays = What { $agency } can see all the same, because it does not rest on a consent
no-copies-none = Of the reports by others that you can know of here, nobody there has opened any.
no-copies-about = These were opened before. Saying no does not take back what was read or copied; ask the agency to delete it.
no-agency-leads = { $agency } leads this case. While it is kept away, nobody there can bring others into the case or answer you here. Talk to somebody you trust first, if you can.
no-objection-say-title = Object to { $agency } seeing reports
no-objection-say = Object now
no-objection-say-about = { $agency } then sees nothing that rests on a consent, whoever gave it. The consents stay on record and open nothing while the objection holds. You will not be asked again for this agency.
no-objection-honest = It does not stop what rests on the law instead of a consent, nor an emergency, nor what the agency wrote itself.
no-objection-lift-title = Take back the objection to { $agency }
no-objection-lift = Take it back
no-objection-lift-about = What rests on a consent that has not ended opens again for { $agency }.
no-agency-say-title = Keep { $agency } away
no-agency-say = Keep it away now
no-agency-say-about = Nobody of { $agency } can then see anything of this case here, whatever it rests on: no consent, no law and no emergency opens it, not even for what the agency wrote itself.
no-agency-honest = It does not take away what { $agency } holds in its own records. Where the law says so, for example to keep somebody safe, agencies may still have to tell each other something in another way.
no-agency-lift-title = Let { $agency } in again
no-agency-lift = Let it in again
no-agency-lift-about = { $agency } can then see again what it has a part in, as far as a consent or the law lets it.
no-person-say-title = Keep { $person } away
no-person-say = Keep this person away now
no-person-say-about = { $person } of { $agency } can then see nothing of this case here, whatever it rests on.
no-person-honest = Others of { $agency } can still see what they can see now. What { $person } knows or has copied already is not taken back.
no-person-lift-title = Let { $person } in again
no-person-lift = Let this person in again
no-person-lift-about = { $person } of { $agency } can then see again what their part in the case lets them see.

## Pages: the record and the register, for information governance officers
# The record for officers: finding entries
audit-title = The record
audit-about = Every decision and every change that your agency's people made, and whatever was done on the cases that your agency has a part in. No report can be read here. Your reading is recorded too.
audit-back = Back to the record
audit-search-heading = Find entries
audit-search-go = Search
audit-search-clear = Clear the search
audit-search-bad-id = Enter an id: small letters, digits and hyphens, as it is shown in the record
audit-search-nobody = Nobody in your agency has this name. Enter another part of the name, or the person's id
audit-search-several = Several people have this name. Choose one of them
audit-any = Any
audit-person-hint = Part of the name of somebody in your agency, or any person's id
audit-id-hint = Its id, as shown in the record
audit-found = Entries, the latest first
audit-list-caption = Entries of the record
audit-none = No entry fits this search.
audit-older = Older entries
audit-latest = Back to the latest
audit-report-make = Report for printing
audit-report-title = Report of the record
audit-report-by = Made by { $person } on { $at }.
audit-report-all = All entries that this reader may see.
audit-report-cut = There are more entries than fit here: only the latest { $n } are shown. Narrow the search, or export it.
audit-print-hint = Print this page with your browser.
audit-export-csv = Export as CSV
audit-export-jsonl = Export as JSON Lines
audit-on-case = Case { $case }
audit-on-report = Report { $report }
audit-person-of-family = { $role } ({ $person })
audit-the-family = The family
audit-yes = Yes
audit-no = No
audit-not-recorded = Not recorded
audit-version = version { $version }
audit-in-force = In force
audit-not-in-force = Not in force
audit-passed = Passed
audit-failed = Failed
audit-unchecked = Not checked

# Names of fields
audit-field-entry = Entry
audit-field-at = When
audit-field-who = Who
audit-field-what = What
audit-field-on = On
audit-field-outcome = Outcome
audit-field-basis = Rested on
audit-field-verb = Asked to
audit-field-kind = Kind of entry
audit-field-person = Person
audit-field-agency = Agency
audit-field-case = Case
audit-field-report = Report
audit-field-consent = Consent
audit-field-protocol = Protocol
audit-field-from = From this day
audit-field-until = Up to and including this day
audit-field-gate = Gate
audit-field-state = State
audit-field-why = Why
audit-field-check = What was checked
audit-field-result = Result
audit-field-means = What it means
audit-field-role = Role
audit-field-purpose = Purpose
audit-field-recipient = For
audit-field-lead = Agency that leads the case
audit-field-of-age = The young person is of age to decide
audit-field-looked-after = Looked after
audit-field-closed = The case is closed
audit-field-standing = Standing in the family
audit-field-involved = Has a part in the case
audit-field-vetoed = Kept away by the family
audit-field-category = Kind of report
audit-field-written-for = Written for
audit-field-author = Written by
audit-field-arrived = Arrived
audit-field-class = How sensitive
audit-field-audience = Written to be read by
audit-field-status = Status
audit-field-mark = Mark
audit-field-kept-until = Kept until
audit-field-emergency-until = Emergency until
audit-field-contested = Those who may consent disagree
audit-field-court-restricted = Restricted by a court
audit-field-objection = The family objects to sharing with
audit-field-veto = The family keeps away
audit-field-opened-at = Opened
audit-field-born = Date of birth
audit-field-competence = Found able to decide
audit-field-enrolled = Enrolled
audit-field-form = Form
audit-field-bytes = Bytes
audit-field-sha256 = SHA-256
audit-field-header-bytes = Bytes of the header before it
audit-field-range = Of it only bytes
audit-field-sees = Could see it
audit-field-opened = Opened
audit-field-refused = Refused
audit-field-week = Week that began on
audit-field-unusual = What stands out
audit-field-look = Look into it
audit-field-statement = Reason given
audit-field-decider = Who decided
audit-field-decided = What was decided
audit-statement = In their own words
audit-statement-about = What somebody wrote down when this was recorded. It is sealed with the case and goes with it. The family is not shown it here.
audit-detail-administrators = Administrators
audit-detail-again = Anew
audit-detail-agency = Agency
audit-detail-answers = Answers
audit-detail-asked-at = Asked of this moment
audit-detail-asked-by = Asked for by
audit-detail-asked-report = Report that was asked about
audit-detail-bytes = Bytes
audit-detail-case = Case
audit-detail-case-keys = Keys of cases
audit-detail-change = What was changed
audit-detail-delay-ms = Delay, in milliseconds
audit-detail-device = Device
audit-detail-draft = Draft
audit-detail-ended = Part that ended
audit-detail-event = Entry
audit-detail-events = Entries
audit-detail-fact = Fact
audit-detail-factor = Second factor
audit-detail-facts-ended = Facts that ended with it
audit-detail-facts-recorded = Facts that began with it
audit-detail-form = Form
audit-detail-found = What was found
audit-detail-from = Came from
audit-detail-helped = Somebody helped
audit-detail-involvement = Part in the case
audit-detail-key = Key
audit-detail-member = Of the family
audit-detail-person = Person
audit-detail-problem = Why it stopped
audit-detail-recipient = Key of the agency
audit-detail-remark = Remark
audit-detail-request = Request
audit-detail-role = Role
audit-detail-scans = Scans
audit-detail-sealed-by = Sealed by
audit-detail-sessions = Sessions ended
audit-detail-range = Bytes asked for
audit-detail-header-bytes = Bytes of the sealed header
audit-detail-sha256 = SHA-256
audit-detail-step = Step
audit-detail-taxonomy = Taxonomy
audit-detail-stood-in = The account that stood in
audit-detail-upload = Upload
audit-detail-mail = What became of the mail
audit-detail-reports = Reports
audit-detail-malware = What the virus scanner said
audit-detail-signature = What it found
audit-detail-envelope = Envelope
audit-detail-for-agency = For the agency
audit-detail-version = Version
audit-detail-view = What was looked at
audit-detail-whole = The whole of it

# One entry in full
audit-entry-title = Entry { $seq }
audit-entry-show = Show the entry
audit-entries-show = Show the entries
audit-entry-last = The last of them: entry { $seq }
audit-body-withheld = Part of this entry is withheld. It tells of a request about a case that your agency has no part in, or that does not exist; which of the two is not told.
audit-body-erased = The case was erased, and with it what this entry said. The log still proves that an entry was made.
audit-body-altered = This entry is not as it was recorded. Tell the operator at once, and keep this page.
audit-decided-allowed = It rested on this: { $basis }.
audit-decided-under = It rested on this: { $basis }, under the protocol { $protocol }, version { $version }.
audit-decided-refused = It was refused. The gates below say why.
audit-decided-refused-why = It was refused. { $why }
audit-gates = Every gate
audit-gates-about = All six must be open for the answer to be yes.
audit-gate-open = Open
audit-gate-closed = Closed
audit-gate-unasked = Not asked
audit-facts = The facts as they were
audit-facts-about = What was on record at that moment and bears on this decision. What has changed since does not count.
audit-facts-who = Who asked
audit-facts-asked = What was asked
audit-facts-case = The case
audit-facts-part = Their part in the case
audit-facts-report = The report
audit-facts-consents = Consents
audit-facts-requests = Requests under the law
audit-facts-emergencies = Declared emergencies
audit-facts-marks = What held sharing back
audit-facts-protocols = Protocols between the two agencies
audit-proved-at = Proved on { $at }
audit-anyone-of-role = Anyone of this role
audit-bundle-only = one bundle of reports only
audit-until = until { $day }
audit-consent-told = { $categories }; for { $purposes }; from { $from } until { $until }; given by: { $standing }
audit-request-told = To { $to }: { $categories }; answer due on { $due }
audit-request-section65 = Information or help (section 65)
audit-request-section20 = Treatment or service (section 20)
audit-request-school-health = A school's request for health input
audit-replay = Decided again
audit-replay-same = On the facts as they were, the same decision comes out today.
audit-replay-differs = On the facts as they were, another decision comes out today. Either the facts or the program were changed: tell the operator.
audit-replay-erased = The case was erased, so nothing is left to decide on.
audit-replay-undecidable = The rules of that time are missing or were altered, so the decision cannot be taken again. Tell the operator.
audit-replay-taxonomy = It was decided, and is decided again, under categories and roles that have been replaced since.
audit-proof = Proof
audit-proof-about = The record is a log that nobody can change unnoticed. These checks were made just now.
audit-check-committed = The entry is as it was recorded
audit-check-committed-means = Its seal is that of these very words: not one letter was changed.
audit-check-committed-erased = The case was erased, so its words are gone. Its seal stays in the log.
audit-check-included = The log holds the entry
audit-check-included-means = A path of seals leads from the entry to the head of the log, which covers { $size } entries.
audit-check-signed = The head of the log is signed
audit-check-signed-means = The head of the log is signed with this gateway's own key.
audit-check-stands = The log here still holds that very entry at that place.
audit-proof-elsewhere = To check it elsewhere
audit-proof-commitment = The entry's seal (its commitment, base64):
audit-proof-checkpoint = The signed head of the log. Keep a copy away from here: with it, any later change to the log shows.

# Receipts
audit-receipt-title = Check a receipt
audit-receipt-label = The receipt
audit-receipt-hint = Paste the whole of it: three pieces of letters and digits with a full stop between them.
audit-receipt-empty = Paste a receipt
audit-receipt-check = Check it
audit-receipt-fetch = Fetch its receipt and check it
audit-receipt-release = A receipt of a release, signed by this gateway
audit-receipt-release-means = It says what was released, to whom and when. These checks say whether the log bears it out.
audit-receipt-consent = A receipt of a consent, signed by this gateway
audit-receipt-consent-means = It was signed here, and not one letter was changed since.
audit-receipt-wrong-signature = Not a receipt of this gateway
audit-receipt-wrong-signature-means = Its signature does not fit: it was altered, or it comes from elsewhere.
audit-receipt-malformed = Not a receipt
audit-receipt-malformed-means = This is no receipt, or not the whole of one. Paste all of it.
audit-receipt-wrong-type = A receipt of another kind
audit-receipt-wrong-type-means = It is signed, and is no receipt of a release or a consent.
audit-form-plain = Opened
audit-form-sealed = Sealed to the agency

# Pictures of use
audit-use-title = Who opened and was refused what
audit-use-about = What your agency's people opened and were refused, and what others did on the cases that your agency leads.
audit-use-cut = There is more than can be summed up at once: some people may be missing below. Search the record instead.
audit-use-none = Nothing was opened or refused in this time.
audit-use-weeks = Week by week
audit-use-weeks-about = Reports opened and requests refused in each of the last thirteen weeks.
audit-use-agencies = By agency
audit-use-agencies-about = The same thirteen weeks, by the agency of whoever asked.
audit-unusual = What stands out in the last seven days
audit-unusual-none = Nothing stands out by the rules below.
audit-unusual-more = { $n ->
     [one] One more is not shown.
    *[other] { $n } more are not shown.
}
audit-unusual-emergency = { $n ->
     [one] Opened one report in a declared emergency
    *[other] Opened reports { $n } times in a declared emergency
}
audit-unusual-uninvolved = { $n ->
     [one] Asked once about a case that they have no part in, or that does not exist
    *[other] Asked { $n } times about cases that they have no part in, or that do not exist
}
audit-unusual-refusals = { $n ->
     [one] Refused once
    *[other] Refused { $n } times
}
audit-unusual-habit = { $n ->
     [one] Opened a report once; usual in a week: { $usual }
    *[other] Opened reports { $n } times; usual in a week: { $usual }
}
audit-unusual-hours = { $n ->
     [one] Opened a report once outside working hours
    *[other] Opened reports { $n } times outside working hours
}
audit-rules = By which rules
audit-rule-emergency = Every report opened in a declared emergency.
audit-rule-uninvolved = Every request about a case that the asker had no part in at that moment, or that does not exist. Which of the two is not told here.
audit-rule-refusals = Refusals of one person: { $n } or more in seven days.
audit-rule-habit = Reports that one person opened in seven days: { $n } or more, and at least { $times } times as many as in their own usual week, which is the mean of up to { $weeks } weeks before. Of somebody new, the first busy week is shown.
audit-rule-hours = Reports that staff opened before { $begins }:00 or from { $ends }:00 on, or on a Saturday or Sunday, on the clocks of the United Kingdom. Bank holidays are not known here.
audit-rules-mean = A line here is a reason to look, and no accusation. Most have a good reason.

# Who could see this
audit-sight-title = Who could see this?
audit-sight-about = For a case or a report: everybody with a part in the case, what they could see and why, decided as a request of theirs would be.
audit-sight-id = Case or report
audit-sight-day = On which day?
audit-sight-day-hint = To ask about this very moment, leave the day empty. For example, 31 3 2026
audit-sight-time = At what time?
audit-sight-time-hint = For example, 14:30; noon if you leave it empty
audit-sight-go = Show who could see it
audit-sight-bad-time = Enter a time such as 14:30
audit-sight-day-missing = Enter the day as well as the time
audit-sight-future = Enter a day that is past
audit-sight-too-early = The case was not open yet at that moment. Enter a later one
audit-sight-answer = Case { $case } on { $at }
audit-sight-none = There was no report that anybody with a part in the case could have asked for.
audit-anyone-in = anyone in the role { $role }
audit-sight-for = { $purpose }. { $why }
audit-sight-any = For any purpose. { $why }

# Subject access
audit-bundle-title = Bundle for a request of subject access
audit-bundle-about = All that the gateway holds of a case but the reports themselves: for an officer of the agency that leads the case. That you gather it is recorded.
audit-bundle-go = Gather the bundle
audit-bundle-by = Case { $case }, gathered by { $person } on { $at }.
audit-bundle-without = Reports are listed by kind, author and date. What they say is not here: the agencies that wrote them give it, or the family opens it in the gateway.
audit-bundle-record = The record
audit-bundle-cut = Only the first { $n } entries are shown here. The file has all of them.
audit-bundle-case = The case
audit-bundle-family = The family
audit-bundle-involved = Agencies and people with a part in the case
audit-bundle-marks = What holds sharing back
audit-bundle-consents = Consents, by whom they let see
audit-bundle-requests = Requests between agencies
audit-bundle-emergencies = Declared emergencies
audit-bundle-reports = Reports
audit-bundle-remarks = What the family asked and said (its words are in the file)
audit-bundle-questions = Consents that the family was asked for (why is in the file)
audit-question-given = a consent was given on { $at }
audit-question-not-now = "not now" on { $at }
audit-question-open = not answered
audit-answered-at = answered on { $at }
audit-since = since { $from }
audit-from-to = from { $from } to { $to }
audit-withdrawn-at = withdrawn on { $at }

# What happened
audit-kind-refused-verb = Refused: { $verb }
audit-kind-gateway-started = The gateway was started
audit-kind-agency-created = An agency was registered
audit-kind-agency-live = An agency went live
audit-kind-agency-recipient-set = An agency's key for sealed copies was recorded
audit-kind-person-invited = A person was invited
audit-kind-person-left = A person left
audit-kind-enrolment-begun = An enrolment was begun
audit-kind-person-enrolled = A person enrolled
audit-kind-password-proved = A password was given
audit-kind-sign-in-refused = A sign-in was refused
audit-kind-signed-in = Signed in
audit-kind-signed-out = Signed out
audit-kind-stepped-up = A code was entered again
audit-kind-step-up-refused = A code was refused
audit-kind-device-invited = A device was invited
audit-kind-device-enrolled = A device was enrolled
audit-kind-device-signed-in = A device signed in
audit-kind-device-removed = A device was removed
audit-kind-case-opened = A case was opened
audit-kind-case-closed = A case was closed
audit-kind-case-erased = A case was erased
audit-kind-involved = Somebody was given a part in the case
audit-kind-involvement-ended = A part in the case was ended
audit-kind-family-added = Somebody was recorded as family
audit-kind-family-ended = A standing in the family was ended
audit-kind-veto-recorded = The family kept somebody away
audit-kind-veto-lifted = The family let somebody in again
audit-kind-mark-recorded = A restriction was recorded
audit-kind-mark-lifted = A restriction was lifted
audit-kind-competence-recorded = A child was found able to decide
audit-kind-enrolment-recorded = An enrolment at a school or college was recorded
audit-kind-request-recorded = A request to another agency was recorded
audit-kind-request-closed = A request to another agency was closed
audit-kind-consent-given = A consent was given
audit-kind-consent-withdrawn = A consent was withdrawn
audit-kind-consent-previewed = A change of consent was previewed
audit-kind-consent-asked = The family was asked for a consent
audit-kind-consent-request-answered = The family answered a question for consent
audit-kind-involvement-handed-over = A part in a case was handed over
audit-kind-protocol-registered = A protocol was registered
audit-kind-protocol-signed = A protocol was signed
audit-kind-protocol-withdrawn = An agency withdrew from a protocol
audit-kind-report-pushed = A report was pushed
audit-kind-reports-listed = Reports were listed
audit-kind-report-opened = A report was opened
audit-kind-report-taken-sealed = A sealed copy was taken
audit-kind-access-refused = A request was refused
audit-kind-transfer-cut = A transfer was cut
audit-kind-transfer-ended = A transfer ended
audit-kind-audit-read = The record was read
audit-kind-keys-rotated = Keys were replaced
audit-kind-emergency-declared = An emergency was declared
audit-kind-emergency-ended = An emergency was ended
audit-kind-scan-stored = The scan of a paper was stored
audit-kind-scan-seen = The scan of a paper was seen
audit-kind-upload-begun = An upload in pieces was begun
audit-kind-upload-ended = An upload in pieces ended without a report
audit-kind-quarantine-listed = Somebody looked at what is held back
audit-kind-report-accepted = A report that was held back was taken in
audit-kind-report-turned-away = A report that was held back was turned away
audit-kind-report-scanned = A report was scanned for viruses later
audit-kind-report-delivered = A report came in a sealed envelope
audit-kind-machine-added = A machine was registered
audit-kind-machine-key-added = A machine was given a key
audit-kind-mail-drop-opened = The mail drop was opened
audit-kind-mail-taken = Sealed files came by mail, and their sender is told so
audit-kind-mail-ended = A mail to a sender was sent, or given up
audit-kind-address-made = A page for sealing envelopes was made
audit-kind-scans-swept = Scans that carry no consent were removed
audit-kind-cases-listed = Cases were listed
audit-kind-language-chosen = A language was chosen
audit-kind-remark-made = Somebody of the family asked, objected or commented
audit-kind-remark-answered = A family's remark was answered
audit-kind-password-changed = A password was changed
audit-kind-factor-changed = A way to sign in was changed
audit-kind-sessions-ended = A person's sessions were ended
audit-kind-factors-reset-asked = A reset of somebody's factors was asked for

# The register of protocols
protocol-title = Register of protocols
protocol-about = The agreements by which agencies share. A version is in force once every partner has signed it.
protocol-back = Back to the register
protocol-none = No protocol is registered.
protocol-versions = Versions
protocol-signed-of = { $n } of { $all } partners
protocol-missing = Not signed yet:
protocol-review-soon = The review is near. Unreviewed, it lapses on { $lapses }.
protocol-review-overdue = The review is overdue. Unreviewed, it lapses on { $lapses }.
protocol-review-lapsed = Not reviewed in time: lapsed on { $lapses }.
protocol-review-due = Review due on { $due }.
protocol-why-not = Why it is not in force
protocol-passes = What passes, between whom, and why
protocol-on-this-page = On this page
protocol-from-to = { $from } to { $to }
protocol-consent = Consent
protocol-retention = How long it is kept
protocol-breach = If something goes wrong
protocol-review = Review and end
protocol-hours = { $n ->
     [one] within 1 hour
    *[other] within { $n } hours
}
protocol-months = { $n ->
     [one] 1 month
    *[other] { $n } months
}
protocol-years = { $n ->
     [one] 1 year
    *[other] { $n } years
}
protocol-what-is-signed = What is signed
protocol-sha256-about = Partners sign this version by its seal (SHA-256 of its canonical JSON):
protocol-sign = Sign for your agency
protocol-sign-read = I have read this version and may sign it for my agency
protocol-sign-unread = Say that you have read it and may sign it
protocol-withdraw = Withdraw your agency
protocol-withdraw-about = It acts at once: what runs under this protocol between your agency and others stops, downloads under way too. Copies already taken stay where they are.
protocol-withdraw-sure = I withdraw my agency from this version
protocol-withdraw-unsure = Say that you withdraw your agency
protocol-signed = { $person }, { $at }
protocol-withdrew = Withdrew on { $at } (signed by { $person })
protocol-unsigned = Not signed
protocol-compare = Compare two versions
protocol-compare-choose = Choose two versions of the register
protocol-before = Before
protocol-after = After
protocol-same = Nothing differs.
protocol-added = Added
protocol-removed = Removed
protocol-changed = Changed
protocol-item = { $category }: { $from } to { $to }. { $purpose }
protocol-group-partners = Partners
protocol-group-purposes = Purposes
protocol-group-items = What passes
protocol-group-legal = Legal basis
protocol-group-retention = How long it is kept
protocol-group-terms = Terms
protocol-instrument-isp = Information-sharing protocol
protocol-instrument-dda = One-way disclosure agreement
protocol-instrument-jca = Joint-controller arrangement
protocol-trigger-consent = On consent
protocol-trigger-request = On a request under the law
protocol-trigger-either = On consent, or on a request under the law
protocol-trigger-law = By law
protocol-method-gateway = Through the gateway
protocol-confidentiality-consent = Consent
protocol-confidentiality-statute = A statute
protocol-field-field = Field
protocol-field-title = Protocol
protocol-field-title-en = Title in English
protocol-field-title-cy = Title in Welsh
protocol-field-text-en = Text in English
protocol-field-text-cy = Text in Welsh
protocol-field-why-en = Why it is needed, in English
protocol-field-why-cy = Why it is needed, in Welsh
protocol-field-refusal-en = What a refusal means, in English
protocol-field-refusal-cy = What a refusal means, in Welsh
protocol-field-id = Id
protocol-field-version = Version
protocol-field-state = State
protocol-field-signatures = Signatures
protocol-field-signature = Signed
protocol-field-partner = Partner
protocol-field-role = As what
protocol-field-role-en = As what, in English
protocol-field-role-cy = As what, in Welsh
protocol-field-designated = Who answers for it
protocol-field-designated-en = Who answers for it, in English
protocol-field-designated-cy = Who answers for it, in Welsh
protocol-field-between = From whom to whom
protocol-field-trigger = What opens the way
protocol-field-method = How it passes
protocol-field-why = Why it is needed
protocol-field-statute-en = Statute, in English
protocol-field-statute-cy = Statute, in Welsh
protocol-field-art6 = UK GDPR article 6
protocol-field-art9 = UK GDPR article 9
protocol-field-schedule1-en = Data Protection Act 2018, schedule 1, in English
protocol-field-schedule1-cy = Data Protection Act 2018, schedule 1, in Welsh
protocol-field-confidentiality = What lifts confidentiality
protocol-field-years = Years
protocol-field-disposal = What happens then
protocol-field-instrument = Form
protocol-field-starts = First day
protocol-field-ends = Last day
protocol-field-review-due = Review due
protocol-field-review-interval = Between reviews
protocol-field-review-warning = Warning before the review
protocol-field-review-lapse = Lapses after the day of review
protocol-field-groups = Whom it is about
protocol-field-groups-en = Whom it is about, in English
protocol-field-groups-cy = Whom it is about, in Welsh
protocol-field-consent-required = Items rest on consent unless they say otherwise
protocol-field-consent-given-by = Who gives it
protocol-field-consent-given-by-en = Who gives it, in English
protocol-field-consent-given-by-cy = Who gives it, in Welsh
protocol-field-refusal = What a refusal means
protocol-field-withdrawal = How it is taken back
protocol-field-withdrawal-en = How it is taken back, in English
protocol-field-withdrawal-cy = How it is taken back, in Welsh
protocol-field-breach-lead = The partner that leads
protocol-field-breach-contact = Where to tell
protocol-field-breach-partners = The partners are told
protocol-field-breach-regulator = The regulator is told
protocol-field-termination = How it ends early
protocol-field-termination-en = How it ends early, in English
protocol-field-termination-cy = How it ends early, in Welsh
protocol-field-supersedes = Takes the place of version
protocol-field-assured-by = Quality assured
protocol-field-assured-on = Quality assured on

# A draft on trial
protocol-trial-title = Try a draft
protocol-trial-about = The decisions of the last { $days } days that you may see are taken again, on the facts as they were, as if the draft had been agreed by all its partners and been in force throughout. It takes the place of every version of the same protocol. Nothing is changed by it.
protocol-trial-version = A version of the register
protocol-trial-pasted = The draft below
protocol-trial-draft = Or a draft
protocol-trial-draft-hint = The whole protocol as TOML, as it would be registered
protocol-trial-go = Try it
protocol-trial-empty = Choose a version, or paste a draft
protocol-trial-both = Choose a version or paste a draft, not both. To try the draft, leave the version empty.
protocol-trial-wrong = The draft cannot be read: { $error }
protocol-trial-malformed = Line { $line }, at { $key }: this cannot be read. Check the spelling, the quotation marks, and whether a protocol has this. What the program says, in English: { $problem }
protocol-fault-partners = The draft needs at least two partners, each named once.
protocol-fault-title = The draft needs its title in Welsh and in English.
protocol-fault-purposes = The draft needs every purpose in Welsh and in English.
protocol-fault-whys = The draft needs why each kind of report is needed, in Welsh and in English.
protocol-fault-refusal = The draft needs what a refusal means, in Welsh and in English.
protocol-fault-groups = The draft needs everybody whom it is about, in Welsh and in English.
protocol-fault-posts = The draft needs every partner's role, and who answers for it there, in Welsh and in English.
protocol-fault-statutes = The draft needs the statute and the schedule of every legal basis, in Welsh and in English.
protocol-fault-given-by = The draft needs who gives a consent, in Welsh and in English.
protocol-fault-withdrawal = The draft needs how a consent is taken back, in Welsh and in English.
protocol-fault-termination = The draft needs how it ends early, in Welsh and in English.
protocol-fault-category = The kind of report { $code } is not in the taxonomy. Correct it in the draft.
protocol-fault-purpose = The purpose { $code } is not in the taxonomy, or not among the purposes of the draft. Correct or add it.
protocol-fault-items = The draft shares nothing: add at least one kind of report that passes.
protocol-fault-not-a-partner = Something passes from or to an agency that is no partner. Add the partner, or correct the agency.
protocol-fault-dates = The draft needs an end that comes after its first day.
protocol-fault-retention = The draft has to say how long the kind of report { $code } is kept.
protocol-fault-legal = The draft has to say on which law it rests for the purpose { $code }.
protocol-tried = Decisions taken again
protocol-as-before = Come out as they did
protocol-now-allowed = Refused then, allowed under the draft
protocol-now-refused = Allowed then, refused under the draft
protocol-lost = Cannot be taken again
protocol-trial-cut = There were more than can be tried at once. Only those since { $since } were.
protocol-otherwise = { $n ->
     [one] One decision that comes out otherwise
    *[other] { $n } decisions that come out otherwise
}
protocol-under-draft = Under the draft

## Pages: what the family is asked

asked-title = What you are asked
asked-none = Nothing waits for an answer from you.
asked-about = You need not say yes. If you do not, this question changes nothing. You can take a consent back at any time.
asked-may-see = May { $agency } see these kinds of report?
asked-by = Asked by { $agency }, { $day }
asked-for = For this:
asked-why = Why they ask:
asked-otherwise = Choose otherwise
asked-not-now = Not now
asked-home = You are asked whether { $agency } may see some reports
asked-answer = Answer
protocol-disposal-key = then its key is destroyed, so that nobody can read it
## Pages: the privacy notice
privacy-title = Privacy notice
privacy-who = Who answers for it
privacy-who-text = The agency that leads a case answers for the case, and each agency for what its own people write and open. The case and every receipt name the agency that leads it. Ask that agency, or its data protection officer, whatever you want to know.
privacy-what = What is kept
privacy-what-text = Reports about a child or young person; who belongs to the family and who works with them; who agreed to what, and took it back; and a record of who opened what, when and why. Of everybody who signs in: name, e-mail address, language and means of signing in.
privacy-why = Why, and on what ground
privacy-why-text = So that those who help a child or young person know what they need to know. Reports are shared on consent (UK GDPR, articles 6(1)(a) and 9(2)(a)), or where the law says so; each page tells which of the two it is. The record is kept because the law asks agencies to show what was done (article 5(2)).
privacy-seen = Who sees it
privacy-seen-text = Those who have a part in the case, each as far as consent or the law goes, and the family. Reports are kept encrypted. Nothing is sold, nothing goes to anybody else, and no decision is taken by a machine alone about a child or young person.
privacy-long = For how long
privacy-long-text = Each kind of report has a time after which it is no longer released. When a case is erased, all of it becomes unreadable; of the record only fingerprints are left, which tell nobody anything.
privacy-rights = Your rights
privacy-rights-text = You may see what is kept about you, have a copy, have mistakes put right or answered, object, ask for it to be restricted or erased, and take a consent back at any time: here, by telephone or on paper through the agency that leads the case.
privacy-complain = If you are not content
privacy-complain-text = Tell the agency that leads the case first. You may complain to the Information Commissioner at any time: ico.org.uk, telephone 0303 123 1113. You can write and speak to them in Welsh.
privacy-cookies = Cookies
privacy-cookies-text = Only those without which signing in and the choice of language would not work. Nobody follows what you do here.

## The command line: trying the way to the gateway.
doctor-title = Porthor { $version }: the way to { $gateway }, tried at { $at }
doctor-hop-name = Name
doctor-hop-proxy = Proxy
doctor-hop-tls = TLS
doctor-hop-methods = Methods
doctor-hop-size = Size
doctor-hop-time = Time
doctor-state-good = good
doctor-state-poor = works, could be better
doctor-state-bad = STOPPED
doctor-name-known = { $host } is at { $address }.
doctor-name-left-to-proxy = { $host } is not known here; the proxy is asked for it, which is good.
doctor-name-unknown = The name { $host } is not known here, and there is no proxy to ask.
doctor-name-unknown-remedy = Let machines here look up { $host }, or say which proxy to use (--proxy or HTTPS_PROXY).
doctor-proxy-met = The proxy { $place } answers.
doctor-proxy-not-met = The proxy { $place } does not answer.
doctor-proxy-not-met-remedy = Check the proxy's address. If it comes from a PAC file, give the address that the file gives for the gateway.
doctor-direct-met = { $place } answers, without a proxy.
doctor-direct-not-met = { $place } does not answer, and no proxy is set.
doctor-direct-not-met-remedy = Let TCP connections to { $place } out, or say which proxy to use (--proxy or HTTPS_PROXY).
doctor-proxy-refuses = The proxy lets nobody through to { $host }: it answered { $status }.
doctor-proxy-refuses-remedy = Allow tunnels (CONNECT) to { $host }, at the port of the gateway's address.
doctor-proxy-asks = The proxy asks who you are.
doctor-proxy-asks-remedy = Give this person or machine an account at the proxy (Basic), and its user and password by --proxy-auth-file; or let the gateway's address pass without one.
doctor-tls-gateways-own = The certificate is the gateway's own: nobody on the way reads along.
doctor-tls-trusted = The certificate is trusted. Whether somebody on the way reads along can be told on an enrolled device alone.
doctor-tls-inspected = Somebody on the way opens TLS, with a certificate of { $by }. Reports get through and stay sealed; who sends, and to which case, can be read.
doctor-tls-inspected-remedy = Leave this gateway out of TLS inspection: what passes is personal data of children, and sealed, so that inspection finds nothing in it.
doctor-tls-not-trusted = The certificate shown for { $host } was issued by { $by }, which is not trusted here: { $why }.
doctor-tls-not-trusted-remedy = If the hospital inspects TLS, put its authority into this system's trust store, or give its PEM file with --ca-file. Better: leave this gateway out of inspection. Checking is never switched off.
doctor-answered-on-the-way = Something on the way answered in the gateway's place (HTTP { $status }).
doctor-answered-on-the-way-remedy = Let HTTPS to the gateway's address pass for this machine or person; a page to sign in at or a block page answers now.
doctor-no-answer = No answer of { $host } came: { $why }.
doctor-no-answer-remedy = Let HTTPS (CONNECT, TLS 1.3) to { $host } pass.
doctor-methods-all = { $arrived } arrive as they were sent.
doctor-methods-some = { $arrived } arrives; { $stopped } is stopped. Reports go by POST alone, a little slower.
doctor-methods-some-remedy = Let { $stopped } to the gateway's address pass.
doctor-methods-none = Not even POST arrives ({ $stopped } are stopped).
doctor-methods-none-remedy = Let POST to the gateway's address pass: nothing can be sent without it.
doctor-size-good = { $bytes } arrive in one request, { $rate } in a second.
doctor-size-small = No more than { $bytes } arrive in one request. Reports go in more and smaller pieces.
doctor-size-small-remedy = Raise the limit on the size of a request to the gateway's address, to 16 MiB or more.
doctor-size-none = Nothing that has a body arrives.
doctor-size-none-remedy = Let requests with a body to the gateway's address pass.
doctor-time-good = An answer that was { $seconds } s in coming came.
doctor-time-short = A line on which nothing passes was given up after { $seconds } s. Reports go on where they were.
doctor-time-short-remedy = Let connections to the gateway's address be silent for a minute before they are closed.
doctor-all-good = Reports get through from here.
doctor-for-the-network-team = For your network team:
push-inspected = Note: somebody on the way opens TLS (a certificate of { $by }). The report was sealed before it leaves and cannot be read; who sends it, and to which case, can. `porthor doctor` says what your network team can do.

# Reports that are held back.
held-title = Reports that are held back
held-about = Nobody can read these before you have decided. You see what was said of each report, not the report itself.
held-none = Nothing is held back on this case.
held-one-factor = This report is signed by a device on which no code was entered of late. A co-ordinator of the lead agency takes it in or turns it away.
held-unsigned = Nobody has proved that they sent this report. A co-ordinator of the lead agency takes it in or turns it away.
held-unscanned = The virus scanner could not look at this report. It is asked again by itself, and the report is free once nothing is found.
held-infected = The virus scanner found something in this report. Nobody can open it. A clean copy has to be pushed.
held-purpose = Written for: { $purpose }
held-said = { $audience }. { $status }. { $class }.
held-sender = Sent by, as they say themselves: { $name }
held-accept-about = Before you take it in, ask whoever is said to have sent it, on a telephone number that you know.
held-accept = Take it in
held-turn-away = Turn it away
held-turn-away-about = The report is deleted for good. That it came, and that you turned it away, stays on record.
held-turn-away-button = Delete this report
done-accepted = The report was taken in. From now on it is shared as any other.
done-turned-away = The report was turned away and deleted.

problem-paper-infected = A virus was found
problem-paper-infected-detail = The virus scanner found something in this file, so it was not kept. Scan the paper again, or ask for help.
problem-scanner-away = The virus scanner does not answer
problem-scanner-away-detail = The file was not kept, since nobody could look whether it is safe. Try again in some minutes.

# Sealed envelopes.
problem-machine-unknown = This machine is not known by this key
problem-machine-unknown-detail = The assertion was not signed by a key of that machine's, was for somebody else, is too old, or was used before. Set the clock right, and have an administrator of the agency look at its keys.
problem-machine-pushes-only = A machine may do nothing but push
problem-machine-pushes-only-detail = Its key brings reports to the cases of its agency. Whatever else is to be done, a person signs in for.
problem-token-request = This is no request for a token
problem-token-request-detail = Send a form with grant_type=client_credentials, client_assertion_type (urn:ietf:params:oauth:client-assertion-type:jwt-bearer) and client_assertion, each once.
problem-key-taken = This key was registered before
problem-key-taken-detail = A key belongs to one machine, and once taken away it does not come back. Make a new one.
problem-envelope-unknown = This is not a sealed envelope
problem-envelope-unknown-detail = The file was not made for Porthor, or by a later version of it. Ask whoever sent it to seal it with the page that they were sent.
problem-envelope-not-for-here = This envelope cannot be taken in here
problem-envelope-not-for-here-detail = It was made for somebody else, or with a page that is too old, or its sender has no part in this any more. Nothing was kept. Ask whoever made the page for a new one.
problem-envelope-incomplete = The envelope did not come whole
problem-envelope-incomplete-detail = The end of the file is missing. Nothing was kept. Get the file again and deliver it once more.
problem-envelope-altered = The envelope was cut short or changed on the way
problem-envelope-altered-detail = What came is not what its sender sealed. Nothing was kept. Ask the sender to send it again.
problem-envelope-signature = The signature on the envelope does not hold
problem-envelope-signature-detail = It is of a device that is not enrolled here any more, or of another envelope. Nothing was kept. Ask the sender to seal it again.
problem-envelope-too-many = There is too much in this envelope
problem-envelope-too-many-detail = One envelope holds at most 100 files. Nothing was kept. Ask the sender to seal them in several.
problem-envelope-replayed = This envelope is here already
problem-envelope-replayed-detail = It was taken in before. There is nothing left to do.
problem-envelope-file = A file in the envelope cannot be taken in
problem-envelope-file-detail = File number { $number } { $because ->
    [type-not-allowed] is of a kind that is not taken. A PDF, a picture, a Word or OpenDocument file or plain text is
    [file-too-large] is too large
    [file-empty] is empty
    [hostile-file-name] has a name that a computer could misread
    [unknown-category] is said to be of a kind that is not known here
    [unknown-purpose] is said to be for a purpose that is not known here
    [superseded-already] takes the place of a report that another has taken already
    [age-other-case] is sealed a second time
    [age-broken] is sealed a second time
    [unseen-characters] has characters in its description that cannot be seen
   *[other] is described in a way that cannot be taken ({ $because })
}. Nothing of the envelope was kept. Ask the sender to seal it again without that.
problem-too-many-held = Too much waits on this case already
problem-too-many-held-detail = Reports that nobody signed wait for the co-ordinator to take them in. Nothing was kept. Tell the co-ordinator, and deliver this again afterwards.
problem-address-nothing = This agency cannot send anything to this case
problem-address-nothing-detail = It has no part in the case, or no signed protocol lets its reports leave it. Involve the agency first.
sealed-signed = { $path }: sealed and signed. Nothing has been sent yet. Mail this file to whoever sent you the address, or give it to a colleague with an account.
sealed-unsigned = { $path }: sealed, and not signed. Nothing has been sent yet. Mail this file to whoever sent you the address, or give it to a colleague with an account. The co-ordinator will ask you whether it is yours.

envelope-title = A page for sealing reports
envelope-about = For somebody whose work network blocks this service. You make one page for their agency and send it to them by ordinary mail. It opens without any network and makes one sealed file of the reports that they choose.
envelope-no-name = No child's name is in the page or in what the sealed file is called. Nobody but this service can open the sealed file, not even you.
envelope-agency = For which agency?
envelope-agency-missing = Choose the agency that the page is for
envelope-make = Make the page
envelope-command-line = For somebody who uses the command line there is a small file instead.
envelope-make-address = Make the file for porthor seal
envelope-then = What happens then
envelope-then-mail = Mail the page to your contact at the agency.
envelope-then-seal = They open it, choose their reports and send you back the sealed file.
envelope-then-deliver = You or any colleague deliver it here. If no device signed it, you are asked on the case whether to take it in.
deliver-title = Deliver a sealed file
deliver-about = Somebody has given you a sealed file, whose name ends in .porthor. You can deliver it here without being able to read it.
deliver-file = Sealed file
deliver-file-hint = Its name ends in .porthor. You need no part in the case.
deliver-no-file = Choose the sealed file
deliver-button = Deliver it
deliver-stored = { $n ->
    [one] Delivered. One report was taken.
   *[other] Delivered. { $n } reports were taken.
}
deliver-already-there = { $n ->
    [one] One report was there already.
   *[other] { $n } reports were there already.
}

# The page that seals with no network. Its words stand in both languages within it.
seal-title = Seal reports
seal-for = This page was made for { $agency }. What you seal goes to { $lead }.
seal-about = Choose your reports here, say what they are, and save one sealed file. Then send that file by ordinary mail.
seal-safe = Nothing leaves this computer while you use this page. The sealed file can be opened by the service that this page was made for, and by nobody on the way.
seal-late = This page is old. It may not work any more: ask whoever sent it for a new one.
seal-files = Reports
seal-files-hint = One or more. What you say below is said of all of them. PDF, pictures, Word, OpenDocument or plain text.
seal-more = Status, language, source, summary
seal-sender = Your name
seal-sender-hint = The co-ordinator asks you whether the file is yours.
seal-button = Seal and save
seal-sealing = Sealing. Please wait.
seal-done = The sealed file is saved
seal-done-next = Now mail this file to whoever sent you this page, or give it to a colleague with an account. They cannot read it.
seal-done-asked = The co-ordinator will ask you whether it is yours before anybody sees the reports.
seal-again = Save it once more
seal-no-file = Choose at least one report
seal-too-many = Choose 100 reports at most
seal-empty = One of the files is empty. Choose the right one
seal-too-large = The files are too large. Seal them in several
seal-no-sender = Type your name
seal-no-category = Choose what kind of report it is
seal-no-purpose = Choose what it was written for
seal-broken = A file could not be read or sealed. Close other programs that have it open, and choose it again
seal-no-script = This page needs JavaScript, which is switched off here. Ask a colleague to open it on another computer, or use the program porthor seal. Nothing has been sent.

# Mail. What is answered while a mail is handed over is sent without circumflexes.
mail-taken = Taken in.
mail-later = This mail could not be taken in just now. Nothing is lost: it is sent again later.
mail-busy = Too much mail at once. Try again later.
mail-wrong = Too much of this was not understood.
mail-unknown = This command is not known here.
mail-order = This command comes at the wrong moment.
mail-tls = Begin TLS first (STARTTLS).
mail-sender = This sender's address cannot be answered.
mail-nobody = Nobody takes in mail under this address here.
mail-too-large = This mail is too large: { $size } MiB at most. Seal the reports in several files, and send several mails. Nothing was kept.
mail-too-many = This mail brings too many files: { $most } sealed ones at most. Nothing was kept.
mail-unsealed = Something in this mail is not sealed, so nothing of it was kept. Send only the sealed file, as an attachment, made with the page that the co-ordinator sent you, and no pictures or other files beside it.
mail-nothing = There is no sealed file in this mail. Attach the one that ends in .porthor, made with the page that the co-ordinator sent you. Nothing was kept.
mail-loop = A machine sent this mail by itself, or it goes round in circles. Nothing was kept.
mail-refused = Sealed file number { $number }:
mail-taken-in-subject = Taken in
mail-taken-in-body = A sealed file that was mailed from this address was taken in. A mail says no more than that.
    If you did not send one, there is nothing for you to do. Please do not answer: nobody reads what comes back.
