// Package api is JSON v1: everything that the pages do with cases, for programs. It owns no table.
//
// Reading order: api.go is what it stands on; operation.go is the shape of one row; operations.go lists the rows, each of
// which stands in the file of its resource beside the function that answers it; acts.go makes one row of every action in
// casework's table; call.go is one request from its token to its answer; body.go reads JSON strictly; problem.go is the
// one place where an error becomes problem+json; view*.go turn cases into JSON; document.go and schema.go describe all of
// it as OpenAPI 3.1 with huma's model, docs.go as a page.
//
// Huma describes and does not answer. What a request must be is checked once, by the domain, whose faults have sentences
// in every language; huma would check it again, in English only, and let repeated properties and broken text pass.
// BenchmarkHuma and BenchmarkRefuse show that both cost the same, some 25 µs.
//
// It must never show an id of the database (the ledger's own numbers apart, without which nobody can verify it), never
// take a session cookie, and never answer about a case without asking casework who may see it.
package api
