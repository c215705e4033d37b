-- +goose Up
CREATE TABLE ledger (
	stream TEXT   NOT NULL,
	seq    BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	person BIGINT NOT NULL,
	action TEXT   NOT NULL,
	body   TEXT   NOT NULL,
	hash   {{bytes}} NOT NULL,
	PRIMARY KEY (stream, seq)
);
CREATE INDEX ledger_at ON ledger (at);

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
