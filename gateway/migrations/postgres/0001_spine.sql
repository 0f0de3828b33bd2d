-- The spine: the record, what is secret, who there is, cases and what is known of them, reports, protocols.
-- Rules (one SQL text serves SQLite and PostgreSQL): times are BIGINT milliseconds UTC, ids and states TEXT, truth BIGINT 0/1,
-- bytes BYTEA. Whatever names or describes a person is sealed: a stolen database tells nothing.

-- The head of the record: one row. Every group of writes takes it first, so that gateways standing side by side write one log.
-- `world` counts changes that may bear on any case (agencies, people, protocols); a decision is recorded only if neither it nor
-- the case's own version has moved since the facts were read.
CREATE TABLE log_head (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    size       BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    world      BIGINT NOT NULL,
    frontier   BYTEA  NOT NULL,
    checkpoint TEXT   NOT NULL
);

-- Hashes of every complete subtree of the Merkle tree: level 0 is the leaves, each hash of level l+1 covers two of level l.
CREATE TABLE log_hash (
    level BIGINT NOT NULL,
    idx   BIGINT NOT NULL,
    hash  BYTEA  NOT NULL,
    PRIMARY KEY (level, idx)
);

-- One row per event, in the order of the log (seq = leaf index). `sealed` holds salt and canonical event under the case's key, or
-- under the record's where no case is concerned; the columns repeat ids and codes from it for searching and are checked against
-- it by the verification.
CREATE TABLE event (
    seq     BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    outcome TEXT   NOT NULL,
    verb    TEXT,
    person  TEXT,
    agency  TEXT,
    case_id TEXT,
    report  TEXT,
    basis   TEXT,
    commitment BYTEA NOT NULL,   -- the entry of the log: stays when the key that opens `sealed` is gone
    sealed  BYTEA  NOT NULL
);
CREATE INDEX event_by_case   ON event (case_id, seq);
CREATE INDEX event_by_person ON event (person, seq);
CREATE INDEX event_by_agency ON event (agency, seq);

-- Every taxonomy that decisions were taken under, so that they can be taken again under it. A gateway's start names the digest in the
-- record, which is what proves the body.
CREATE TABLE taxonomy (
    digest TEXT PRIMARY KEY,   -- SHA-256 of the body, hexadecimal
    body   TEXT NOT NULL       -- canonical JSON
);

-- Secrets sealed to the root's recipients: the gateway's own ('gateway'), as standard age files.
CREATE TABLE secret (
    name   TEXT  PRIMARY KEY,
    sealed BYTEA NOT NULL
);

CREATE TABLE agency (
    id         TEXT   PRIMARY KEY,
    kind       TEXT   NOT NULL,
    name_en    TEXT   NOT NULL,
    name_cy    TEXT   NOT NULL,
    recipient  TEXT,            -- the agency's own age recipient, for sealed releases
    created_at BIGINT NOT NULL,
    live_at    BIGINT,          -- set once two administrators have enrolled
    ended_at   BIGINT
);

CREATE TABLE person (
    id           TEXT   PRIMARY KEY,
    agency_id    TEXT   REFERENCES agency (id),   -- none for a family
    role         TEXT   NOT NULL,
    name         BYTEA  NOT NULL,                 -- sealed
    address_hash BYTEA  NOT NULL UNIQUE,          -- keyed hash of the sign-in address
    language     TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    enrolled_at  BIGINT,
    left_at      BIGINT
);
CREATE INDEX person_by_agency ON person (agency_id, id);

-- A person's factors. `totp_step` is the last time step used and `card_used` one bit per position: a code is good once.
-- `card_asked` is the position that will be asked for next.
CREATE TABLE credential (
    person_id   TEXT   PRIMARY KEY REFERENCES person (id),
    password    TEXT   NOT NULL,   -- Argon2id, PHC string
    totp        BYTEA,             -- sealed
    totp_step   BIGINT NOT NULL,
    card        TEXT,              -- id of the printed card
    card_hashes BYTEA,             -- keyed hashes of its 60 codes, 32 bytes each
    card_used   BIGINT NOT NULL,
    card_asked  BIGINT NOT NULL
);

-- Printed one-time codes: for enrolling a person or a device. Known by their keyed hash only.
CREATE TABLE one_time_code (
    hash       BYTEA  PRIMARY KEY,
    purpose    TEXT   NOT NULL,
    person_id  TEXT   NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

-- A half-finished sign-in or enrolment: reaches nothing but its own second step.
CREATE TABLE ticket (
    hash       BYTEA  PRIMARY KEY,
    purpose    TEXT   NOT NULL,
    person_id  TEXT   NOT NULL REFERENCES person (id),
    sealed     BYTEA  NOT NULL,   -- what the second step needs (enrolment: password hash and new factor)
    tries      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE device (
    id         TEXT   PRIMARY KEY,
    person_id  TEXT   NOT NULL REFERENCES person (id),
    name       BYTEA  NOT NULL,   -- sealed
    public_key BYTEA  NOT NULL,
    coded_at   BIGINT NOT NULL,   -- when the person's own code was last given on it
    created_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE TABLE used_assertion (
    jti        TEXT   PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- `proofs` is the JSON list of factors and when each was proved.
CREATE TABLE session (
    id         TEXT   PRIMARY KEY,
    person_id  TEXT   NOT NULL REFERENCES person (id),
    device_id  TEXT,
    proofs     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX session_by_person ON session (person_id);

-- Failed attempts, per account and per place they came from, so that nobody can be locked out by a stranger elsewhere.
CREATE TABLE attempt (
    account  BYTEA  NOT NULL,
    place    BYTEA  NOT NULL,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    PRIMARY KEY (account, place)
);

CREATE TABLE cases (
    id         TEXT   PRIMARY KEY,
    lead       TEXT   NOT NULL REFERENCES agency (id),
    recipient  TEXT   NOT NULL,   -- age recipient of the case key in force
    name       BYTEA  NOT NULL,   -- sealed
    version    BIGINT NOT NULL,   -- grows with every change of the case's facts
    bytes      BIGINT NOT NULL,   -- payload bytes stored, for the quota
    created_at BIGINT NOT NULL,
    erased_at  BIGINT
);
-- The case's age identity, sealed to the root's recipients. Destroying it (sealed = NULL) destroys every report and name of the case.
CREATE TABLE case_key (
    case_id    TEXT   NOT NULL REFERENCES cases (id),
    generation BIGINT NOT NULL,
    sealed     BYTEA,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT,
    PRIMARY KEY (case_id, generation)
);

-- What is known of a case and bears on a decision, each with the moment it was recorded and ended; append-only. `body` is the
-- policy type as JSON, sealed under the case key; agency and person stand beside it so that "my cases" can be found.
CREATE TABLE case_fact (
    id          TEXT   PRIMARY KEY,
    case_id     TEXT   NOT NULL REFERENCES cases (id),
    kind        TEXT   NOT NULL,
    agency      TEXT,
    person      TEXT,
    body        BYTEA  NOT NULL,
    recorded_at BIGINT NOT NULL,
    ended_at    BIGINT
);
CREATE INDEX case_fact_by_case   ON case_fact (case_id, recorded_at);
CREATE INDEX case_fact_by_agency ON case_fact (agency, kind, case_id);
CREATE INDEX case_fact_by_person ON case_fact (person, kind, case_id);

-- A stored report: age header here, age payload in the blob store; what a decision needs of it is a case_fact of the same id.
CREATE TABLE report (
    id            TEXT   PRIMARY KEY,
    case_id       TEXT   NOT NULL REFERENCES cases (id),
    header        BYTEA  NOT NULL,
    blob          TEXT   NOT NULL UNIQUE,
    payload_len   BIGINT NOT NULL,   -- nonce and ciphertext, bytes
    plain_len     BIGINT NOT NULL,
    payload_hash  BYTEA  NOT NULL,   -- SHA-256 of the payload as stored
    plain_hash    BYTEA  NOT NULL,   -- SHA-256 of the report, sealed: it would tell a known document
    same_hash     BYTEA  NOT NULL,   -- keyed hash of case, agency, category and content: finds a duplicate push
    content_type  TEXT   NOT NULL,
    described     BYTEA  NOT NULL,   -- file name and summary, sealed
    sealed_by     TEXT   NOT NULL,   -- 'sender' or 'gateway'
    created_at    BIGINT NOT NULL,
    UNIQUE (case_id, same_hash)
);
CREATE INDEX report_by_case ON report (case_id, id);

CREATE TABLE protocol (
    id         TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    body       TEXT   NOT NULL,   -- canonical JSON of the protocol as data: what the partners sign
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE TABLE protocol_signature (
    protocol_id TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    agency      TEXT   NOT NULL REFERENCES agency (id),
    person      TEXT   NOT NULL REFERENCES person (id),
    hash        BYTEA  NOT NULL,   -- SHA-256 of the canonical bytes that were signed
    recorded_at BIGINT NOT NULL,
    ended_at    BIGINT,
    PRIMARY KEY (protocol_id, version, agency, recorded_at),
    FOREIGN KEY (protocol_id, version) REFERENCES protocol (id, version)
);

-- A signed consent receipt (JWS), sealed under the case key.
CREATE TABLE consent_receipt (
    consent_id TEXT  PRIMARY KEY REFERENCES case_fact (id),
    case_id    TEXT  NOT NULL REFERENCES cases (id),
    jws        BYTEA NOT NULL
);

-- The scan of a signed paper, which staff bring before they record the consent on it: kept in a report's row of the same id, and no
-- report, for no fact names it. `consent_id` is the one consent that rests on it; a scan that has none is swept after a day.
CREATE TABLE consent_scan (
    id         TEXT   PRIMARY KEY REFERENCES report (id),
    case_id    TEXT   NOT NULL REFERENCES cases (id),
    consent_id TEXT   UNIQUE REFERENCES case_fact (id),
    created_at BIGINT NOT NULL
);

-- Answers to creates, kept so that a repeated request does nothing twice.
CREATE TABLE idempotency (
    key_hash     BYTEA  PRIMARY KEY,
    request_hash BYTEA  NOT NULL,
    status       BIGINT NOT NULL,
    body         BYTEA  NOT NULL,   -- sealed
    created_at   BIGINT NOT NULL,
    case_id      TEXT               -- the case that the answer may speak of: it is emptied when that is erased
);

-- Append-only: the record and the facts are never edited. A fact's body may be sealed anew when a case key is rotated, and ended once.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$;
CREATE TRIGGER event_is_append_only_update BEFORE UPDATE OF seq, at, kind, outcome, verb, person, agency, case_id, report, basis, commitment ON event
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_is_append_only_delete BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_hash_is_append_only BEFORE UPDATE OR DELETE ON log_hash FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER case_fact_is_append_only_delete BEFORE DELETE ON case_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_second_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF OLD.id <> NEW.id OR OLD.case_id <> NEW.case_id OR OLD.kind <> NEW.kind OR OLD.recorded_at <> NEW.recorded_at
       OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at)) THEN
        RAISE EXCEPTION 'a fact ends once and is never edited';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_fact_ends_once BEFORE UPDATE ON case_fact FOR EACH ROW EXECUTE FUNCTION refuse_second_end();
