-- What staff do besides the facts of a case.

-- That staff asked the family for a consent. No decision rests on it: it is a question, and the consent that answers it is a fact of the
-- case like any other. It stays after its answer, so that the family can see what they were asked and when.
CREATE TABLE consent_request (
    id          TEXT   PRIMARY KEY,
    case_id     TEXT   NOT NULL REFERENCES cases (id),
    asked_by    TEXT   NOT NULL REFERENCES person (id),   -- who asks, and for which agency they do: ids, as in the record
    asked_for   TEXT   NOT NULL REFERENCES agency (id),
    body        BYTEA  NOT NULL,   -- who would see what, for what, and why in plain words: sealed under the case key
    asked_at    BIGINT NOT NULL,
    answer      TEXT,              -- 'given' or 'not-now'; none while it is open
    answered_at BIGINT
);
CREATE INDEX consent_request_by_case ON consent_request (case_id, asked_at);
