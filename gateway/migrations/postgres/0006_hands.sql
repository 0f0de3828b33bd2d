-- Through whose hands a letter went. Whoever makes a printed code sees it, and could come in with it in the other's place. So somebody
-- who asks for a reset, and somebody whom the same hand let in, are not two.

-- Who made the code; none where the gateway's own machine did. Codes from before are nobody's.
ALTER TABLE one_time_code ADD COLUMN made_by TEXT REFERENCES person (id);

-- Who made the code that the person's present factors were set with; written when they are.
ALTER TABLE person ADD COLUMN let_in_by TEXT REFERENCES person (id);
