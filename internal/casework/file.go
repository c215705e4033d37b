package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/jobs"
	"jiazhan/internal/once"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/workday"
)

// Filing is what a citizen sends. Only the text is required; everything else helps.
type Filing struct {
	Kind     Kind     `json:"kind,omitempty" input:"choice" enum:"problem,clue,opinion"` // default problem
	Title    string   `json:"title,omitempty" input:"line" max:"60"`                     // default: the text's first line
	Text     string   `json:"text" input:"text,required" max:"5000"`
	Place    string   `json:"place,omitempty" input:"line" max:"200"`   // where, in words
	PlaceOf  string   `json:"place_code,omitempty" input:"place"`       // division code of the township or village
	Station  string   `json:"station,omitempty" input:"station"`        // to whom; with neither the system chooses
	Deputy   string   `json:"deputy,omitempty" input:"deputy"`          //
	Areas    []string `json:"areas,omitempty" input:"areas"`            //
	Photos   []string `json:"photos,omitempty" input:"photos"`          //
	Name     string   `json:"name,omitempty" input:"line" max:"40"`     // of the citizen
	Phone    string   `json:"phone,omitempty" input:"line" max:"20"`    // mainland mobile or landline
	Address  string   `json:"address,omitempty" input:"line" max:"200"` //
	Public   bool     `json:"agree_public,omitempty" input:"bool"`      // may be published without her name
	ShowName bool     `json:"agree_name,omitempty" input:"bool"`        // the handling department may know who she is
	Against  bool     `json:"against_person,omitempty" input:"bool"`    // accuses a person: the sealed lane
	OnBehalf bool     `json:"on_behalf,omitempty" input:"bool"`         // 代录入: the actor writes for her
	Consent  string   `json:"consent,omitempty" input:"line" max:"200"` // on behalf: how she agreed
	Channel  string   `json:"channel,omitempty" input:"choice" enum:"web,wechat,phone,visit,letter,api"`
}

// Receipt is what the citizen gets at once: the number and the secret that opens the case without an account.
type Receipt struct {
	Number string
	Token  string
	Case   *Case
}

var channels = []string{"web", "wechat", "phone", "visit", "letter", "api"}

func (f *Filing) check(bad *fault.Fields, a access.Actor, congressID int64) {
	if f.Kind == "" {
		f.Kind = Problem
	}
	if f.Channel == "" {
		f.Channel = "web"
	}
	chosen(bad, "kind", f.Kind, Kinds...)
	chosen(bad, "channel", f.Channel, channels...)
	words(bad, "text", f.Text, true, LongText)
	line(bad, "title", f.Title, ShortText)
	line(bad, "place", f.Place, 200)
	line(bad, "name", f.Name, 40)
	line(bad, "address", f.Address, 200)
	line(bad, "consent", f.Consent, 200)
	bad.Check(f.Phone == "" || phone(f.Phone) != "", "phone", "field.phone")
	bad.Check(len(f.Photos) <= 9, "photos", "case.photos", 9)
	if f.OnBehalf {
		bad.Check(a.Can(access.FileForOthers, congressID), "on_behalf", "case.no_behalf")
		bad.Check(!hanzi.Blank(f.Consent), "consent", "field.required")
	}
}

func line(bad *fault.Fields, name, text string, most int) {
	if key := hanzi.CheckLine(text, most); key != "" {
		bad.Add(name, key)
	}
}

// phone gives the digits of a telephone number, "" for what is none.
func phone(s string) string {
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case strings.ContainsRune(" -－+()（）　", r):
			return -1
		}
		return 'x'
	}, s)
	digits = strings.TrimPrefix(digits, "86")
	if strings.Contains(digits, "x") || len(digits) < 7 || len(digits) > 12 {
		return ""
	}
	return digits
}

// File 提交 files a case with a congress. The number is given at once. The same key gives the same number for ever.
func (s *Service) File(ctx context.Context, by access.Actor, congressID int64, f Filing, key string) (Receipt, error) {
	var bad fault.Fields
	f.check(&bad, by, congressID)
	bad.Check(len(key) <= once.MaxKey, "key", "once.long")
	if err := bad.Err(); err != nil {
		return Receipt{}, err
	}
	if !by.InScope(access.ScopeFile) {
		return Receipt{}, notAllowed()
	}
	dir, err := s.Directory(ctx)
	if err != nil {
		return Receipt{}, err
	}
	n, err := s.newCase(ctx, dir, by, congressID, f)
	if err != nil {
		return Receipt{}, err
	}
	k, err := onceKey(by, fmt.Sprintf("file %d", congressID), key, f)
	if err != nil {
		return Receipt{}, err
	}
	var r Receipt
	err = again(func() error {
		return s.DB.Write(ctx, func(tx *sqldb.Tx) (err error) {
			r, err = s.fileOnce(ctx, tx, n.copy(), k)
			return err
		})
	})
	return r, err
}

// filed is a case made ready outside the transaction, so that the writer has little to do.
type filed struct {
	Case
	by      access.Actor
	form    Filing
	prefix  string
	token   string
	secret  string // the token, sealed for the idempotency store
	salt    string
	name    string // sealed
	phone   string
	address string
	past    *Historic // an imported case's source; nil: it was filed here
	public  *string   // what the public reads instead of the text; nil: the text
	rules   Rules
}

func (n filed) copy() *filed { return &n }

func (s *Service) newCase(ctx context.Context, dir *congress.Directory, by access.Actor, congressID int64, f Filing) (*filed, error) {
	home := dir.Congress(congressID)
	if home == nil {
		return nil, fault.Missing()
	}
	desk, station, deputy, err := s.choose(dir, congressID, f)
	if err != nil {
		return nil, err
	}
	ids, err := areaIDs(dir, congressID, f.Areas)
	if err != nil {
		return nil, err
	}
	n := &filed{by: by, form: f, prefix: home.Prefix, token: vault.Token(), salt: vault.Salt()}
	if n.rules, err = s.Rules(ctx, congressID); err != nil {
		return nil, err
	}
	n.CongressID, n.Title = congressID, f.title()
	n.Kind, n.State, n.Desk, n.Channel, n.Areas = f.Kind, Filed, desk, f.Channel, ids
	n.StationID, n.DeputyID = station, deputy
	n.AgreePublic, n.AgreeName = f.Public && !f.Against, f.ShowName
	if p := dir.PlaceByCode(congressID, f.PlaceOf); p != nil {
		n.PlaceID = p.ID
	}
	n.whose(by, s.Keys.Index("phone", phone(f.Phone)))
	n.Receipt = vault.HashToken(n.token)
	return n, s.sealFiling(n)
}

// whose sets who the citizen is: her account and verified phone, or for somebody else only the phone that was given.
func (n *filed) whose(by access.Actor, contact []byte) {
	n.Contact = contact
	if n.form.OnBehalf {
		n.FiledBy = by.PersonID
		return
	}
	n.ReporterID = by.PersonID
	if len(contact) == 0 {
		n.Contact = by.Phone
	}
}

func (f *Filing) title() string {
	if !hanzi.Blank(f.Title) {
		return f.Title
	}
	first, _, _ := strings.Cut(strings.TrimSpace(f.Text), "\n")
	runes := []rune(strings.TrimSpace(first))
	if len(runes) > 30 {
		return string(runes[:30]) + "…"
	}
	return string(runes)
}

func (s *Service) sealFiling(n *filed) (err error) {
	seal := func(plain string) string {
		sealed, e := s.Keys.Seal(plain)
		if e != nil {
			err = e
		}
		return sealed
	}
	n.name, n.phone, n.address, n.secret = seal(n.form.Name), seal(n.form.Phone), seal(n.form.Address), seal(n.token)
	return err
}

// choose finds the first desk: the deputy or station that was named, else the station of the place, else the county.
// An accusation against a person goes straight to the county office.
func (s *Service) choose(dir *congress.Directory, congressID int64, f Filing) (Desk, int64, int64, error) {
	if f.Against {
		return Desk{CountyDesk, 0}, 0, 0, nil
	}
	if f.Station != "" || f.Deputy != "" {
		return address(dir, congressID, f.Station, f.Deputy)
	}
	place := dir.PlaceByCode(congressID, f.PlaceOf)
	for _, id := range placeAndAbove(place) {
		for _, st := range dir.StationsOf(id) {
			if st.Open {
				return Desk{StationDesk, st.ID}, st.ID, 0, nil
			}
		}
	}
	return Desk{CountyDesk, 0}, 0, 0, nil
}

func placeAndAbove(p *congress.Place) []int64 {
	if p == nil {
		return nil
	}
	return []int64{p.ID, p.ParentID}
}

// address turns slugs into the desk of a deputy, or of a station; a deputy brings his station.
func address(dir *congress.Directory, congressID int64, station, deputy string) (Desk, int64, int64, error) {
	var stationID int64
	if station != "" {
		st := dir.StationBySlug(congressID, station)
		if st == nil {
			return Desk{}, 0, 0, wrong("station", "field.station")
		}
		stationID = st.ID
	}
	if deputy == "" {
		return Desk{StationDesk, stationID}, stationID, 0, nil
	}
	d := dir.DeputyBySlug(congressID, deputy)
	if d == nil {
		return Desk{}, 0, 0, wrong("deputy", "field.deputy")
	}
	if stationID == 0 {
		stationID = d.StationID
	}
	return Desk{DeputyDesk, d.ID}, stationID, d.ID, nil
}

func (s *Service) fileOnce(ctx context.Context, tx *sqldb.Tx, n *filed, k once.Key) (Receipt, error) {
	if k.Key == "" {
		return s.file(ctx, tx, n)
	}
	before, done, err := once.Result(ctx, tx, k)
	if err != nil {
		return Receipt{}, err
	}
	if done {
		return s.receiptAgain(ctx, tx, before)
	}
	r, err := s.file(ctx, tx, n)
	if err != nil {
		return Receipt{}, err
	}
	return r, once.Keep(ctx, tx, k, r.Number+" "+n.secret)
}

func (s *Service) receiptAgain(ctx context.Context, tx *sqldb.Tx, before string) (Receipt, error) {
	number, secret, _ := strings.Cut(before, " ")
	token, err := s.Keys.Open(secret)
	if err != nil {
		return Receipt{}, err
	}
	c, err := sqldb.One(ctx, tx, scanCase, selectCase+`WHERE number = $1`, number)
	return Receipt{number, token, c}, err
}

// file stores a new case: number, row, text, first entry, ledger, outbox.
func (s *Service) file(ctx context.Context, tx *sqldb.Tx, n *filed) (Receipt, error) {
	if err := n.begin(ctx, tx); err != nil {
		return Receipt{}, err
	}
	e, err := s.first(ctx, tx, n)
	if err != nil {
		return Receipt{}, err
	}
	if err := s.insert(ctx, tx, n, e); err != nil {
		return Receipt{}, err
	}
	if err := s.Note(ctx, tx, n.CongressID, n.ID); err != nil {
		return Receipt{}, err
	}
	if err := jobs.Put(ctx, tx, Happened, News{n.ID, 1, "file"}); err != nil {
		return Receipt{}, err
	}
	return Receipt{n.Number, n.token, &n.Case}, nil
}

// begin gives the case its number and its first due time.
func (n *filed) begin(ctx context.Context, tx *sqldb.Tx) error {
	now := Moment(tx.Now)
	n.FiledAt, n.DeskSince, n.touchedAt = now, now, now
	n.DueAt = n.rules.after(now, FirstLook, n.Class)
	if n.form.Against {
		n.SealedAt = now
	}
	_, n.AlarmAt = next(&n.Facts, n.rules)
	last, err := takeNumbers(ctx, tx, n.CongressID, yearOf(tx.Now), 1)
	n.Number = caseNumber(n.prefix, yearOf(tx.Now), last)
	return err
}

// takeNumbers counts the cases of a congress and a Beijing year; it gives the last of the numbers taken.
func takeNumbers(ctx context.Context, tx *sqldb.Tx, congressID int64, year, count int) (last int64, err error) {
	return tx.Insert(ctx, `INSERT INTO case_counter (congress_id, year, last) VALUES ($1,$2,$3)
		ON CONFLICT (congress_id, year) DO UPDATE SET last = case_counter.last + $4 RETURNING last`, congressID, year, count, count)
}

func yearOf(t time.Time) int { return t.In(workday.Shanghai()).Year() }

// caseNumber is a number as people read it: ZD2026-000123.
func caseNumber(prefix string, year int, n int64) string {
	return fmt.Sprintf("%s%d-%06d", prefix, year, n)
}

var insertCase = func() string {
	marks := make([]string, 10+len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	return "INSERT INTO cases (congress_id, number, title, version, head, touched_at, alarm_at, reporter_id, contact, receipt, " +
		columnNames + ") VALUES (" + strings.Join(marks, ",") + ") RETURNING id"
}()

// insert stores a new case whose events are recorded already: row, text, entries, derived rows.
func (s *Service) insert(ctx context.Context, tx *sqldb.Tx, n *filed, entries ...*Entry) (err error) {
	if err = s.insertRows(ctx, tx, n); err != nil {
		return err
	}
	for _, e := range entries {
		if err = s.store(ctx, tx, &n.Case, e); err != nil {
			return err
		}
	}
	if err = addHandlers(ctx, tx, &n.Case); err != nil {
		return err
	}
	return addAreas(ctx, tx, &n.Case)
}

func (s *Service) insertRows(ctx context.Context, tx *sqldb.Tx, n *filed) error {
	title, text, place, err := s.texts(n)
	if err != nil {
		return err
	}
	args := make([]any, 0, 10+len(columns))
	args = append(args, n.CongressID, n.Number, title, int64(n.Version), n.head, int64(n.touchedAt), int64(n.AlarmAt), n.ReporterID, bytesOrNil(n.Contact), bytesOrNil(n.Receipt))
	for _, c := range columns {
		args = append(args, c.value(&n.Facts))
	}
	if n.ID, err = tx.Insert(ctx, insertCase, args...); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO filing (case_id, text, salt, sealed, place, name, phone, address, consent, public_text)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
		n.ID, text, n.salt, bit(n.Sealed()).int(), place, n.name, n.phone, n.address, n.form.Consent, n.public)
	return err
}

// texts are title, text and place as they are stored: encrypted in the sealed lane.
func (s *Service) texts(n *filed) (title, text, place string, err error) {
	title, text, place = n.Title, n.form.Text, n.form.Place
	if !n.Sealed() {
		return title, text, place, nil
	}
	for _, p := range []*string{&title, &text, &place} {
		if *p, err = s.Keys.Seal(*p); err != nil {
			return "", "", "", err
		}
	}
	return title, text, place, nil
}

func bytesOrNil(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// first makes the first entry of a case and its event, version 1.
func (s *Service) first(ctx context.Context, tx *sqldb.Tx, n *filed) (*Entry, error) {
	hashes, err := s.attach(ctx, tx, n.Number, 1, n.form.Photos)
	if err != nil {
		return nil, err
	}
	role, unit := n.filer()
	e := &Entry{Seq: 1, At: n.touchedAt, PersonID: n.by.PersonID, Role: role, UnitID: unit, Action: "file", Audience: ForAll,
		Data: Data{OnBehalf: n.form.OnBehalf, Due: n.DueAt, To: n.Desk.String(), Photos: len(hashes)}}
	body := account{Set: changed(&Facts{}, &n.Facts), Say: n.commitments(), Photos: hashes}
	return e, s.record(ctx, tx, &n.Case, e, body)
}

// filer is the role of one who files on behalf.
func (n *filed) filer() (access.Role, int64) {
	for _, g := range n.by.Grants {
		if n.form.OnBehalf && g.CongressID == n.CongressID && g.Role.Carries(access.FileForOthers) {
			return g.Role, g.UnitID
		}
	}
	return "", 0
}

// commitments bind the ledger to the personal text without holding it.
func (n *filed) commitments() map[string]string {
	person, _ := json.Marshal([]string{n.form.Name, n.form.Phone, n.form.Address, n.form.Place})
	return map[string]string{
		"title":  vault.Commit(n.salt, n.Title),
		"filing": vault.Commit(n.salt, n.form.Text),
		"person": vault.Commit(n.salt, string(person)),
	}
}
