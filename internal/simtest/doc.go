// Package simtest lives through years of a county from a seed: everybody acts, lawfully and not, requests come twice, the
// clock runs, stops, jumps back and over the end of the year, what goes out fails, and of the two nodes on one database each
// is killed in the middle of what it does. Then it asks whether everything that must hold does. One goroutine does one
// thing after the other, so that a seed is one history, byte for byte; where the program takes chance from crypto/rand
// (numbers of receipts, salts, nonces), which decides nothing, that too is made from the seed.
//
//	go test ./internal/simtest -run Simulation -seed 17        one seed
//	make simulate SEEDS=10000                                  the night
//
// Reading order: world_test.go is a seed from its beginning to its end; deed_test.go what people do, node_test.go the nodes,
// outbox_test.go what goes out, break_test.go how a node breaks, whole_test.go what must hold. Only tests are in it.
package simtest
