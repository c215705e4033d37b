package casework

import (
	"jiazhan/internal/fault"
)

// Readdress 改投 sends a new case to another deputy or station of the congress.
type Readdress struct {
	Station string `json:"station,omitempty" input:"station"`
	Deputy  string `json:"deputy,omitempty" input:"deputy"`
	Reason  string `json:"reason" input:"text,required" max:"500"`
}

// Action names the act.
func (*Readdress) Action() Action { return "readdress" }

func (a *Readdress) check(f *fault.Fields) {
	words(f, "reason", a.Reason, true, 500)
	f.Check(a.Station != "" || a.Deputy != "", "station", "field.required")
}

func (a *Readdress) do(ch *change) error {
	to, station, deputy, err := address(ch.dir, ch.CongressID, a.Station, a.Deputy)
	if err != nil {
		return err
	}
	if to == ch.Desk {
		return wrong("station", "case.same_desk")
	}
	ch.resume()
	ch.StationID, ch.DeputyID = station, deputy
	ch.moveTo(to, ch.decideBy())
	ch.say.Text = a.Reason
	return nil
}

// Accept 受理 takes the case up. What is urgent is assigned the same day.
type Accept struct {
	Areas  []string `json:"areas,omitempty" input:"areas"`
	Urgent bool     `json:"urgent,omitempty" input:"bool"`
	Text   string   `json:"text,omitempty" input:"text" max:"500"`
}

// Action names the act.
func (*Accept) Action() Action { return "accept" }

func (a *Accept) check(f *fault.Fields) { words(f, "text", a.Text, false, 500) }

func (a *Accept) do(ch *change) error {
	if err := ch.classify(a.Areas); err != nil {
		return err
	}
	ch.resume()
	ch.State, ch.AcceptedAt = Accepted, ch.now
	if ch.Sealed() && ch.SealedTo == 0 {
		ch.SealedTo = ch.by.PersonID
	}
	ch.Urgent = a.Urgent
	ch.setDue(ch.assignBy(AssignWithin))
	ch.say.Text = a.Text
	if a.Urgent {
		ch.say.Data.Urgent = Yes
	}
	return nil
}

func (ch *change) classify(slugs []string) error {
	if len(slugs) == 0 {
		return nil
	}
	ids, err := areaIDs(ch.dir, ch.CongressID, slugs)
	if err != nil {
		return err
	}
	ch.Areas = ids
	return nil
}

// Why a case is not taken up. Each has its sentence and its lawful channel in the catalogues.
var declineReasons = []string{"not_ours", "court", "petition", "repeat", "no_facts", "other"}

// Decline 不予受理 refuses a case, with the reason and where to go instead (Petition Regulations art. 22).
type Decline struct {
	Reason  string `json:"reason" input:"choice,required" enum:"not_ours,court,petition,repeat,no_facts,other"`
	Text    string `json:"text" input:"text,required" max:"1000"`
	Channel string `json:"channel" input:"line,required" max:"200"`
}

// Action names the act.
func (*Decline) Action() Action { return "decline" }

func (a *Decline) check(f *fault.Fields) {
	chosen(f, "reason", a.Reason, declineReasons...)
	words(f, "text", a.Text, true, 1000)
	words(f, "channel", a.Channel, true, 200)
}

func (a *Decline) do(ch *change) error {
	ch.end(Declined, EndDeclined)
	ch.say.Text = a.Text + "\n" + a.Channel
	ch.say.Data.Reason = a.Reason
	return nil
}

// Explain 当场答复 settles at once what can be settled by an explanation; it is never a government act
// (Deputies Law 2025 art. 31: deputies do not handle problems themselves).
type Explain struct {
	Text   string   `json:"text" input:"text,required" max:"5000"`
	Photos []string `json:"photos,omitempty" input:"photos"`
}

// Action names the act.
func (*Explain) Action() Action { return "explain" }

func (a *Explain) check(f *fault.Fields) { words(f, "text", a.Text, true, LongText) }

func (a *Explain) do(ch *change) error {
	ch.resume()
	ch.Assigner = ch.Desk
	ch.answered()
	ch.say.Text, ch.photos = a.Text, a.Photos
	return nil
}

// answered puts the case before the citizen: her window to rate begins, and with it what the clock says about it.
func (ch *change) answered() {
	ch.State, ch.AnsweredAt, ch.Warned = Answered, ch.now, ""
	ch.Solved, ch.Result, ch.Attitude = "", "", ""
	ch.moveTo(ch.Assigner, ch.after(RatingEnd))
}

// Escalate 逐级提交 hands the case to the next desk up; the clock does it when the holder is silent.
type Escalate struct {
	Reason string `json:"reason,omitempty" input:"text" max:"500"`
}

// Action names the act.
func (*Escalate) Action() Action { return "escalate" }

func (a *Escalate) check(f *fault.Fields) { words(f, "reason", a.Reason, false, 500) }

func (a *Escalate) do(ch *change) error {
	ch.resume()
	due := ch.decideBy()
	if ch.State == Accepted {
		due = ch.assignBy(AssignWithin)
	}
	ch.moveTo(above(ch.Desk, ch.StationID), due)
	ch.say.Text = a.Reason
	return nil
}

// above is the next desk up: deputy → station → county → leader.
func above(d Desk, stationID int64) Desk {
	switch {
	case d.Kind == DeputyDesk && stationID != 0:
		return Desk{StationDesk, stationID}
	case d.Kind == DeputyDesk || d.Kind == StationDesk:
		return Desk{CountyDesk, 0}
	}
	return Desk{LeaderDesk, 0}
}

// Classify 归类 says to which areas the case belongs; none is allowed.
type Classify struct {
	Areas []string `json:"areas" input:"areas"`
}

// Action names the act.
func (*Classify) Action() Action { return "classify" }

func (a *Classify) check(*fault.Fields) {}

func (a *Classify) do(ch *change) (err error) {
	ch.Areas, err = areaIDs(ch.dir, ch.CongressID, a.Areas)
	ch.say.Audience = ForOffice
	return err
}

// Ask 补充 asks the citizen; the clock pauses until she answers or the question lapses.
type Ask struct {
	Text string `json:"text" input:"text,required" max:"1000"`
}

// Action names the act.
func (*Ask) Action() Action { return "ask" }

func (a *Ask) check(f *fault.Fields) { words(f, "text", a.Text, true, 1000) }

func (a *Ask) do(ch *change) error {
	ch.Waiting, ch.WaitingSince = ForCitizen, ch.now
	ch.AnswerBy = ch.after(AnswerWait)
	ch.reached()
	ch.say.Text, ch.say.Data.Due = a.Text, ch.AnswerBy
	return nil
}

// Supply 补充 adds what the citizen was asked, or what she wants to add before the work is done.
type Supply struct {
	Text   string   `json:"text" input:"text,required" max:"5000"`
	Photos []string `json:"photos,omitempty" input:"photos"`
}

// Action names the act.
func (*Supply) Action() Action { return "supply" }

func (a *Supply) check(f *fault.Fields) { words(f, "text", a.Text, true, LongText) }

func (a *Supply) do(ch *change) error {
	ch.resume()
	ch.say.Text, ch.photos = a.Text, a.Photos
	return nil
}

// lapse ends a question that was not answered; the clock goes on.
type lapse struct{}

func (*lapse) Action() Action      { return "lapse" }
func (*lapse) check(*fault.Fields) {}
func (*lapse) do(ch *change) error { ch.resume(); return nil }

// Withdraw 撤回 takes the case back before it is reported; the record stays.
type Withdraw struct {
	Reason string `json:"reason,omitempty" input:"text" max:"500"`
}

// Action names the act.
func (*Withdraw) Action() Action { return "withdraw" }

func (a *Withdraw) check(f *fault.Fields) { words(f, "reason", a.Reason, false, 500) }

func (a *Withdraw) do(ch *change) error {
	ch.end(Withdrawn, EndWithdrawn)
	ch.say.Text = a.Reason
	return nil
}
