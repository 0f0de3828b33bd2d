-- A sealed envelope that was taken in, so that it is taken in once.
CREATE TABLE envelope (
    case_id  TEXT   NOT NULL REFERENCES cases (id),
    id       TEXT   NOT NULL,   -- its sender's
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, id)
);
