package account_test

import (
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/sms"
)

var invitation = account.Invitation{Congress: "正定县", Link: func(token string) string { return "https://x.example/i/" + token }}

// member is the person as the list of the congress shows her.
func (h *house) member(id int64) account.Member {
	h.Helper()
	all, err := h.Members(h.Context(), access.Clock, congress)
	h.must(err)
	for _, m := range all {
		if m.ID == id {
			return m
		}
	}
	h.Fatalf("nobody is %d", id)
	return account.Member{}
}

func TestAnInvitationGoesToThePhoneAndServesOnce(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone, access.CaseOfficer)
		by := access.Actor{PersonID: 900, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: congress}}}
		h.must(h.InviteByMessage(h.Context(), by, congress, id, invitation))
		letter := h.letter()
		link := strings.Split(letter.text, "https://x.example/i/")
		if letter.phone != phone || len(link) != 2 || !strings.Contains(letter.text, "正定县") {
			t.Fatalf("the letter: %+v", letter)
		}
		if m := h.member(id); m.Invited.IsZero() || !m.Signed.IsZero() {
			t.Errorf("invited %v, signed %v", m.Invited, m.Signed)
		}
		h.want(h.InviteByMessage(h.Context(), by, congress, id, invitation), fault.TooMany, "account.invite.often")
		if n := h.count("SELECT count(*) FROM outbox WHERE kind = $1", sms.Kind); n != 1 {
			t.Errorf("%d letters after a second click", n)
		}
		token, _, _ := strings.Cut(link[1], " ")
		_, _, err := h.AcceptInvite(h.Context(), token, secret, here)
		h.must(err)
		if m := h.member(id); !m.Invited.IsZero() || m.Signed.IsZero() || m.Signed.After(h.clock.Now()) || h.clock.Now().Sub(m.Signed) > 24*time.Hour {
			t.Errorf("after signing in: invited %v, signed %v", m.Invited, m.Signed)
		}
		h.clock.Advance(time.Hour)
		h.want(h.InviteByMessage(h.Context(), by, congress, id, invitation), fault.NotFound, "not.found")
	})
}

func TestAPhoneGetsFewInvitationsADay(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone, access.CaseOfficer)
		by := access.Actor{PersonID: 900, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: congress}}}
		for range account.DefaultLimits().InvitePhoneDay {
			h.must(h.InviteByMessage(h.Context(), by, congress, id, invitation))
			h.clock.Advance(account.DefaultLimits().InvitePause)
		}
		h.want(h.InviteByMessage(h.Context(), by, congress, id, invitation), fault.TooMany, "account.invite.day")
		stranger := access.Actor{PersonID: 901, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: 8}}}
		h.want(h.InviteByMessage(h.Context(), stranger, 8, id, invitation), fault.NotFound, "not.found")
		security := access.Actor{PersonID: 902, Grants: []access.Grant{{Role: access.SecurityAdmin, CongressID: congress}}}
		h.want(h.InviteByMessage(h.Context(), security, congress, id, invitation), fault.Forbidden, "forbidden")
	})
}
