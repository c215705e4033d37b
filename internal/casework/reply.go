package casework

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// Verdict is what the checklist says about one point of a reply.
type Verdict string

// The verdicts, from good to bad. Only Stop is refused; Sure is asked about once more.
const (
	Fine Verdict = "fine"
	Look Verdict = "look"
	Sure Verdict = "sure"
	Stop Verdict = "stop"
)

// Check is one line of the checklist: the point that was looked at, what was found, and the words that it is about.
type Check struct {
	Point   string
	Verdict Verdict
	Words   []string
}

// said is a reply as the checklist reads it.
type said struct {
	field   string // of the form, for what is refused
	text    string
	promise string
	photos  int
}

// replying are the acts whose words go to the citizen as an answer, or become one.
type replying interface {
	Act
	reply() said
}

func (a *Report) reply() said {
	return said{"result", a.Result + "\n" + a.Measures, a.Promise, len(a.Photos)}
}
func (a *Answer) reply() said   { return said{"text", a.Text, "", len(a.Photos)} }
func (a *Explain) reply() said  { return said{"text", a.Text, "", len(a.Photos)} }
func (a *Progress) reply() said { return said{"text", a.Text, "", len(a.Photos)} }

// asked is what a reply is held against.
type asked struct {
	text    string   // the citizen's words
	units   []string // names of who may have acted
	public  bool     // the case may be read by everybody
	photos  int      // with the department's report
	phone   string   // the citizen's
	name    string   // the citizen's, "" where the writer may not know it
	promise string   // the day that the department's report promises
}

var (
	replies = []Action{"report", "answer", "explain"}
	spoken  = []Action{"report", "answer", "explain", "progress"}
)

// Replies lists the acts whose words a checklist looks through.
func Replies() []Action { return slices.Clone(spoken) }

// points are the checklist, in the order in which it is shown; each says in which replies it is looked at.
var points = []struct {
	name  string
	in    []Action
	judge func(said, asked) (Verdict, []string)
}{
	{"asked", replies, answersIt},
	{"who_when", replies, saysWhoAndWhen},
	{"empty", spoken, saysSomething},
	{"promise", replies, promisesADay},
	{"evidence", []Action{"report", "answer"}, showsIt},
	{"private", spoken, keepsPrivate},
}

// judge is the checklist of a reply.
func judge(a Action, r said, q asked) []Check {
	var out []Check
	for _, p := range points {
		if slices.Contains(p.in, a) {
			verdict, words := p.judge(r, q)
			out = append(out, Check{p.name, verdict, words})
		}
	}
	return out
}

// answersIt finds words of the question in the reply.
func answersIt(r said, q asked) (Verdict, []string) {
	const enough = 2
	reply := hanzi.Tokens(r.text)
	shared := 0
	for _, word := range hanzi.Tokens(q.text) {
		if len([]rune(word)) > 1 && slices.Contains(reply, word) {
			shared++
		}
	}
	if shared >= enough {
		return Fine, nil
	}
	return Look, nil
}

var (
	dated = regexp.MustCompile(`\d{1,2} ?月 ?\d{1,2} ?[日号]|\d{4}-\d{1,2}-\d{1,2}|今天|昨天|前天|今日|昨日|当天|当日|本周|上周`)
	unit  = regexp.MustCompile(`\p{Han}(局|站|所|办|委|镇|乡|村|队|公司|中心|部门|工作人员|代表|社区)|我们|我局|我站`)
)

// saysWhoAndWhen finds a day and a unit; Words are the points that are missing.
func saysWhoAndWhen(r said, q asked) (Verdict, []string) {
	var missing []string
	if !dated.MatchString(r.text) {
		missing = append(missing, "when")
	}
	named := func(name string) bool { return strings.Contains(r.text, name) }
	if !unit.MatchString(r.text) && !slices.ContainsFunc(q.units, named) {
		missing = append(missing, "who")
	}
	if len(missing) > 0 {
		return Look, missing
	}
	return Fine, nil
}

func saysSomething(r said, _ asked) (Verdict, []string) {
	if words := Vague(r.text); len(words) > 0 {
		return Sure, words
	}
	return Fine, nil
}

// undoneWords are those by which a reply says that something is still to do.
var undoneWords = regexp.MustCompile(`下一步|后续|计划于|预计|将于|将在|将继续|将组织|还没有|尚未|剩余|其余|继续推进`)

// promisesADay looks for the day by which the rest will be done, where the reply says that there is a rest.
func promisesADay(r said, q asked) (Verdict, []string) {
	at := undoneWords.FindStringIndex(r.text)
	if at == nil || r.promise != "" || q.promise != "" || dated.MatchString(r.text[at[1]:]) {
		return Fine, nil
	}
	return Look, []string{r.text[at[0]:at[1]]}
}

var whyNoPhoto = regexp.MustCompile(`(无|没有|未|不便|不宜|不能|无需|不需要).{0,8}(照片|拍照|拍摄|图片)`)

func showsIt(r said, q asked) (Verdict, []string) {
	if r.photos+q.photos > 0 || whyNoPhoto.MatchString(r.text) {
		return Fine, nil
	}
	return Look, nil
}

// keepsPrivate finds personal data in a text that everybody may come to read: the citizen's own phone and an identity number
// are refused, other findings are asked about.
func keepsPrivate(r said, q asked) (Verdict, []string) {
	if !q.public {
		return Fine, nil
	}
	verdict := Fine
	var words []string
	for _, span := range hanzi.FindPersonal(r.text) {
		word := r.text[span.Start:span.End]
		words = append(words, word)
		switch {
		case span.Kind == hanzi.Identity, q.phone != "" && phone(word) == q.phone:
			verdict = Stop
		case verdict != Stop:
			verdict = Sure
		}
	}
	if q.name != "" && len([]rune(q.name)) > 1 && strings.Contains(r.text, q.name) {
		words = append(words, q.name)
		if verdict == Fine {
			verdict = Sure
		}
	}
	return verdict, words
}

// Checklist looks through a reply before it is sent; nil for an act that is none. NotFound when the actor may not see the
// case. The citizen's name is looked for only where the actor may know it.
func (s *Service) Checklist(ctx context.Context, by access.Actor, number string, act Act, photos int) ([]Check, error) {
	r, ok := act.(replying)
	if !ok {
		return nil, nil
	}
	dir, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	reply := r.reply()
	reply.photos = max(reply.photos, photos)
	var out []Check
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := sqldb.One(ctx, tx, scanWhole, selectWhole, number)
		switch {
		case err != nil:
			return err
		case !CanSee(by, &w.Case) || sideOf(by, &w.Case) != OfficeSide:
			return fault.Missing()
		}
		d, err := s.dossier(ctx, tx, by, w)
		if err != nil {
			return err
		}
		q := askedOf(d)
		for _, dep := range dir.Departments(w.CongressID) {
			q.units = append(q.units, dep.Name)
		}
		o, err := s.openerFor(ctx, tx, by, &w.Case)
		if err != nil {
			return err
		}
		contact, err := o.contact(w.name, w.phone, w.address)
		if q.phone = contact.Phone; knows(by, &w.Case) {
			q.name = contact.Name
		}
		out = judge(act.Action(), reply, q)
		return err
	})
	return out, err
}

// askedOf is what the case's own history says about a reply.
func askedOf(d *Dossier) asked {
	q := asked{text: d.Case.Title + "\n" + d.Text, public: d.Case.AgreePublic || d.Case.ReleasedAt > 0}
	for _, e := range d.Entries {
		if e.Action == "report" && d.Case.State == Reported {
			q.photos, q.promise = e.Data.Photos, e.Data.Promise
		}
	}
	return q
}

// guardReply refuses what no reply may say in public, whatever edge it came by.
func (s *Service) guardReply(ctx context.Context, tx *sqldb.Tx, c *Case, act Act) error {
	r, ok := act.(replying)
	if !ok || c.Sealed() || !c.AgreePublic && c.ReleasedAt == 0 {
		return nil
	}
	reply := r.reply()
	if len(hanzi.FindPersonal(reply.text)) == 0 {
		return nil
	}
	sealed, err := sqldb.One(ctx, tx, sqldb.Value[string], `SELECT phone FROM filing WHERE case_id = $1`, c.ID)
	if err != nil {
		return err
	}
	number, err := s.Keys.Open(sealed)
	if err != nil {
		return err
	}
	if verdict, words := keepsPrivate(reply, asked{public: true, phone: number}); verdict == Stop {
		return wrong(reply.field, "case.reply_private", strings.Join(words, "、"))
	}
	return nil
}
