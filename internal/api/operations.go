package api

import "slices"

// operations is the whole API. Each part stands beside the functions that answer it.
func operations() []operation {
	return slices.Concat(caseOperations, readOperations, photoOperations, actOperations(), officeOperations(), figureOperations, nameOperations, meOperations, ownOperations, copyOperations, sealedOperations, documentOperations)
}

// Patterns lists every route of the API as http.ServeMux patterns, for the tests that ask a rule for each.
func Patterns() []string {
	var out []string
	for _, op := range operations() {
		out = append(out, op.method+" "+Base+op.path)
	}
	return out
}
