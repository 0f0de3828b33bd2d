-- Passkeys: keys that a person's own phone, computer or token keeps, and that sign only for whoever proved themselves to it.

-- A person may have several. One that was removed, or whose owner joined anew or left, ends and stays, so that its id is never taken again.
CREATE TABLE passkey (
    id            TEXT   PRIMARY KEY,                       -- ours: what forms and the record name it by
    person_id     TEXT   NOT NULL REFERENCES person (id),
    name          BYTEA  NOT NULL,                          -- what its owner calls it, sealed
    credential_id BYTEA  NOT NULL UNIQUE,                   -- the authenticator's own id of it
    public_key    BYTEA  NOT NULL,                          -- COSE (RFC 9052)
    sign_count    BIGINT NOT NULL,                          -- the last count that was told; one that goes backwards is refused
    synced        BIGINT NOT NULL,                          -- whether it may be copied to other devices of its owner: never changes
    created_at    BIGINT NOT NULL,
    used_at       BIGINT,
    ended_at      BIGINT
);
CREATE INDEX passkey_by_person ON passkey (person_id, ended_at);
