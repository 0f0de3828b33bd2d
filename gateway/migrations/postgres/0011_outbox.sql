-- Mail that is to be sent. Whom to and what is sealed; `gateway` is the running gateway that sends it, unless that is gone.
CREATE TABLE outbox (
    id         TEXT   PRIMARY KEY,
    gateway    TEXT   NOT NULL,
    body       BYTEA  NOT NULL,   -- sealed
    created_at BIGINT NOT NULL
);
