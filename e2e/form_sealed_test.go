package e2e

import (
	"net/url"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

// The forms of those who read sealed reports: the commission's key is open, the officer's is closed, one who waits can be let
// in, and there is a key on paper.
func (w *walked) sealedScene() {
	w.t.Helper()
	w.opensSealed(access.Discipline)
	at, err := url.Parse(w.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	var by access.Actor
	for _, c := range w.person(access.Discipline).client.Jar.Cookies(at) {
		if c.Name == "session" {
			by, _, err = w.Account.Actor(w.t.Context(), c.Value)
		}
	}
	if err == nil {
		w.paper, err = w.Cases.MakeRecovery(w.t.Context(), by, w.Home().ID)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.waits()
}

// opensSealed signs a reader in again and opens her key in that browser.
func (w *walked) opensSealed(role access.Role) *walker {
	w.t.Helper()
	her := w.person(role)
	w.signIn(her)
	page := her.get("/desk/sealed/open").want(200)
	if page.path == "/desk/sealed/open" {
		page.form("/desk/sealed/open").set("passphrase", w.passphrase()).send("").want(303)
	}
	if page := her.get("/desk/sealed"); !strings.Contains(page.said(), "密件已经打开") {
		w.t.Errorf("the key of %s is not open: %s %s", role, page.path, page.said())
	}
	return her
}

func (w *walked) passphrase() string { return w.Cast[access.Discipline].Passphrase }

// closesSealed closes the officer's.
func (w *walked) closesSealed() *walker {
	w.t.Helper()
	w.Sealing.CloseAll(w.Actor(access.CaseOfficer).PersonID)
	return w.person(access.CaseOfficer)
}

// waits lets another officer make her key, and wait to be let in.
func (w *walked) waits() *walker {
	w.t.Helper()
	home := w.Home().ID
	k, err := w.Cases.Keyholders(w.t.Context(), w.Actor(access.Discipline), home)
	if err != nil {
		w.t.Fatal(err)
	}
	last := k.Readers[len(k.Readers)-1]
	she := access.Actor{PersonID: last.PersonID, Session: "of her own", Grants: []access.Grant{{Role: access.CaseOfficer, CongressID: home}}}
	if last.Role != access.CaseOfficer || last.Standing == casework.Waiting {
		return w.person(access.Discipline)
	}
	if err := w.Cases.MakeSealKey(w.t.Context(), she, home, w.passphrase(), w.passphrase(), false); err != nil {
		w.t.Fatal(err)
	}
	return w.person(access.Discipline)
}
