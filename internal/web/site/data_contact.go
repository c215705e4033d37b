package site

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// provedFor is how long a phone that was proved stays so, should the form have to be shown again.
const provedFor = 30 * time.Minute

// correction reads the form of a new contact. A new phone is first sent a code; until that came back there is no act.
func (c *call) correction(d *casework.Dossier, f *form.Form) (casework.Act, error) {
	act := &casework.Correct{Name: f.Line("name"), Phone: f.Line("phone"), Address: f.Line("address")}
	if err := act.Check(); err != nil {
		return nil, err
	}
	number, ok := account.Phone(act.Phone)
	if act.Phone != "" && !ok {
		f.Fail("phone", "account.phone.wrong")
		return nil, f.Err()
	}
	index := c.s.Keys.Index("phone", number)
	if kept, _ := account.Phone(d.Contact.Phone); act.Phone == "" || number == kept || bytes.Equal(index, c.by.Phone) {
		return act, nil
	}
	proved, err := c.proved(f, number)
	if err != nil || !proved {
		return nil, err
	}
	act.Proved = index
	return act, nil
}

// proved reports whether the phone has answered; if it was not asked yet it is asked now.
func (c *call) proved(f *form.Form, phone string) (bool, error) {
	if c.holdsProof(f.Get("proof"), phone) {
		return true, nil
	}
	client := account.Client{Address: edge.ClientIP(c.r).String(), Agent: c.r.UserAgent(), Language: string(c.p.Lang())}
	if f.Get("sent") != phone || f.Get("again") != "" {
		if err := c.s.Account.ProofCode(c.r.Context(), phone, client); err != nil {
			return false, err
		}
		f.Set("sent", phone)
		f.Set("code", "")
		return false, nil
	}
	if f.Line("code") == "" {
		f.Fail("code", "field.required")
		return false, f.Err()
	}
	if err := c.s.Account.Prove(c.r.Context(), phone, f.Line("code"), client); err != nil {
		return false, codeFault(f, err)
	}
	proof, err := c.s.Keys.Seal(phone + " " + strconv.FormatInt(c.s.DB.Now().Unix(), 10))
	f.Set("proof", proof)
	return true, err
}

// holdsProof reports whether the form carries the mark that this phone answered a short while ago.
func (c *call) holdsProof(sealed, phone string) bool {
	text, err := c.s.Keys.Open(sealed)
	number, at, ok := strings.Cut(text, " ")
	seconds, bad := strconv.ParseInt(at, 10, 64)
	age := c.s.DB.Now().Sub(time.Unix(seconds, 0))
	return err == nil && ok && bad == nil && number == phone && age >= 0 && age < provedFor
}

// codeFault puts the refusal of a code under its field.
func codeFault(f *form.Form, err error) error {
	refusal := fault.As(err)
	if refusal == nil || refusal.Kind != fault.Invalid || len(refusal.Fields) > 0 {
		return err
	}
	f.Fail("code", refusal.Key, refusal.Args...)
	return f.Err()
}
