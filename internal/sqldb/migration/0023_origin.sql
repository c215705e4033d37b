-- +goose Up
-- The page of an imported case shows the number that it had elsewhere.
CREATE INDEX case_origin_case ON case_origin (case_id);
