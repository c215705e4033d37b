// Package e2e proves the house from outside: tests that start the real program with every edge, and use it over HTTP as
// citizens, officers and strangers do. It owns no table and no code that the program needs. It must never reach past HTTP
// to act; only to look at what stands in the database afterwards, and to move the clock.
//
// Reading order: town_test.go opens an installation, browser_test.go fills its forms as a browser without scripts does,
// api_test.go speaks JSON; then one file for each thing that is proved.
package e2e
