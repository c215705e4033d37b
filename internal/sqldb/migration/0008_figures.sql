-- +goose Up
CREATE INDEX cases_figures ON cases (congress_id, station_id, state, result, historic) WHERE sealed_at = 0;
