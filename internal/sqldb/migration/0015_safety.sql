-- +goose Up
CREATE TABLE factor_reset (
	person_id   BIGINT PRIMARY KEY REFERENCES person (id),
	congress_id BIGINT NOT NULL,
	by_id       BIGINT NOT NULL,
	hash        {{bytes}} NOT NULL,
	tries       BIGINT NOT NULL,
	created_at  BIGINT NOT NULL
);

CREATE INDEX case_entry_reveal ON case_entry (at, case_id, seq) WHERE action = 'reveal';
