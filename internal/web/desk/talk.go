package desk

import (
	"context"
	"slices"

	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
)

// voice says for whom words in the conversation about a case were: a shape, a word, and its tone.
type voice struct {
	name, icon, word string
	tone             ui.Tone
}

var (
	inside = voice{"inside", "lock", i18n.Key("内部"), ui.Plain}
	told   = voice{"told", "send", i18n.Key("已告知"), ui.Good}
	heard  = voice{"heard", "message-circle", i18n.Key("群众说"), ui.Info}
)

// voices are the actions that are words in the conversation. Words to the citizen go by ask, progress and the answers alone;
// a note never reaches her.
var voices = map[casework.Action]voice{"note": inside, "send_back": inside, "ask": told, "progress": told, "answer": told, "explain": told, "supply": heard}

// remark is one person's words in the conversation.
type remark struct {
	voice
	who, role string
	at        casework.Instant
	text      string
}

// talk is the conversation about a case: the oldest first, its older part folded, and who may read what stays inside.
type talk struct {
	older, recent []remark
	readers       []string
	write         *caseview.ActForm // for a note, nil where none may be written now
}

// recentWords is how many remarks a page shows unfolded.
const recentWords = 6

// talkOf reads the conversation out of a case's history. Notes that were taken back are in the timeline only.
func (s *Server) talkOf(ctx context.Context, v visit, d *casework.Dossier) (talk, error) {
	names := map[int64]string{}
	var all []remark
	for _, e := range d.Entries {
		voice, ok := voices[e.Action]
		if !ok || e.Undone || e.Text == "" {
			continue
		}
		r := remark{voice: voice, role: v.view.Who(e, d.Side), at: e.At, text: e.Text}
		if _, known := names[e.PersonID]; !known && e.Role != "" && s.Name != nil {
			name, err := s.Name(ctx, e.PersonID)
			if err != nil {
				return talk{}, err
			}
			names[e.PersonID] = name
		}
		if e.Role != "" {
			r.who = names[e.PersonID]
		}
		all = append(all, r)
	}
	cut := max(0, len(all)-recentWords)
	return talk{older: all[:cut], recent: all[cut:], readers: v.readers(d.Case)}, nil
}

// readers names who may read what is said inside about a case, as casework's visibility has it.
func (v visit) readers(c *casework.Case) []string {
	role := func(name string) string { return v.view.P.T("case.role." + name) }
	if c.Sealed() {
		return []string{v.view.P.T("指定的县人大专人"), role("discipline")}
	}
	var out []string
	add := func(d casework.Desk) {
		if d.ID != 0 {
			out = append(out, v.view.Desk(d))
		}
	}
	add(casework.Desk{Kind: casework.DeputyDesk, ID: c.DeputyID})
	add(casework.Desk{Kind: casework.StationDesk, ID: c.StationID})
	add(casework.Desk{Kind: casework.DepartmentDesk, ID: c.LeadID})
	for _, id := range c.CoIDs.List() {
		add(casework.Desk{Kind: casework.DepartmentDesk, ID: id})
	}
	out = append(out, role("case_officer"), role("leader"))
	if c.ReferredAt > 0 {
		out = append(out, role("discipline"))
	}
	return slices.Compact(out)
}

// tellsCitizen reports whether the reader may say something to the citizen now.
func (p casePage) tellsCitizen() bool {
	return slices.ContainsFunc(p.dossier.Actions, func(a casework.Action) bool { return voices[a].name == told.name })
}

// quietNotes leaves the words of notes out of the entries: the conversation beside the timeline says them.
func quietNotes(d *casework.Dossier) *casework.Dossier {
	quiet := *d
	quiet.Entries = slices.Clone(d.Entries)
	for i, e := range quiet.Entries {
		if e.Action == "note" && !e.Undone {
			quiet.Entries[i].Text = ""
		}
	}
	return &quiet
}
