package site

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

// atom is a feed as RFC 4287 has it.
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title   string   `xml:"title"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feed is the newest published cases for those who follow them with a reader: title and state, no names.
func (s *Server) feed(c *call) error {
	list, err := s.Cases.List(c.r.Context(), access.Actor{}, casework.Query{CongressID: c.home.ID, Public: true, Limit: perPage})
	if err != nil {
		return err
	}
	home := s.BaseURL + c.base()
	name := c.p.T("%s人大代表之家", c.home.Short)
	out := atom{Title: c.p.T("公开的答复") + " · " + name, ID: home + "/answers", Author: name,
		Links: []atomLink{{"self", home + "/answers.atom"}, {"alternate", home + "/answers"}}, Updated: stamp(casework.Moment(s.DB.Now()))}
	for i, one := range list.Cases {
		at := max(one.FiledAt, one.AnsweredAt, one.ReleasedAt)
		url := s.BaseURL + c.caseURL(one.Number)
		out.Entries = append(out.Entries, atomEntry{one.Title, url, stamp(at), atomLink{"alternate", url}, c.view().State(one.State)})
		if i == 0 {
			out.Updated = stamp(at)
		}
	}
	body, err := xml.Marshal(out)
	if err != nil {
		return fmt.Errorf("site: feed: %w", err)
	}
	c.w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	c.w.Header().Set("Cache-Control", "private, max-age=300")
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(append([]byte(xml.Header), body...)) // the client went away: nobody to tell
	return nil
}

func stamp(i casework.Instant) string { return i.Time().UTC().Format(time.RFC3339) }
