package config

import "time"

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
