package casework

import (
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
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
	Notice   string   `json:"notice,omitempty" input:"line" max:"20"`   // version of the privacy notice that she was shown
	Channel  string   `json:"channel,omitempty" input:"choice" enum:"web,wechat,phone,visit,letter,api"`
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
	line(bad, "notice", f.Notice, 20)
	bad.Check(f.Phone == "" || phone(f.Phone) != "", "phone", "field.phone")
	bad.Check(len(f.Photos) <= 9, "photos", "case.photos", 9)
	if f.OnBehalf {
		bad.Check(a.Can(access.FileForOthers, congressID), "on_behalf", "case.no_behalf")
		bad.Check(!hanzi.Blank(f.Consent), "consent", "field.required")
	}
}

// Check says what is wrong with a filing before it is sent, so that a form of several pages can tell it page by page.
func (f Filing) Check(by access.Actor, congressID int64) error {
	var bad fault.Fields
	f.check(&bad, by, congressID)
	return bad.Err()
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
	if home, ok := strings.CutPrefix(strings.TrimPrefix(digits, "00"), "86"); ok && len(home) == 11 {
		digits = home
	}
	mobile := strings.HasPrefix(digits, "1") // no number of a landline begins so
	if strings.Contains(digits, "x") || len(digits) < 7 || len(digits) > 12 || mobile && len(digits) != 11 {
		return ""
	}
	return digits
}

// title is what lists and messages call the case: the citizen's words without numbers that name a person.
func (f *Filing) title() string {
	if !hanzi.Blank(f.Title) {
		return hanzi.Redact(f.Title)
	}
	first, _, _ := strings.Cut(strings.TrimSpace(f.Text), "\n")
	runes := []rune(strings.TrimSpace(first))
	shown := []rune(hanzi.Redact(string(runes[:min(len(runes), 60)])))
	if len(runes) > 30 {
		return string(shown[:min(len(shown), 30)]) + "…"
	}
	return string(shown)
}
