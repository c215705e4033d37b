-- +goose Up
-- What the search index has to look at again. SQLite numbers follow the order of commits, PostgreSQL's need not.
CREATE TABLE search_change (
	seq   {{pk}},
	kind  TEXT   NOT NULL,
	scope BIGINT NOT NULL,
	doc   BIGINT NOT NULL,
	at    BIGINT NOT NULL
);
