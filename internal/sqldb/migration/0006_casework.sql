-- +goose Up
CREATE TABLE case_counter (
	congress_id BIGINT NOT NULL,
	year        BIGINT NOT NULL,
	last        BIGINT NOT NULL,
	PRIMARY KEY (congress_id, year)
);

CREATE TABLE cases (
	id             {{pk}},
	congress_id    BIGINT NOT NULL,
	number         TEXT   NOT NULL UNIQUE,
	title          TEXT   NOT NULL,
	version        BIGINT NOT NULL,
	head           {{bytes}} NOT NULL,
	touched_at     BIGINT NOT NULL,
	alarm_at       BIGINT NOT NULL,
	reporter_id    BIGINT NOT NULL,
	contact        {{bytes}},
	receipt        {{bytes}},

	kind           TEXT   NOT NULL,
	state          TEXT   NOT NULL,
	desk_kind      TEXT   NOT NULL,
	desk_id        BIGINT NOT NULL,
	desk_since     BIGINT NOT NULL,
	assigner_kind  TEXT   NOT NULL,
	assigner_id    BIGINT NOT NULL,
	station_id     BIGINT NOT NULL,
	deputy_id      BIGINT NOT NULL,
	place_id       BIGINT NOT NULL,
	filed_by       BIGINT NOT NULL,
	channel        TEXT   NOT NULL,
	areas          TEXT   NOT NULL,
	class          TEXT   NOT NULL,
	lead_id        BIGINT NOT NULL,
	co_ids         TEXT   NOT NULL,
	returned_by    TEXT   NOT NULL,
	due_at         BIGINT NOT NULL,
	finish_by      BIGINT NOT NULL,
	filed_at       BIGINT NOT NULL,
	accepted_at    BIGINT NOT NULL,
	assigned_at    BIGINT NOT NULL,
	handling_at    BIGINT NOT NULL,
	reported_at    BIGINT NOT NULL,
	answered_at    BIGINT NOT NULL,
	ended_at       BIGINT NOT NULL,
	waiting        TEXT   NOT NULL,
	waiting_since  BIGINT NOT NULL,
	want_unit      BIGINT NOT NULL,
	want_days      BIGINT NOT NULL,
	extended       BIGINT NOT NULL,
	round          BIGINT NOT NULL,
	warned         TEXT   NOT NULL,
	ending         TEXT   NOT NULL,
	solved         TEXT   NOT NULL,
	result         TEXT   NOT NULL,
	attitude       TEXT   NOT NULL,
	verified       TEXT   NOT NULL,
	reminded_at    BIGINT NOT NULL,
	reminders      BIGINT NOT NULL,
	urged_at       BIGINT NOT NULL,
	supervised_at  BIGINT NOT NULL,
	listed_at      BIGINT NOT NULL,
	referred_at    BIGINT NOT NULL,
	group_id       BIGINT NOT NULL,
	sealed_at      BIGINT NOT NULL,
	sealed_to      BIGINT NOT NULL,
	agree_public   BIGINT NOT NULL,
	agree_name     BIGINT NOT NULL,
	released_at    BIGINT NOT NULL,
	historic       BIGINT NOT NULL
);
CREATE INDEX cases_station  ON cases (congress_id, station_id, state, id);
CREATE INDEX cases_state    ON cases (congress_id, state, id);
CREATE INDEX cases_desk     ON cases (congress_id, desk_kind, desk_id, due_at, id);
CREATE INDEX cases_alarm    ON cases (alarm_at) WHERE alarm_at > 0;
CREATE INDEX cases_deputy   ON cases (congress_id, deputy_id, id) WHERE deputy_id > 0;
CREATE INDEX cases_reporter ON cases (reporter_id, id) WHERE reporter_id > 0;
CREATE INDEX cases_filed_by ON cases (filed_by, id) WHERE filed_by > 0;
CREATE INDEX cases_contact  ON cases (contact) WHERE contact IS NOT NULL;
CREATE INDEX cases_receipt  ON cases (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX cases_group    ON cases (group_id) WHERE group_id > 0;
CREATE INDEX cases_sealed   ON cases (congress_id, id) WHERE sealed_at > 0;
CREATE INDEX cases_referred ON cases (congress_id, id) WHERE referred_at > 0;
CREATE INDEX cases_released ON cases (congress_id, id) WHERE released_at > 0;

CREATE TABLE case_origin (
	congress_id BIGINT NOT NULL,
	ref         TEXT   NOT NULL,
	case_id     BIGINT NOT NULL REFERENCES cases (id),
	PRIMARY KEY (congress_id, ref)
) {{clustered}};

CREATE TABLE filing (
	case_id     {{key}} REFERENCES cases (id),
	text        TEXT   NOT NULL,
	salt        TEXT   NOT NULL,
	sealed      BIGINT NOT NULL,
	place       TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	phone       TEXT   NOT NULL,
	address     TEXT   NOT NULL,
	consent     TEXT   NOT NULL,
	public_text TEXT
);

CREATE TABLE case_entry (
	case_id   BIGINT NOT NULL REFERENCES cases (id),
	seq       BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	role      TEXT   NOT NULL,
	unit_id   BIGINT NOT NULL,
	action    TEXT   NOT NULL,
	audience  TEXT   NOT NULL,
	text      TEXT   NOT NULL,
	salt      TEXT   NOT NULL,
	sealed    BIGINT NOT NULL,
	data      TEXT   NOT NULL,
	PRIMARY KEY (case_id, seq)
) {{clustered}};

CREATE TABLE case_handler (
	congress_id   BIGINT NOT NULL,
	department_id BIGINT NOT NULL,
	case_id       BIGINT NOT NULL REFERENCES cases (id),
	lead          BIGINT NOT NULL,
	PRIMARY KEY (congress_id, department_id, case_id)
) {{clustered}};
CREATE INDEX case_handler_case ON case_handler (case_id);

CREATE TABLE case_area (
	congress_id BIGINT NOT NULL,
	area_id     BIGINT NOT NULL,
	case_id     BIGINT NOT NULL REFERENCES cases (id),
	PRIMARY KEY (congress_id, area_id, case_id)
) {{clustered}};
CREATE INDEX case_area_case ON case_area (case_id);

CREATE TABLE case_limit (
	congress_id BIGINT NOT NULL,
	class       TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	days        BIGINT NOT NULL,
	PRIMARY KEY (congress_id, class, name)
);
