-- +goose Up
-- What no rework has solved, for who looks after it. Few cases end so.
CREATE INDEX cases_unsolved ON cases (congress_id, id) WHERE ending = 'unsolved';
