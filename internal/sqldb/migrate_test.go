package sqldb_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

var (
	remark = regexp.MustCompile(`--.*`)
	// additive are the statements under which the program before still reads and writes as it did.
	additive = []*regexp.Regexp{
		regexp.MustCompile(`^CREATE (TABLE|INDEX) `),
		regexp.MustCompile(`^DROP INDEX `),
		regexp.MustCompile(`^ALTER TABLE \w+ ADD COLUMN \w+ \S+( NOT NULL DEFAULT \S+)?$`),
		regexp.MustCompile(`^(INSERT INTO|UPDATE) `),
	}
	newUnique = regexp.MustCompile(`^CREATE UNIQUE INDEX \w+ +ON (\w+) `)
)

// TestMigrationsOnlyAdd holds to the rule of CONTRIBUTING.md: what the program before could write it can write still.
func TestMigrationsOnlyAdd(t *testing.T) {
	files, err := filepath.Glob("migration/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for statement := range strings.SplitSeq(remark.ReplaceAllString(string(text), ""), ";") {
			if s := strings.Join(strings.Fields(statement), " "); s != "" && !adds(s, string(text)) {
				t.Errorf("%s: the program before may not live with %q", filepath.Base(file), s)
			}
		}
	}
}

func adds(statement, file string) bool {
	if m := newUnique.FindStringSubmatch(statement); m != nil { // rows of the program before could break it, but on a new table
		return strings.Contains(file, "CREATE TABLE "+m[1]+" ")
	}
	for _, form := range additive {
		if form.MatchString(statement) {
			return true
		}
	}
	return false
}

// TestASchemaFromLaterIsLeftAlone migrates a database that has had a migration which this program does not know.
func TestASchemaFromLaterIsLeftAlone(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		schema, known, err := db.Versions(t.Context())
		if err != nil || schema != known || known == 0 {
			t.Fatalf("schema %d, known %d, %v", schema, known, err)
		}
		err = db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)`, known+7, true)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if schema, _, err := db.Versions(t.Context()); err != nil || schema != known+7 {
			t.Errorf("schema %d, %v", schema, err)
		}
	})
}
