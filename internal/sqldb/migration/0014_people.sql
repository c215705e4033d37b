-- +goose Up
ALTER TABLE person ADD COLUMN signed_day BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN invited_at BIGINT NOT NULL DEFAULT 0;
UPDATE person SET signed_day = COALESCE((SELECT (MAX(e.at) + 28800000) / 86400000 * 86400000 - 28800000 FROM account_event e
	WHERE e.person_id = person.id AND e.kind = 'signed.in'), 0);
UPDATE person SET invited_at = COALESCE((SELECT MAX(i.created_at) FROM invite i WHERE i.person_id = person.id), 0);

CREATE TABLE roster (
	ref         TEXT   PRIMARY KEY,
	congress_id BIGINT NOT NULL,
	made_by     BIGINT NOT NULL,
	made_at     BIGINT NOT NULL,
	name        TEXT   NOT NULL,
	content     TEXT   NOT NULL,
	applied_at  BIGINT NOT NULL
);
CREATE INDEX roster_made ON roster (made_at);
