-- +goose Up
-- How far somebody at a desk has read an open case; who has no row has not looked at it.
CREATE TABLE case_seen (
	case_id   BIGINT NOT NULL REFERENCES cases (id),
	person_id BIGINT NOT NULL,
	version   BIGINT NOT NULL,
	PRIMARY KEY (case_id, person_id)
) {{clustered}};
