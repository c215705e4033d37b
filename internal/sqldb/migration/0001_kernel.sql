-- +goose Up
CREATE TABLE ledger (
	id     {{pk}},
	stream TEXT   NOT NULL,
	seq    BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	person BIGINT NOT NULL,
	action TEXT   NOT NULL,
	body   TEXT   NOT NULL,
	hash   {{bytes}} NOT NULL,
	UNIQUE (stream, seq)
);

CREATE TABLE ledger_day (
	day    TEXT   NOT NULL PRIMARY KEY,
	upto   BIGINT NOT NULL,
	events BIGINT NOT NULL,
	root   {{bytes}} NOT NULL
);

CREATE TABLE once (
	scope   TEXT   NOT NULL,
	key     TEXT   NOT NULL,
	content {{bytes}} NOT NULL,
	result  TEXT   NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (scope, key)
);

CREATE TABLE outbox (
	id   {{pk}},
	kind TEXT   NOT NULL,
	body TEXT   NOT NULL,
	at   BIGINT NOT NULL
);
