// Package casework is track A, the case 群众诉求: from "here is what is wrong" to "is it solved?".
//
// Reading order: steps.go is the whole machine on one screen; case.go is what a case is; act_*.go are the actions, each
// a value with its input and its pure effect; clock.go is what the clock does by itself, recount.go how due times follow
// the calendar; door.go is the one door through which every change goes: get, seen version, allow, change, guarded UPDATE,
// ledger, outbox, in one transaction; see.go says who may see what, contact.go who may know the citizen, seen.go who has
// read what, queue.go what waits at a desk; lock.go, circle.go, readers.go and enclose.go keep what is sealed with those who
// may read it; file.go, list.go, read.go and sweep.go are the services that the edges call.
//
// It owns the tables cases, filing, case_entry, case_handler, case_area, case_counter, case_origin, case_seen,
// case_limit, seal_reader, seal_case and seal_share. It must never let a list, a count or a page pass by see.go, never write a case but through the door, and
// never send anything itself.
package casework
