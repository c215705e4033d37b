package casework

import "jiazhan/internal/reseal"

// Sealed are the columns that hold encrypted words: who the citizen is, and all that is said in the sealed lane.
var Sealed = []reseal.Table{
	{Name: "cases", Key: []string{"id"}, Columns: []string{"title"}, Where: "sealed_at > 0"},
	{Name: "filing", Key: []string{"case_id"}, Columns: []string{"name", "phone", "address"}},
	{Name: "filing", Key: []string{"case_id"}, Columns: []string{"text", "place"}, Where: "sealed = 1"},
	{Name: "case_entry", Key: []string{"case_id", "seq"}, Columns: []string{"text"}, Where: "sealed = 1"},
}
