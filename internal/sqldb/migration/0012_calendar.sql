-- +goose Up
CREATE TABLE calendar_change (
	version    BIGINT PRIMARY KEY,
	year       BIGINT NOT NULL,
	back       BIGINT NOT NULL,
	days       TEXT   NOT NULL,
	source     TEXT   NOT NULL,
	changed_at BIGINT NOT NULL,
	changed_by BIGINT NOT NULL
);

ALTER TABLE cases ADD COLUMN calendar  BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN answer_by BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_calendar ON cases (calendar, id) WHERE ended_at = 0 AND historic = 0;
