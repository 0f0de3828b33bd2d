-- An upload that is brought in pieces (tus 1.0), until it is a report or is given up. Its pieces lie in the blob store, under a folder of
-- this id, and are ciphertext of whoever sends them: how far it has come is read there, so that no piece costs a change of the database.
CREATE TABLE upload (
    id         TEXT   PRIMARY KEY,
    case_id    TEXT   NOT NULL REFERENCES cases (id),
    person     TEXT   NOT NULL REFERENCES person (id),
    part       TEXT   NOT NULL,   -- 'whole': becomes a report by itself; 'partial': is put together with others
    length     BIGINT NOT NULL,   -- bytes of the sealed file, held free in the case until it is over
    said       BYTEA  NOT NULL,   -- what was said of the report, sealed under the case key
    state      TEXT   NOT NULL,   -- 'open'; 'stored'; 'refused'
    report     TEXT,              -- what it became; or the one that it is a copy of
    problem    TEXT,              -- the code that it was refused with
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL    -- with 'open': given up then; else forgotten then
);
CREATE INDEX upload_by_case   ON upload (case_id, state);
CREATE INDEX upload_by_person ON upload (person, state);
CREATE INDEX upload_by_end    ON upload (expires_at);
