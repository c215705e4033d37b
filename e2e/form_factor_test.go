package e2e

import (
	"net/http"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
)

// regain gives a place where a form stands that was found nowhere any more, by its route: what somebody has yet to read, and
// the second factor, of which there is one in the house, the coordinator's.
var regain = map[string]func(w *walked) spot{
	"/desk/seen": func(w *walked) spot {
		w.play(scene{})
		return spot{w.person(access.StationAdmin), "/desk/?queue=unread", nil}
	},
	"/desk/sealed/close":                   func(w *walked) spot { return spot{w.opensSealed(access.Discipline), "/desk/sealed", nil} },
	"/desk/sealed/open":                    func(w *walked) spot { return spot{w.closesSealed(), "/desk/sealed/open", nil} },
	"/desk/sealed/admit":                   func(w *walked) spot { return spot{w.waits(), "/desk/sealed", nil} },
	"/desk/inbox":                          func(w *walked) spot { return spot{w.wasTold(), "/desk/inbox", nil} },
	"/signin/factor":                       func(w *walked) spot { return spot{w.hasFactor(), "/signin/factor", nil} },
	"/me/recovery":                         func(w *walked) spot { return spot{w.gaveFactor(), "/me", nil} },
	"/signin/factor/reset":                 func(w *walked) spot { return spot{w.lostFactor(), "/signin/factor", nil} },
	"/admin/safety/people/{person}/factor": func(w *walked) spot { return spot{w.person(access.SecurityAdmin), w.guarded(w.hasFactor()), nil} },
}

// wasTold is the station, which has just been told something.
func (w *walked) wasTold() *walker {
	w.t.Helper()
	note := notice.Note{CongressID: w.Home().ID, PersonID: w.actors[access.StationAdmin].PersonID, Key: "case.note.supplied", Args: notice.Args{w.filed[0]}, Link: "/desk/"}
	err := w.DB.Write(w.t.Context(), func(tx *sqldb.Tx) error { return w.Notice.Deliver(w.t.Context(), tx, []notice.Note{note}) })
	if err != nil {
		w.t.Fatal(err)
	}
	return w.person(access.StationAdmin)
}

// hasFactor signs the coordinator in, who has a second factor, and did not give it yet.
func (w *walked) hasFactor() *walker {
	w.t.Helper()
	her := w.person(access.Coordinator)
	w.signIn(her)
	page := her.get("/signin/factor/setup").want(http.StatusOK)
	if strings.HasPrefix(page.path, "/signin/factor/setup") {
		w.setsUp(her, page)
		w.signIn(her)
	}
	return her
}

// setsUp binds a new second factor.
func (w *walked) setsUp(her *walker, page answer) {
	w.t.Helper()
	page.form("/signin/factor/setup").send("").want(http.StatusSeeOther)
	w.Pass(time.Minute)
	const confirm = "/signin/factor/setup/confirm"
	o := w.find(her.get("/signin/factor/setup"), her, func(f *filled) bool { return f.action == confirm })
	w.fill(o).send("").want(http.StatusOK)
}

// gaveFactor signs the coordinator in and gives her second factor.
func (w *walked) gaveFactor() *walker {
	w.t.Helper()
	her := w.hasFactor()
	w.Pass(time.Minute)
	her.get("/signin/factor").form("/signin/factor").set("code", w.code()).send("").want(http.StatusSeeOther)
	return her
}

// lostFactor acts out that the coordinator lost her second factor: the security administrator lets her give it up, and
// she signs in.
func (w *walked) lostFactor() *walker {
	w.t.Helper()
	her, security := w.hasFactor(), w.person(access.SecurityAdmin)
	w.Pass(time.Hour)
	open := w.find(w.visit(security, w.guarded(her)), security, func(f *filled) bool { return strings.Contains(f.action, "/factor") })
	open.set("reason", "手机丢了，已打电话核实").send("").want(http.StatusSeeOther)
	w.signIn(her)
	return her
}

// guarded is the page of somebody as the security administrator sees her.
func (w *walked) guarded(p *walker) string {
	w.t.Helper()
	if p.safety != "" {
		return p.safety
	}
	page := w.visit(w.person(access.SecurityAdmin), "/admin/safety/people?q="+p.office.Name).want(http.StatusOK)
	for _, path := range addresses(page.body) {
		if strings.HasPrefix(path, "/admin/safety/people/") {
			return path
		}
	}
	w.t.Fatalf("%s has no link to %s", page.path, p.who)
	return ""
}
