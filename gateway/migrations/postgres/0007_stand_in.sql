-- Whom a family names as a helper by an address that somebody signs in with already. Whoever names is told nothing of that: an account is
-- made all the same, under an address that is nobody's, and stands in for the other until they take it up with the code that came with
-- it, signed in as themselves.

-- For whom the account stands in; none for every other. Once it was taken up it has left.
ALTER TABLE person ADD COLUMN stands_for TEXT REFERENCES person (id);
CREATE INDEX person_by_stands_for ON person (stands_for);
