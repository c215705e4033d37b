-- +goose Up
-- When the department was in touch with the citizen first, and whether a case is urgent. Most cases have neither.
ALTER TABLE cases ADD COLUMN reached_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN urgent     BIGINT NOT NULL DEFAULT 0;
