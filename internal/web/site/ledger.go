package site

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/workday"
)

// ledgerPage shows the roots of the newest days to everybody.
type ledgerPage struct {
	days    []ledgerDay
	older   []ledgerDay // folded away
	command string
}

type ledgerDay struct {
	day, date, root string
	events          int
	signed          bool
}

// A month is shown, a week of it at once.
const (
	daysShown = 31
	daysOpen  = 7
)

// checkCommand checks the signature of a day; %s is the day.
const checkCommand = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin \\\n  -in %[1]s.txt -sigfile %[1]s.sig"

func (s *Server) showLedger(w http.ResponseWriter, r *http.Request) error {
	var list []ledger.Day
	err := s.DB.Read(r.Context(), func(tx *sqldb.Tx) (err error) {
		list, err = ledger.Days(r.Context(), tx, "", daysShown)
		return err
	})
	if err != nil {
		return err
	}
	edge.Public(w)
	page := edge.Page(w, r, edge.Printer(r).T("每日存证"))
	view := ledgerPage{command: fmt.Sprintf(checkCommand, "2026-03-11")}
	if len(list) > 0 {
		view.command = fmt.Sprintf(checkCommand, list[0].Day)
	}
	days := make([]ledgerDay, len(list))
	for i, d := range list {
		at, err := time.ParseInLocation(time.DateOnly, d.Day, workday.Shanghai())
		if err != nil {
			return err
		}
		days[i] = ledgerDay{d.Day, page.P.DateAt(at, s.DB.Now()), hex.EncodeToString(d.Root), int(d.Events), len(d.Signature) > 0}
	}
	view.days, view.older = days[:min(len(days), daysOpen)], days[min(len(days), daysOpen):]
	return edge.Render(w, r, http.StatusOK, ledgerView(page, view))
}

// ledgerFile gives what a stranger needs to check a day: the public key, what was signed, the signature.
func (s *Server) ledgerFile(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("file")
	day, kind, _ := strings.Cut(name, ".")
	if name == "key.pem" {
		key, err := s.Keys.PublicKey()
		if err != nil {
			return err
		}
		return saved(w, "application/x-pem-file", name, []byte(key))
	}
	var d ledger.Day
	err := s.DB.Read(r.Context(), func(tx *sqldb.Tx) (err error) {
		d, err = ledger.DayOf(r.Context(), tx, day)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(d.Signature) == 0:
		return fault.Missing()
	case kind == "txt":
		return saved(w, "text/plain; charset=utf-8", name, []byte(d.Statement()))
	case kind == "sig":
		return saved(w, "application/octet-stream", name, d.Signature)
	}
	return fault.Missing()
}

// proveCase gives the certificate of a case to whoever may read it. It names nobody.
func (s *Server) proveCase(c *call) error {
	d, err := c.read(c.r.PathValue("number"))
	if err != nil {
		return err
	}
	key, err := s.Keys.PublicKey()
	if err != nil {
		return err
	}
	var proof ledger.Certificate
	err = s.DB.Read(c.r.Context(), func(tx *sqldb.Tx) (err error) {
		proof, err = ledger.Prove(c.r.Context(), tx, "case/"+d.Case.Number, key)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, i18n.Key("今天的存证要到明天零点以后才有，请明天再来。"))
	}
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(proof, "", "  ")
	if err != nil {
		return err
	}
	return saved(c.w, "application/json", d.Case.Number+".json", text)
}

// provable reports whether a case is old enough to have a certificate.
func (c *call) provable(filed time.Time) bool { return filed.Before(workday.Day(c.s.DB.Now())) }

func saved(w http.ResponseWriter, kind, name string, content []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err := w.Write(content)
	return err
}
