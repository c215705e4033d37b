-- +goose Up
CREATE TABLE outbox_retry (
	id     {{pk}},
	kind   TEXT   NOT NULL,
	body   TEXT   NOT NULL,
	at     BIGINT NOT NULL,
	tries  BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	error  TEXT   NOT NULL
);
CREATE INDEX outbox_retry_due ON outbox_retry (due_at, id);

CREATE TABLE dead_letter (
	id    {{pk}},
	kind  TEXT   NOT NULL,
	body  TEXT   NOT NULL,
	at    BIGINT NOT NULL,
	tries BIGINT NOT NULL,
	died  BIGINT NOT NULL,
	error TEXT   NOT NULL
);

CREATE TABLE lease (
	name   TEXT   NOT NULL PRIMARY KEY,
	holder TEXT   NOT NULL,
	until  BIGINT NOT NULL
);

CREATE TABLE sweep (
	name   TEXT   NOT NULL PRIMARY KEY,
	ran_at BIGINT NOT NULL
);
