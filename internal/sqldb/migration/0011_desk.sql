-- +goose Up
CREATE TABLE desk_view (
	congress_id BIGINT NOT NULL,
	person_id   BIGINT NOT NULL,
	name        TEXT   NOT NULL,
	query       TEXT   NOT NULL,
	home        BIGINT NOT NULL,
	made_at     BIGINT NOT NULL,
	PRIMARY KEY (congress_id, person_id, name)
);

CREATE TABLE desk_template (
	congress_id BIGINT NOT NULL,
	name        TEXT   NOT NULL,
	action      TEXT   NOT NULL,
	text        TEXT   NOT NULL,
	changed_at  BIGINT NOT NULL,
	changed_by  BIGINT NOT NULL,
	PRIMARY KEY (congress_id, name)
);

CREATE TABLE desk_presence (
	congress_id BIGINT NOT NULL,
	number      TEXT   NOT NULL,
	person_id   BIGINT NOT NULL,
	role        TEXT   NOT NULL,
	unit_id     BIGINT NOT NULL,
	action      TEXT   NOT NULL,
	at          BIGINT NOT NULL,
	PRIMARY KEY (congress_id, number, person_id)
);
CREATE INDEX desk_presence_at ON desk_presence (at);
