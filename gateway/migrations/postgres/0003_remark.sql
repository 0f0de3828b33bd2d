-- What families say of their own case: questions, objections, comments, that a report is wrong; and what is answered. Both sealed
-- under the case key, as JSON, together with who said it about what: whose case it is tells nothing of that. Who may read one is
-- the policy's (`sees_remark`).
CREATE TABLE remark (
    id          TEXT   PRIMARY KEY,
    case_id     TEXT   NOT NULL REFERENCES cases (id),
    said        BYTEA  NOT NULL,   -- the policy's `Remark`, and the words
    made_at     BIGINT NOT NULL,
    answer      BYTEA,             -- who answered for which agency, and the words; once
    answered_at BIGINT
);
CREATE INDEX remark_by_case ON remark (case_id, made_at, id);
