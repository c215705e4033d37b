package config

import (
	"time"

	"jiazhan/internal/web/limit"
)

// Limits slow people down; each is told to her with the time to wait.
type Limits struct {
	CodesPause       time.Duration `default:"60s" help:"Least time between two sign-in codes to one phone."`
	CodesPhoneHour   int           `default:"3" help:"Sign-in codes to one phone in an hour."`
	CodesPhoneDay    int           `default:"5" help:"Sign-in codes to one phone in a day."`
	CodesAddressHour int           `default:"30" help:"Sign-in codes asked for from one address in an hour."`
	CodesDay         int           `default:"20000" help:"Sign-in codes of the whole installation in a day: what the messages may cost."`
	LettersDay       int           `default:"5" help:"Short messages about cases to one phone in a day."`
	MistakesPerson   int           `default:"5" help:"Wrong passwords for one phone, from anywhere, before the next must wait."`
	MistakesPair     int           `default:"5" help:"Wrong passwords for one phone from one address before the next must wait."`
	MistakesAddress  int           `default:"30" help:"Wrong passwords and codes from one address before the next must wait."`
	MistakesFactor   int           `default:"5" help:"Wrong second factors of one person before the next must wait."`
}

// Idle is how long sessions of a kind of person last without use.
type Idle struct {
	Citizen time.Duration `default:"720h" help:"Idle time after which a citizen must sign in again."`
	Field   time.Duration `default:"168h" help:"Idle time after which deputies and village officers must sign in again."`
	Officer time.Duration `default:"30m" help:"Idle time after which people in office must sign in again."`
}

// amounts are the settings that must be above nothing.
func (c Config) amounts() []amount {
	l, i := c.Limits, c.Idle
	return []amount{
		{"stop-wait", int64(c.StopWait)},
		{"limit-codes-pause", int64(l.CodesPause)},
		{"limit-codes-phone-hour", int64(l.CodesPhoneHour)},
		{"limit-codes-phone-day", int64(l.CodesPhoneDay)},
		{"limit-codes-address-hour", int64(l.CodesAddressHour)},
		{"limit-codes-day", int64(l.CodesDay)},
		{"limit-letters-day", int64(l.LettersDay)},
		{"limit-mistakes-person", int64(l.MistakesPerson)},
		{"limit-mistakes-pair", int64(l.MistakesPair)},
		{"limit-mistakes-address", int64(l.MistakesAddress)},
		{"limit-mistakes-factor", int64(l.MistakesFactor)},
		{"idle-citizen", int64(i.Citizen)},
		{"idle-field", int64(i.Field)},
		{"idle-officer", int64(i.Officer)},
	}
}

type amount struct {
	key string
	n   int64
}

// Allow is how many requests of a class may pass: one person who is signed in, one address (a household, an office, a
// mobile network) from which visitors ask, everybody together in one congress.
type Allow struct {
	ReadPerson    string `default:"1200/1m0s" help:"Pages and records read by one person: 1200/1m is 1200 at once and in a minute; off is no limit."`
	ReadAddress   string `default:"6000/1m0s" help:"Pages and records read from one address."`
	SearchPerson  string `default:"240/1m0s" help:"Searches of one person."`
	SearchAddress string `default:"600/1m0s" help:"Searches from one address."`
	FilePerson    string `default:"60/10m0s" help:"Cases filed by one person."`
	FileAddress   string `default:"120/10m0s" help:"Cases filed from one address."`
	FileCongress  string `default:"off" help:"Cases filed with one congress by everybody together: a brake for the day on which machines file from thousands of addresses."`
	ActPerson     string `default:"240/1m0s" help:"Actions on cases by one person."`
	ActAddress    string `default:"120/1m0s" help:"Actions on cases from one address."`
	UploadPerson  string `default:"240/10m0s" help:"Photos sent by one person."`
	UploadAddress string `default:"240/10m0s" help:"Photos sent from one address."`
	CopyPerson    string `default:"6/1h0m0s" help:"Copies of her data that one person takes away."`
	CopyAddress   string `default:"30/1h0m0s" help:"Copies of their data that visitors take away from one address."`
	DeniedAddress string `default:"30/1m0s" help:"Requests from one address with a token that opens nothing."`
}

// table gives the allowances with their settings and classes.
func (a Allow) table() []allowance {
	return []allowance{
		{"allow-read-person", a.ReadPerson, limit.Read, ofPerson}, {"allow-read-address", a.ReadAddress, limit.Read, ofAddress},
		{"allow-search-person", a.SearchPerson, limit.Search, ofPerson}, {"allow-search-address", a.SearchAddress, limit.Search, ofAddress},
		{"allow-file-person", a.FilePerson, limit.File, ofPerson}, {"allow-file-address", a.FileAddress, limit.File, ofAddress},
		{"allow-file-congress", a.FileCongress, limit.File, ofCongress},
		{"allow-act-person", a.ActPerson, limit.Act, ofPerson}, {"allow-act-address", a.ActAddress, limit.Act, ofAddress},
		{"allow-upload-person", a.UploadPerson, limit.Upload, ofPerson}, {"allow-upload-address", a.UploadAddress, limit.Upload, ofAddress},
		{"allow-copy-person", a.CopyPerson, limit.Copy, ofPerson}, {"allow-copy-address", a.CopyAddress, limit.Copy, ofAddress},
		{"allow-denied-address", a.DeniedAddress, limit.Denied, ofAddress},
	}
}

type allowance struct {
	key, text string
	class     limit.Class
	part      func(*limit.Rule) *limit.Allowance
}

func ofPerson(r *limit.Rule) *limit.Allowance   { return &r.Person }
func ofAddress(r *limit.Rule) *limit.Allowance  { return &r.Address }
func ofCongress(r *limit.Rule) *limit.Allowance { return &r.Congress }

// Rules gives the allowances as the edges take them. The error is a Wrong.
func (a Allow) Rules() (limit.Rules, error) {
	rules := limit.Rules{}
	for _, row := range a.table() {
		n, err := limit.Parse(row.text)
		if err != nil {
			return nil, &Wrong{row.key, err.Error()}
		}
		rule := rules[row.class]
		*row.part(&rule) = n
		rules[row.class] = rule
	}
	return rules, nil
}
