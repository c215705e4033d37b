// Package e2e proves the house from outside: tests that start the real program with every edge, and use it over HTTP as
// citizens, officers, programs and strangers do. It owns no table and no code that the program needs. It must never reach
// past HTTP to act; only to look at what stands in the database afterwards, and to move the clock.
//
// Reading order: town_test.go opens an installation, browser_test.go fills its forms as a browser without scripts does,
// api_test.go speaks JSON, report_test.go goes through the citizens' wizard; then one file for each thing that is proved:
//
//   - messages, life, counts, export: real messages are filed, live random lawful lives and end; nothing is lost, every
//     byte is kept, every history holds, every count is its list. The messages are looked for in $JIAZHAN_SHARED, else in
//     ../shared beside the project; without them the sample's stories are filed instead.
//   - kill, disk, nodes: the program is killed, the disk is full, the database goes away, two nodes work at once.
//   - forms, form_*: every form of the demonstration, found by walking through it as everybody (walk), is filled well (good)
//     and with everything in nasty; cases in every state are acted out in scene, what was taken is looked for in literal.
//   - odd, refused, picture, address: what nobody means to send is shown literally or refused, with everything typed kept.
//   - guess, isolation, privacy: what is not yours is not there, is not guessed, and lies nowhere in the open.
//   - together, buttons, reading: ten at once are one, a stale page is told, a clock set back keeps the order; what is not
//     hers is refused although it is sent by hand, and whoever only reads changes nothing.
//   - golden, routes, meta: who gets what on every route (testdata/routes.txt, written with -update): 422 for a form that she
//     might have sent, 403 and 404 for one that is not hers; every form needs its token, no link leads nowhere, whatever is
//     put into the outbox is taken out.
package e2e
