-- +goose Up
CREATE TABLE desk_parked (
	person_id BIGINT NOT NULL,
	number    TEXT   NOT NULL,
	action    TEXT   NOT NULL,
	body      TEXT   NOT NULL,
	at        BIGINT NOT NULL,
	PRIMARY KEY (person_id, number, action)
);
CREATE INDEX desk_parked_at ON desk_parked (at);

ALTER TABLE cases ADD COLUMN account_by BIGINT NOT NULL DEFAULT 0;

CREATE INDEX case_entry_decision ON case_entry (at, case_id, seq) WHERE action IN ('supervise', 'list', 'designate', 'allow_extension',
	'refuse_extension', 'allow_return', 'refuse_return', 'answer', 'refer');
