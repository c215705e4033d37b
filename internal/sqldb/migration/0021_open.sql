-- +goose Up
-- The open cases of a congress are few, and a case enters and leaves them once; the index by state moved with every step.
DROP INDEX cases_state;
CREATE INDEX cases_open  ON cases (congress_id, id) WHERE ended_at = 0;
CREATE INDEX cases_ended ON cases (congress_id, id, state) WHERE ended_at > 0;
