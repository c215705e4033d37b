-- +goose Up
-- A photo on its way, which goes on after a break: how much of it has come, and what became of it.
CREATE TABLE transfer (
	id        TEXT   PRIMARY KEY,
	person_id BIGINT NOT NULL,
	size      BIGINT NOT NULL,
	came      BIGINT NOT NULL,
	photo     TEXT   NOT NULL,
	at        BIGINT NOT NULL
);
CREATE INDEX transfer_at ON transfer (at);
CREATE INDEX transfer_person ON transfer (person_id, at);
CREATE INDEX transfer_photo ON transfer (photo) WHERE photo <> '';
