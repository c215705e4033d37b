-- +goose Up
-- A case tells its areas and handlers, so their rows are found by their keys; and every open case is written once for both
-- who lists the open ones and who looks for those that are counted by an old calendar.
DROP INDEX case_area_case;
DROP INDEX case_handler_case;
DROP INDEX cases_calendar;
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (congress_id, id, calendar, historic) WHERE ended_at = 0;
