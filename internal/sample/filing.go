package sample

import (
	"strings"

	"jiazhan/internal/access"
)

// filing is what the citizen sends: to her station, by phone or WeChat, mostly under her name.
func (t *teller) filing() Filing {
	s := t.story
	title, text := t.ownWords()
	f := Filing{Kind: s.Kind, Title: title, Text: text, Place: t.place.name, PlaceOf: t.place.code, Station: t.station,
		Areas: s.Areas, Name: t.invent(t.IntN(2) == 0), Phone: t.phone(), Public: t.IntN(4) > 0, ShowName: t.IntN(5) > 1,
		Channel: pick(t.Rand, []string{"wechat", "wechat", "web"})}
	switch {
	case s.Kind == "accusation":
		f.Kind, f.Against, f.Public, f.Station, f.ShowName = "clue", t.IntN(2) == 0, false, t.homes[t.place.townCode], false
	case s.Kind == "clue" && t.IntN(4) == 0:
		f.Name, f.Phone, f.ShowName = "", "", false
	}
	return f
}

// ownWords words the story as nobody did before, as long as words last: a variant of it, and how one begins and ends a letter.
func (t *teller) ownWords() (title, text string) {
	first, last := openings, closings
	if t.story.Kind == "clue" || t.story.Kind == "accusation" { // who tells on somebody says no more of herself than she must
		first, last = guarded, wary
	}
	for range 40 {
		title, text = t.say(t.story.Title), t.say(pick(t.Rand, first)+t.story.Text+pick(t.Rand, last))
		if !strings.Contains(title, t.place.name) && !strings.Contains(title, t.town) && t.IntN(2) == 0 {
			title = t.place.name + "：" + title
		}
		if !t.sent[text] {
			t.sent[text] = true
			break
		}
		t.variant = t.IntN(6)
	}
	return title, text
}

// toDeputy addresses the case to a deputy of the station.
func (t *teller) toDeputy() string {
	d := pick(t.Rand, t.deputies[t.station])
	t.life.Filing.Deputy = d
	return t.login(access.Deputy, d)
}

// onBehalf lets somebody who serves write for the citizen, who said it aloud, rang, or wrote a letter.
func (t *teller) onBehalf() {
	f := &t.life.Filing
	f.OnBehalf = true
	if f.Name == "" {
		f.Name, f.Phone = t.invent(true), t.phone()
	}
	switch t.IntN(4) {
	case 0:
		t.life.By, f.Channel, f.Consent = t.officer, "phone", "来电口述，已复述核对，本人同意登记"
	case 1:
		t.life.By, f.Channel, f.Consent = t.login(access.StationAdmin, t.station), "letter", "来信转录，原件存站，已电话告知本人"
	default:
		t.life.By, f.Channel, f.Consent = t.officerNear(t.place), "visit", "本人口述，念给本人听过，同意提交"
	}
}
