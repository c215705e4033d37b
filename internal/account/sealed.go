package account

import "jiazhan/internal/reseal"

// Sealed are the columns that hold encrypted words: names, phones, secrets of second factors, lists that were read in.
var Sealed = []reseal.Table{
	{Name: "person", Key: []string{"id"}, Columns: []string{"name", "phone"}},
	{Name: "factor", Key: []string{"person_id"}, Columns: []string{"secret", "pending"}},
	{Name: "roster", Key: []string{"ref"}, Columns: []string{"content"}},
}
