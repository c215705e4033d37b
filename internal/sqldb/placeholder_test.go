package sqldb

import "testing"

func TestPositional(t *testing.T) {
	for query, want := range map[string]string{
		"SELECT 1":                           "SELECT 1",
		"INSERT INTO t VALUES ($1,$2)":       "INSERT INTO t VALUES (?,?)",
		"a = $1 AND (b = $2 OR b > $3)":      "a = ? AND (b = ? OR b > ?)",
		"a = $1 OR b = $1":                   "a = $1 OR b = $1",
		"a = $2 AND b = $1":                  "a = $2 AND b = $1",
		"a = $1 AND b = $12":                 "a = $1 AND b = $12",
		"a = '$1' AND b = $1":                "a = '$1' AND b = $1",
		"a LIKE '?' AND b = $1":              "a LIKE '?' AND b = $1",
		"$1 $2 $3 $4 $5 $6 $7 $8 $9 $10 $11": "? ? ? ? ? ? ? ? ? ? ?",
		"$10":                                "$10",
	} {
		if got := positional(query); got != want {
			t.Errorf("%q became %q, want %q", query, got, want)
		}
	}
}
