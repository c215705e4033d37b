-- +goose Up
-- A person's key pair for sealed reports: the private half lies under her passphrase, which is stored nowhere.
CREATE TABLE seal_key (
	person_id {{key}},
	public    {{bytes}} NOT NULL,
	secret    TEXT   NOT NULL,
	made_at   BIGINT NOT NULL
);

-- Whose keys sealed reports of a congress are sealed to; person 0 is the key that the commission keeps on paper.
CREATE TABLE seal_reader (
	id          {{pk}},
	congress_id BIGINT NOT NULL,
	person_id   BIGINT NOT NULL,
	public      {{bytes}} NOT NULL,
	admitted_at BIGINT NOT NULL,
	admitted_by BIGINT NOT NULL,
	UNIQUE (congress_id, person_id)
);

-- The key pair of a sealed case: the public half, by which words are added, and the private half as each reader has it.
CREATE TABLE seal_case (
	case_id {{key}} REFERENCES cases (id),
	public  {{bytes}} NOT NULL,
	photos  BIGINT NOT NULL
);
CREATE TABLE seal_share (
	case_id   BIGINT NOT NULL REFERENCES seal_case (case_id),
	reader_id BIGINT NOT NULL REFERENCES seal_reader (id),
	share     {{bytes}} NOT NULL,
	PRIMARY KEY (case_id, reader_id)
) {{clustered}};
CREATE INDEX seal_share_reader ON seal_share (reader_id);

-- What the files of a photo look like that is sealed to its case: they are proved without being opened.
ALTER TABLE photo ADD COLUMN boxed {{bytes}};
