-- +goose Up
CREATE TABLE congress (
	id        {{pk}},
	slug      TEXT   NOT NULL UNIQUE,
	name      TEXT   NOT NULL,
	short     TEXT   NOT NULL,
	level     TEXT   NOT NULL,
	parent_id BIGINT REFERENCES congress (id),
	prefix    TEXT   NOT NULL UNIQUE,
	division  TEXT   NOT NULL,
	hotline   TEXT   NOT NULL,
	lang      TEXT   NOT NULL
);

CREATE TABLE place (
	id          {{pk}},
	congress_id BIGINT NOT NULL REFERENCES congress (id),
	code        TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	kind        TEXT   NOT NULL,
	parent_id   BIGINT REFERENCES place (id),
	pinyin      TEXT   NOT NULL,
	UNIQUE (congress_id, code)
);

CREATE TABLE station (
	id          {{pk}},
	congress_id BIGINT NOT NULL REFERENCES congress (id),
	slug        TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	kind        TEXT   NOT NULL,
	place_id    BIGINT NOT NULL REFERENCES place (id),
	address     TEXT   NOT NULL,
	phone       TEXT   NOT NULL,
	hours       TEXT   NOT NULL,
	is_open     BIGINT NOT NULL,
	pinyin      TEXT   NOT NULL,
	UNIQUE (congress_id, slug)
);

CREATE TABLE deputy_group (
	id          {{pk}},
	congress_id BIGINT NOT NULL REFERENCES congress (id),
	slug        TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	UNIQUE (congress_id, slug)
);

CREATE TABLE deputy (
	id          {{pk}},
	congress_id BIGINT NOT NULL REFERENCES congress (id),
	slug        TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	level       TEXT   NOT NULL,
	term_from   BIGINT NOT NULL,
	term_to     BIGINT NOT NULL,
	station_id  BIGINT REFERENCES station (id),
	group_id    BIGINT REFERENCES deputy_group (id),
	convener    BIGINT NOT NULL,
	district    TEXT   NOT NULL,
	bio         TEXT   NOT NULL,
	pinyin      TEXT   NOT NULL,
	UNIQUE (congress_id, slug)
);

CREATE TABLE department (
	id          {{pk}},
	congress_id BIGINT NOT NULL REFERENCES congress (id),
	slug        TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	duties      TEXT   NOT NULL,
	keywords    TEXT   NOT NULL,
	phone       TEXT   NOT NULL,
	UNIQUE (congress_id, slug)
);

CREATE TABLE area (
	id          {{pk}},
	congress_id BIGINT NOT NULL REFERENCES congress (id),
	slug        TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	is_key      BIGINT NOT NULL,
	sort        BIGINT NOT NULL,
	UNIQUE (congress_id, slug)
);

CREATE TABLE congress_stamp (
	id      BIGINT PRIMARY KEY,
	version BIGINT NOT NULL
);
INSERT INTO congress_stamp (id, version) VALUES (1, 0);
