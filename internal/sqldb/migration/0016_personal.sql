-- +goose Up
-- Personal data: when a case's contact was erased, which privacy notice its citizen was shown, what was erased so that a
-- restored backup forgets it too, and how long a congress keeps what.
ALTER TABLE cases ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE filing ADD COLUMN notice TEXT NOT NULL DEFAULT '';
CREATE INDEX cases_keeping ON cases (congress_id, ended_at) WHERE ended_at > 0 AND erased_at = 0;

CREATE TABLE erasure (
	id      {{pk}},
	subject TEXT   NOT NULL,
	born    BIGINT NOT NULL,
	what    TEXT   NOT NULL,
	at      BIGINT NOT NULL
);
CREATE INDEX erasure_at ON erasure (at);

CREATE TABLE retention (
	congress_id BIGINT NOT NULL,
	name        TEXT   NOT NULL,
	days        BIGINT NOT NULL,
	changed_at  BIGINT NOT NULL,
	changed_by  BIGINT NOT NULL,
	PRIMARY KEY (congress_id, name)
);

CREATE TABLE retention_run (
	id          {{pk}},
	congress_id BIGINT NOT NULL,
	name        TEXT   NOT NULL,
	at          BIGINT NOT NULL,
	n           BIGINT NOT NULL
);
CREATE INDEX retention_run_congress ON retention_run (congress_id, name, id);
