-- +goose Up
CREATE TABLE notice (
	id          {{pk}},
	congress_id BIGINT NOT NULL,
	person_id   BIGINT NOT NULL,
	topic       TEXT   NOT NULL,
	key         TEXT   NOT NULL,
	args        TEXT   NOT NULL,
	link        TEXT   NOT NULL,
	times       BIGINT NOT NULL,
	at          BIGINT NOT NULL,
	read_at     BIGINT NOT NULL
);
CREATE INDEX notice_inbox ON notice (congress_id, person_id, at, id);
CREATE UNIQUE INDEX notice_topic ON notice (congress_id, person_id, topic) WHERE read_at = 0 AND topic <> '';
CREATE INDEX notice_unread ON notice (congress_id, person_id) WHERE read_at = 0;

CREATE TABLE letter_day (
	phone {{bytes}} NOT NULL,
	day   TEXT   NOT NULL,
	n     BIGINT NOT NULL,
	PRIMARY KEY (phone, day)
);
