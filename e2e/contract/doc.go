// Package contract holds the API to its word: the tests read the OpenAPI document that a demonstration serves, and call
// every operation in it with the examples that it gives. It owns no table. Nothing here knows an operation by name but the
// few tables of what a document cannot say: which act must come before another, and what a random token is.
package contract
