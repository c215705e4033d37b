-- +goose Up
CREATE TABLE photo (
	id          {{pk}},
	token       TEXT   NOT NULL UNIQUE,
	state       TEXT   NOT NULL,
	root        TEXT   NOT NULL,
	owner       TEXT   NOT NULL,
	place       BIGINT NOT NULL,
	person_id   BIGINT NOT NULL,
	width       BIGINT NOT NULL,
	height      BIGINT NOT NULL,
	bytes       BIGINT NOT NULL,
	sha256      {{bytes}} NOT NULL,
	at          BIGINT NOT NULL,
	attached_at BIGINT NOT NULL
);
CREATE INDEX photo_root ON photo (root, attached_at) WHERE root <> '';
CREATE INDEX photo_loose ON photo (state, at) WHERE state <> 'attached';
