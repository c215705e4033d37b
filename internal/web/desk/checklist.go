package desk

import (
	"net/http"
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

const (
	// sure is the box with which one sends a reply although something in it was asked about.
	sure = "sure"
	// lookOnly is the button with which one looks through a reply where no script does.
	lookOnly = "look"
)

// checklist is what was found in a reply, line by line; nil where the act is no reply.
type checklist struct {
	ui.Page
	url    string // looks again while one writes
	lines  []checkLine
	open   int  // lines that are not fine
	asks   bool // something must be confirmed before it is sent
	ticked bool
	empty  bool // nothing is written yet
}

type checkLine struct {
	tone       ui.Tone
	icon, word string // of the verdict
	text       string
}

// looks is how a verdict looks: a tone, a shape and a word.
var looks = map[casework.Verdict]checkLine{
	casework.Fine: {tone: ui.Good, icon: "check", word: "desk.verdict.fine"},
	casework.Look: {tone: ui.Soon, icon: "alert-circle", word: "desk.verdict.look"},
	casework.Sure: {tone: ui.Soon, icon: "alert-triangle", word: "desk.verdict.sure"},
	casework.Stop: {tone: ui.Late, icon: "x", word: "desk.verdict.stop"},
}

// checksOf makes the list of what was found. While nothing is written it has only the points to think of.
func (v visit) checksOf(page ui.Page, url string, found []casework.Check, f *form.Form, empty bool) *checklist {
	if found == nil {
		return nil
	}
	list := &checklist{Page: page, url: url, ticked: f.Get(sure) != "", empty: empty}
	if empty {
		for _, c := range found {
			list.lines = append(list.lines, checkLine{ui.Plain, "circle-dot", v.view.P.T("desk.verdict.open"), v.view.P.T("desk.check." + c.Point)})
		}
		return list
	}
	for _, c := range found {
		line := looks[c.Verdict]
		line.word = v.view.P.T(line.word)
		line.text = v.view.Checked(c)
		if c.Verdict != casework.Fine {
			list.open++
		}
		list.asks = list.asks || c.Verdict == casework.Sure
		list.lines = append(list.lines, line)
	}
	return list
}

// lookThrough gives the checklist of what stands in a form.
func (s *Server) lookThrough(r *http.Request, v visit, number string, a casework.Action, f *form.Form) ([]casework.Check, error) {
	act := casework.NewAct(a)
	if act == nil {
		return nil, fault.Missing()
	}
	casework.Fill(act, f.All)
	return s.Cases.Checklist(r.Context(), v.by, number, act, len(f.All("photos")))
}

// checkReply answers a form that is being written: the list as it is now.
func (s *Server) checkReply(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sentOn(w, r)
	if err != nil {
		return err
	}
	found, err := s.lookThrough(r, v, r.PathValue("number"), casework.Action(r.PathValue("action")), f)
	if err != nil {
		return err
	}
	list := v.checksOf(edge.Page(w, r, ""), r.URL.RequestURI(), found, f, hanzi.Blank(f.Get(templated[casework.Action(r.PathValue("action"))])))
	if list == nil {
		return fault.Missing()
	}
	return edge.Render(w, r, http.StatusOK, checklistPart(list))
}

// careful asks once more before words are sent that bind nobody, or that name somebody in public.
func (s *Server) careful(r *http.Request, v visit, a casework.Action, f *form.Form) error {
	if f.Get(sure) != "" {
		return nil
	}
	found, err := s.lookThrough(r, v, r.PathValue("number"), a, f)
	if err != nil {
		return err
	}
	field := templated[a]
	for _, c := range found {
		if c.Verdict == casework.Sure {
			f.Fail(field, "desk.ask."+c.Point, strings.Join(c.Words, "、"))
		}
	}
	return f.Err()
}
