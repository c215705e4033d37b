package api

import "slices"

// operations is the whole API. Each part stands beside the functions that answer it.
func operations() []operation {
	return slices.Concat(caseOperations, readOperations, photoOperations, actOperations(), figureOperations, nameOperations, meOperations, documentOperations)
}
