package desk

import (
	"net/http"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// undoOf offers to take back the act that made a case what it is, nil where that cannot be done.
func (s *Server) undoOf(r *http.Request, v visit, c *casework.Case) (*ui.Undo, error) {
	until, ok := casework.Undoable(v.by, c, s.Cases.DB.Now())
	if !ok {
		return nil, nil
	}
	walk, err := s.walkOf(r, v, c.Number)
	return &ui.Undo{Action: walk.link(caseURL(c.Number) + "/undo"), Version: int64(c.Version), Until: until}, err
}

// offerUndo offers to take back together what was done to the rows, as long as the first of them can be taken back.
func (p *bulkPage) offerUndo(v visit) {
	for _, row := range p.rows {
		until, ok := casework.Undoable(v.by, row.c, v.view.Now)
		if row.result != "" || !ok {
			continue
		}
		p.undos = append(p.undos, row.c)
		if p.undo == nil || until.Before(p.undo.Until) {
			p.undo = &ui.Undo{Action: v.url("/desk/bulk/"+string(undoing), nil), Until: until}
		}
	}
	if p.undo != nil {
		p.undo.Label = v.view.P.T("撤销这 %d 件", len(p.undos))
	}
}

// tooLate says of an undo that came when its time was over why nothing was taken back.
func tooLate(err error) error {
	if f := fault.As(err); f != nil && f.Kind == fault.Conflict && f.Detail == nil {
		return fault.New(fault.Conflict, "desk.undo_row_late")
	}
	return err
}

// undo takes the last act back and leads to the case as it is then; when it is too late, that is said there.
func (s *Server) undo(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sentOn(w, r)
	if err != nil {
		return err
	}
	number := r.PathValue("number")
	_, err = s.Cases.Do(r.Context(), v.by, casework.At{Number: number, Seen: casework.Version(f.Version()), Key: f.Key()}, &casework.Undo{})
	switch {
	case err == nil:
		edge.Flash(w, r, ui.Good, "desk.undone")
	case fault.KindOf(err) == fault.Conflict && meanwhile(v.view, err) != "":
		edge.Flash(w, r, ui.Soon, "desk.undo_meanwhile", meanwhile(v.view, err))
	case fault.KindOf(err) == fault.Conflict:
		edge.Flash(w, r, ui.Soon, "desk.undo_late")
	default:
		return err
	}
	return s.after(w, r, v, number)
}
