-- Access: who sat beside whom, and factors that two people reset.

-- Whether the person said, when they joined, that somebody was helping them: a session is then known to be no one's alone.
ALTER TABLE session ADD COLUMN helped BIGINT NOT NULL DEFAULT 0;

-- That somebody's factors are to be reset: one person asks, another confirms, and only then is there a new printed code. Whoever
-- could do it alone could come in as anybody. `case_id` is the case over which a co-ordinator asks, for one of a family; none for
-- staff. `confirmed_by` and `ended_at` are set together; one that nobody confirms in time is as if it had not been asked.
CREATE TABLE factor_reset (
    id           TEXT   PRIMARY KEY,
    person_id    TEXT   NOT NULL REFERENCES person (id),
    case_id      TEXT   REFERENCES cases (id),
    asked_by     TEXT   NOT NULL REFERENCES person (id),
    asked_at     BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    confirmed_by TEXT   REFERENCES person (id),
    ended_at     BIGINT
);
CREATE INDEX factor_reset_by_person ON factor_reset (person_id, ended_at);
