-- +goose Up
-- What a citizen has begun to write: the holder is the hash of a secret that only her browser has.
CREATE TABLE draft (
	id          TEXT   PRIMARY KEY,
	congress_id BIGINT NOT NULL,
	holder      {{bytes}} NOT NULL,
	body        TEXT   NOT NULL,
	receipt     TEXT   NOT NULL,
	at          BIGINT NOT NULL
);
CREATE INDEX draft_holder ON draft (holder, at);
CREATE INDEX draft_at ON draft (at);

-- A photo that waits with a draft waits longer than one that nobody has use for.
ALTER TABLE photo ADD COLUMN held_until BIGINT NOT NULL DEFAULT 0;
