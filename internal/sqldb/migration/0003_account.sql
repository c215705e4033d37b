-- +goose Up
CREATE TABLE person (
	id          {{pk}},
	name        TEXT   NOT NULL,
	phone       TEXT   NOT NULL,
	phone_index {{bytes}} UNIQUE,
	language    TEXT   NOT NULL,
	created_at  BIGINT NOT NULL,
	closed_at   BIGINT NOT NULL DEFAULT 0,
	version     BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE person_grant (
	id          {{pk}},
	congress_id BIGINT NOT NULL,
	person_id   BIGINT NOT NULL REFERENCES person (id),
	role        TEXT   NOT NULL,
	unit_id     BIGINT NOT NULL,
	from_at     BIGINT NOT NULL,
	to_at       BIGINT NOT NULL,
	given_by    BIGINT NOT NULL,
	given_at    BIGINT NOT NULL
);
CREATE INDEX person_grant_congress ON person_grant (congress_id, role, unit_id, person_id);
CREATE INDEX person_grant_person ON person_grant (person_id);

CREATE TABLE password (
	person_id BIGINT PRIMARY KEY REFERENCES person (id),
	hash      TEXT   NOT NULL,
	set_at    BIGINT NOT NULL
);

CREATE TABLE factor (
	person_id    BIGINT PRIMARY KEY REFERENCES person (id),
	secret       TEXT   NOT NULL,
	pending      TEXT   NOT NULL,
	step         BIGINT NOT NULL,
	confirmed_at BIGINT NOT NULL
);

CREATE TABLE recovery_code (
	person_id BIGINT NOT NULL REFERENCES person (id),
	hash      {{bytes}} NOT NULL,
	used_at   BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (person_id, hash)
);

CREATE TABLE signin_code (
	phone_index {{bytes}} PRIMARY KEY,
	hash        {{bytes}} NOT NULL,
	tries       BIGINT NOT NULL,
	created_at  BIGINT NOT NULL
);

CREATE TABLE attempt (
	key   {{bytes}} PRIMARY KEY,
	n     BIGINT NOT NULL,
	since BIGINT NOT NULL,
	until BIGINT NOT NULL
);

CREATE TABLE session (
	hash       {{bytes}} PRIMARY KEY,
	person_id  BIGINT NOT NULL REFERENCES person (id),
	way        TEXT   NOT NULL,
	factor_at  BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	agent      TEXT   NOT NULL,
	address    TEXT   NOT NULL
);
CREATE INDEX session_person ON session (person_id, created_at);
CREATE INDEX session_seen ON session (seen_at);

CREATE TABLE api_token (
	hash        {{bytes}} PRIMARY KEY,
	person_id   BIGINT NOT NULL REFERENCES person (id),
	congress_id BIGINT NOT NULL,
	name        TEXT   NOT NULL,
	scopes      TEXT   NOT NULL,
	created_at  BIGINT NOT NULL,
	ends_at     BIGINT NOT NULL,
	used_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX api_token_person ON api_token (person_id, created_at);

CREATE TABLE invite (
	hash       {{bytes}} PRIMARY KEY,
	person_id  BIGINT NOT NULL REFERENCES person (id),
	created_at BIGINT NOT NULL
);

CREATE TABLE account_event (
	id          {{pk}},
	at          BIGINT NOT NULL,
	congress_id BIGINT NOT NULL,
	person_id   BIGINT NOT NULL,
	by_id       BIGINT NOT NULL,
	kind        TEXT   NOT NULL,
	address     TEXT   NOT NULL,
	detail      TEXT   NOT NULL
);
CREATE INDEX account_event_congress ON account_event (congress_id, id);
CREATE INDEX account_event_person ON account_event (person_id, id);
