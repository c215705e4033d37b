-- +goose Up
-- One index serves the lists of a station and the figures; of two, every step of a case had to move both.
DROP INDEX cases_figures;
DROP INDEX cases_station;
CREATE INDEX cases_station ON cases (congress_id, station_id, state, id, sealed_at, result, historic);
