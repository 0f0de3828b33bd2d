-- Wrong tries count within a window that begins with the first of them. Without its beginning, each further try renewed the window, so
-- that a slip a quarter of an hour added up for ever.
ALTER TABLE attempt ADD COLUMN began_at BIGINT NOT NULL DEFAULT 0;

-- Where an account signed in from lately, as keyed hashes of both, like those of the attempts. Others' wrong tries at a place hold up
-- nobody who comes from there anyway: a whole hospital may be one place.
CREATE TABLE signed_in_from (
    account BYTEA  NOT NULL,
    place   BYTEA  NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (account, place)
);

-- What is long ago is forgotten at each sign-in, in the one writer: not by reading all of it.
CREATE INDEX signed_in_from_by_time ON signed_in_from (last_at);
