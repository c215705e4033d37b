package site

import (
	"context"
	"strings"

	"golang.org/x/text/unicode/norm"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// mostMine is how many of her cases a citizen sees in one list.
const mostMine = 50

type minePage struct {
	ui.SitePage
	f        *form.Form
	cases    []mine
	receipts bool // this browser remembers some
}

// mine is one of her own cases: where it stands and what she can expect.
type mine struct {
	url, number, title string
	state              casework.State
	due                ui.Due
	next               string
	needs              string // what it waits for from her, "" for nothing
}

func (s *Server) myCases(c *call) error { return c.showMine(nil) }

func (c *call) showMine(f *form.Form) error {
	list, err := c.s.Cases.Mine(c.r.Context(), c.by, casework.Query{Limit: mostMine})
	if err != nil {
		return err
	}
	page := minePage{SitePage: c.sitePage(c.p.T("查进度"), ui.TabProgress), f: f, receipts: len(c.by.Receipts) > 0}
	page.Failed = f.Refused()
	for _, one := range list.Cases {
		page.cases = append(page.cases, c.mine(one))
	}
	return c.show(f.Status(), mineView(page))
}

func (c *call) mine(one *casework.Case) mine {
	v := c.view()
	m := mine{number: one.Number, title: one.Title, state: one.State, due: v.Due(one), next: v.Stands(one)}
	if home := c.dir.Congress(one.CongressID); home != nil {
		m.url = "/" + home.Slug + "/cases/" + one.Number
	}
	switch {
	case one.State == casework.Answered && one.Solved == "":
		m.needs = c.p.T("等您评价")
	case one.Paused():
		m.needs = c.p.T("等您补充")
	}
	return m
}

// findCase lets somebody without account and receipt look: by the number and the last digits of her phone. Whatever is
// wrong, the answer is the same; who tries often must wait.
func (s *Server) findCase(c *call) error {
	f, err := form.Read(c.r, form.Text, nil)
	number, tail := plainNumber(f.Line("number")), plainNumber(f.Line("tail"))
	if err == nil {
		if number == "" {
			f.Fail("number", "field.required")
		}
		if tail == "" {
			f.Fail("tail", "field.required")
		}
		err = f.Err()
	}
	var receipt []byte
	if err == nil {
		err = s.Guess(c.r.Context(), edge.ClientIP(c.r).String(), number, func(ctx context.Context) (err error) {
			receipt, err = s.Cases.Behind(ctx, number, tail)
			return err
		})
	}
	if fault.KindOf(err) == fault.NotFound {
		err = fault.New(fault.Invalid, "site.no_match")
	}
	if edge.Keep(c.w, f, err) {
		return c.showMine(f)
	}
	if err != nil {
		return err
	}
	s.remember(c.w, c.r, receipt)
	return c.toCase(number, receipt)
}

// toCase leads to a case in whichever congress it is.
func (c *call) toCase(number string, receipt []byte) error {
	c.by.Receipts = [][]byte{receipt}
	d, err := c.s.Cases.Read(c.r.Context(), c.by, number)
	if err != nil {
		return err
	}
	home := c.dir.Congress(d.Case.CongressID)
	if home == nil {
		return fault.Missing()
	}
	return c.redirect("/" + home.Slug + "/cases/" + number)
}

// plainNumber is a number as it was given out, however it is typed: small or full-width letters, with spaces.
func plainNumber(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
}

// forgetCases takes the receipts and the drafts off this browser: the phone may belong to somebody else.
func (s *Server) forgetCases(c *call) error {
	if _, err := form.Read(c.r, form.Text, nil); err != nil {
		return err
	}
	forgetReceipts(c.w, c.r)
	if err := c.forgetDrafts(); err != nil {
		return err
	}
	edge.Flash(c.w, c.r, ui.Good, "site.forgotten")
	return c.redirect(c.base() + "/cases")
}
