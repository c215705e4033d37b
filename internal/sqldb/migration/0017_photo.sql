-- +goose Up
-- Photos are encrypted where they lie; which key sealed one says whether it waits to be sealed again.
ALTER TABLE photo ADD COLUMN sealed_with TEXT NOT NULL DEFAULT '';
