package site

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/media"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// parcel is a copy on its way: its pages, and where its photos come from.
type parcel struct {
	*call
	copied
	photos []photoCopy
}

type photoCopy struct{ name, token string }

// copyCase gives who holds a case's receipt, or is its citizen, a copy of that case.
func (s *Server) copyCase(c *call) error {
	d, err := c.ownData()
	if err != nil {
		return err
	}
	p := &parcel{call: c}
	return p.take([]*casework.Case{d.Case}, d.Case.Number)
}

// copyAll gives a citizen who is signed in a copy of her account and of every case of hers.
func (s *Server) copyAll(w http.ResponseWriter, r *http.Request) error {
	c, err := s.mine(w, r)
	if err != nil {
		return err
	}
	list, err := s.Cases.Own(r.Context(), c.by)
	if err != nil {
		return err
	}
	p := &parcel{call: c}
	if p.Account, err = c.copiedAccount(); err != nil {
		return err
	}
	return p.take(list, c.p.T("%d 件", len(list)))
}

// take collects everything that can fail, records the copy, and then sends it photo by photo.
func (p *parcel) take(list []*casework.Case, what string) error {
	if _, err := form.Read(p.r, form.Text, nil); err != nil {
		return err
	}
	if err := p.spend(limit.Copy); err != nil {
		return err
	}
	p.Made = p.s.DB.Now()
	var congressID int64
	for _, one := range list {
		if err := p.add(one.Number); err != nil {
			return err
		}
		congressID = one.CongressID
	}
	if p.Account != nil {
		congressID = 0
	}
	if err := p.s.Account.Copied(p.r.Context(), congressID, p.by.PersonID, edge.ClientIP(p.r).String(), what); err != nil {
		return err
	}
	return p.send()
}

// add copies one case as its citizen sees it: what those on duty wrote among themselves is no part of it.
func (p *parcel) add(number string) error {
	d, err := p.s.Cases.Read(p.r.Context(), p.by, number)
	if err != nil {
		return err
	}
	if !casework.Hers(p.by, d.Case) {
		return fault.Missing()
	}
	pictures, err := p.s.pictures(p.r.Context(), d)
	if err != nil {
		return err
	}
	v, who := p.view(), p.contact(d)
	out := copiedCase{Number: number, Title: d.Case.Title, Kind: v.Kind(d.Case.Kind), State: v.State(d.Case.State), Filed: d.Case.FiledAt.Time(),
		Text: d.Text, Place: d.Place, Name: who.Name, Phone: who.Phone, Address: who.Address, Consent: d.Consent,
		AgreePublic: d.Case.AgreePublic, AgreeName: d.Case.AgreeName, Published: d.Case.ReleasedAt > 0, Notice: d.Notice}
	if home := p.dir.Congress(d.Case.CongressID); home != nil {
		out.Congress = home.Name
	}
	for _, e := range d.Entries {
		step := copiedStep{At: e.At.Time(), What: v.Sentence(e, casework.CitizenSide), Text: e.Text}
		for i, photo := range pictures[e.Seq] {
			name := "photos/" + number + "/" + strconv.FormatInt(e.Seq, 10) + "-" + strconv.Itoa(i+1) + ".jpg"
			step.Photos = append(step.Photos, name)
			p.photos = append(p.photos, photoCopy{name, photo.Token})
		}
		out.Steps = append(out.Steps, step)
	}
	p.Cases = append(p.Cases, out)
	return nil
}

// send streams the archive. What fails once it has begun cuts the connection, so that no half copy looks whole.
func (p *parcel) send() error {
	text, err := json.MarshalIndent(p.copied, "", "  ")
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := copyView(p).Render(p.r.Context(), &page); err != nil {
		return err
	}
	day := workday.Date(p.Made)
	h := p.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(p.p.T("我的个人信息")+" "+day+".zip"))
	h.Set("Cache-Control", "no-store")
	if err := p.pack(p.r.Context(), page.Bytes(), text); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (p *parcel) pack(ctx context.Context, page, data []byte) error {
	z := zip.NewWriter(p.w)
	for _, file := range []struct {
		name string
		body []byte
	}{{"index.html", page}, {"data.json", data}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: p.Made})
		if err != nil {
			return err
		}
		if _, err := w.Write(file.body); err != nil {
			return err
		}
	}
	for _, photo := range p.photos {
		if err := p.packPhoto(ctx, z, photo); err != nil {
			return err
		}
	}
	return z.Close()
}

// packPhoto stores a photo as it is: a JPEG does not get smaller.
func (p *parcel) packPhoto(ctx context.Context, z *zip.Writer, photo photoCopy) error {
	file, _, err := p.s.Media.Open(ctx, photo.token, media.Large, nil)
	if err != nil {
		return err
	}
	defer file.Close()
	w, err := z.CreateHeader(&zip.FileHeader{Name: photo.name, Method: zip.Store, Modified: p.Made})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, file)
	return err
}

// pictures are the photos of a case that are for this reader, by entry.
func (s *Server) pictures(ctx context.Context, d *casework.Dossier) (out map[int64][]media.Photo, err error) {
	if !pictured(d) {
		return nil, nil
	}
	out = map[int64][]media.Photo{}
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := media.Of(ctx, tx, "case/"+d.Case.Number)
		for _, p := range all {
			if _, seq, ok := ownerOf(p); ok && told(d, seq) {
				out[seq] = append(out[seq], p)
			}
		}
		return err
	})
	return out, err
}
