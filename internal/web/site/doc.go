// Package site is the citizens' side of the house: filing, the way of a case, the public answers, stations and deputies.
// It owns no table; its only memory is a cookie with the receipts of this browser. Every page works without a script.
// It must never show a case that casework did not hand out for this reader, never keep an unsent report, and never
// remember a report of the sealed lane on the phone it was sent from.
//
// Reading order: server.go lists the pages; call.go is what every page knows; then one file a page, each beside its
// templ file.
package site
