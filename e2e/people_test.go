package e2e

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
)

// actor is who somebody of the town is to the rules: what the edges make of the session.
func (o *town) actor(who string) access.Actor {
	o.t.Helper()
	for _, p := range posts {
		if p.who == who {
			home := o.home
			if strings.HasPrefix(who, "other ") {
				home = o.other
			}
			return access.Actor{PersonID: o.people[who], Grants: []access.Grant{{Role: p.role, CongressID: home.ID,
				UnitID: unitID(o.dir(), home.ID, p.role, p.unit)}}}
		}
	}
	o.t.Fatalf("nobody is called %q", who)
	return access.Actor{}
}

// desk gives a browser in which somebody of the town has signed in: the first time by the set-up link, then by password.
func (o *town) desk(who string) *browser {
	o.t.Helper()
	b := o.browser("10.9.0.1")
	if password, ok := o.secrets[who]; ok {
		f := b.get("/signin?way=password").want(200).form("/signin")
		f.set("phone", phoneOf(who)).set("password", password).send("").want(http.StatusSeeOther)
		return b
	}
	token, err := o.app.Account.Invite(o.t.Context(), access.Clock, o.home.ID, o.people[who])
	if err != nil {
		o.t.Fatalf("invite %s: %v", who, err)
	}
	password := "三个不相干的词 " + who
	page := b.get("/signin/invite/" + token).want(200)
	page.form("/signin/invite/"+token).set("password", password).set("repeat", password).send("").want(http.StatusSeeOther)
	o.secrets[who] = password
	return b
}

// token makes an API token of somebody of the town with all scopes.
func (o *town) token(who string) string {
	o.t.Helper()
	token, err := o.app.Account.IssueToken(o.t.Context(), access.Clock, o.people[who], account.NewToken{Name: "proof", Scopes: access.Scopes, Life: 365 * 24 * time.Hour})
	if err != nil {
		o.t.Fatal(err)
	}
	return token
}

// signIn signs a citizen in by the code that is sent to the phone.
func (b *browser) signIn(o *town, phone string) {
	b.t.Helper()
	b.askCode(phone).want(http.StatusSeeOther)
	f := b.get("/signin/code").want(200).form("/signin/code/check")
	f.set("code", o.lastCode(phone)).send("").want(http.StatusSeeOther)
}

func (b *browser) askCode(phone string) answer {
	b.t.Helper()
	return b.get("/signin").want(200).form("/signin/code").set("phone", phone).send("")
}

var sixDigits = regexp.MustCompile(`[0-9]{6}`)

// lastCode reads the newest code to a phone where the gateway would: in the outbox.
func (o *town) lastCode(phone string) string {
	o.t.Helper()
	ctx := o.t.Context()
	var bodies []string
	err := o.app.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		bodies, err = sqldb.All(ctx, tx, sqldb.Value[string], `SELECT body FROM outbox WHERE kind = $1 ORDER BY id DESC`, sms.Kind)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, body := range bodies {
		var job sms.Job
		if err := json.Unmarshal([]byte(body), &job); err != nil {
			o.t.Fatal(err)
		}
		if to, err := o.app.Keys.Open(job.Phone); err != nil || to != phone {
			continue
		}
		text, err := o.app.Keys.Open(job.Text)
		if err != nil {
			o.t.Fatal(err)
		}
		return sixDigits.FindString(text)
	}
	o.t.Fatalf("no message to %s waits", phone)
	return ""
}
