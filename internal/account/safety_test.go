package account_test

import (
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
)

var (
	security  = access.Actor{PersonID: 99, Grants: []access.Grant{{Role: access.SecurityAdmin, CongressID: congress}}}
	elsewhere = access.Actor{PersonID: 97, Grants: []access.Grant{{Role: access.SecurityAdmin, CongressID: 8}}}
)

func TestALostFactorIsGivenUpInTwoSteps(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone)
		token, _, _ := h.withFactor(phone)
		system := access.Actor{PersonID: 98, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: congress}}}
		h.want(h.OpenReset(h.Context(), system, congress, id, "丢了手机"), fault.Forbidden, "forbidden")
		h.want(h.OpenReset(h.Context(), elsewhere, 8, id, "丢了手机"), fault.NotFound, "not.found")
		h.want(h.OpenReset(h.Context(), security, congress, id, " "), fault.Invalid, "form.invalid")
		h.must(h.OpenReset(h.Context(), security, congress, id, "丢了手机，本人 19900000001 来电"))
		letter := h.letter()
		if h.session(token) != nil || letter.phone != phone {
			t.Error("a session lives, or the message went elsewhere")
		}
		if n := h.count("SELECT count(*) FROM account_event WHERE kind = 'reset.opened' AND detail LIKE '%19900000001%'"); n != 0 {
			t.Error("the record holds a phone")
		}
		code := digits.FindString(letter.text)
		h.clock.Advance(time.Hour)
		token, ses := h.signIn(phone)
		if waits, err := h.ResetWaits(h.Context(), ses); err != nil || !waits || ses.Factor != account.Wanted {
			t.Fatalf("the factor must stand until the code: %v %v %s", waits, err, ses.Factor)
		}
		h.want(h.ResetFactor(h.Context(), token, "000000"), fault.Invalid, "account.reset.wrong")
		h.must(h.ResetFactor(h.Context(), token, code))
		if ses := h.session(token); ses == nil || ses.Factor != account.Missing || !h.actor(token).Visitor() && h.actor(token).Staff() {
			t.Errorf("after the reset: %+v", ses)
		}
		h.want(h.ResetFactor(h.Context(), token, code), fault.Conflict, "account.reset.gone")
	})
}

func TestAResetCodeIsTriedFewTimesAndForADay(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone)
		h.withFactor(phone)
		h.must(h.OpenReset(h.Context(), security, congress, id, "丢了手机"))
		code := digits.FindString(h.letter().text)
		h.clock.Advance(time.Hour)
		token, _ := h.signIn(phone)
		for range 4 {
			h.want(h.ResetFactor(h.Context(), token, "abc"), fault.Invalid, "account.reset.wrong")
		}
		h.want(h.ResetFactor(h.Context(), token, "abc"), fault.Conflict, "account.reset.gone")
		h.clock.Advance(time.Minute)
		h.want(h.ResetFactor(h.Context(), token, code), fault.Conflict, "account.reset.gone")
		h.clock.Advance(time.Hour)
		h.must(h.OpenReset(h.Context(), security, congress, id, "丢了手机"))
		code = digits.FindString(h.letter().text)
		for _, away := range []time.Duration{-2 * time.Hour, 26 * time.Hour} { // a code of the future, and one of yesterday
			h.clock.Advance(away)
			token, _ = h.signIn(phone)
			h.want(h.ResetFactor(h.Context(), token, code), fault.Conflict, "account.reset.gone")
		}
	})
}

func TestTheSecurityAdministratorSeesWhatIsOpenAndEndsIt(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone)
		first, _, _ := h.withFactor(phone)
		h.clock.Advance(2 * time.Minute)
		second, _ := h.signIn(phone)
		_, err := h.IssueToken(h.Context(), access.Clock, id, account.NewToken{Name: "对接", Scopes: access.Scopes, CongressID: congress, Life: time.Hour})
		h.must(err)
		_, err = h.IssueToken(h.Context(), access.Clock, id, account.NewToken{Name: "邻县", Scopes: access.Scopes, CongressID: 8, Life: time.Hour})
		h.must(err)
		h.signIn(other) // a citizen
		for range account.DefaultLimits().Account.Free + 1 {
			_, _, err := h.SignInWithPassword(h.Context(), phone, "不对的密码不对的密码", here)
			if err == nil {
				t.Fatal("a wrong password was taken")
			}
		}
		_, err = h.Guarded(h.Context(), elsewhere, congress)
		h.want(err, fault.Forbidden, "forbidden")
		all, err := h.Guarded(h.Context(), security, congress)
		h.must(err)
		if len(all) != 1 || len(all[0].Sessions) != 2 || len(all[0].Tokens) != 1 || !all[0].HasFactor || all[0].Slowed.IsZero() || len(all[0].Grants) != 1 {
			t.Fatalf("seen: %+v", all)
		}
		newest := all[0].Sessions[0]
		h.want(h.EndSessions(h.Context(), security, congress, id, newest.Ref, ""), fault.Invalid, "form.invalid")
		h.want(h.EndSessions(h.Context(), elsewhere, 8, id, newest.Ref, "x"), fault.NotFound, "not.found")
		h.must(h.EndSessions(h.Context(), security, congress, id, newest.Ref, "不是本人"))
		if h.session(second) != nil || h.session(first) == nil {
			t.Error("the wrong session ended")
		}
		h.want(h.EndSessions(h.Context(), security, congress, id, newest.Ref, "不是本人"), fault.NotFound, "not.found")
		h.must(h.EndSessions(h.Context(), security, congress, id, "", "不是本人"))
		h.must(h.EndToken(h.Context(), security, congress, id, all[0].Tokens[0].Ref, "程序停用"))
		if all, err = h.Guarded(h.Context(), security, congress); err != nil || len(all[0].Sessions) != 0 || len(all[0].Tokens) != 0 {
			t.Errorf("left: %+v %v", all, err)
		}
		if n := h.count("SELECT count(*) FROM account_event WHERE by_id = 99 AND kind IN ('session.killed', 'token.revoked')"); n != 3 {
			t.Errorf("%d events", n)
		}
		h.want(second2(h.Grant(h.Context(), security, id, access.Grant{Role: access.Leader, CongressID: congress})), fault.Forbidden, "forbidden")
	})
}

func second2(_ int64, err error) error { return err }
