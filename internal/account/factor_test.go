package account_test

import (
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
)

func TestAnOfficerMustSetUpTheFactorFirst(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone, access.CaseOfficer, access.Deputy)
		token, ses := h.signIn(phone)
		a := h.actor(token)
		if ses.Factor != account.Missing || !ses.NeedsFactor() {
			h.Errorf("factor %s, want missing", ses.Factor)
		}
		if a.Holds(access.CaseOfficer, congress) || !a.Holds(access.Deputy, congress) {
			h.Errorf("grants %+v: the office must wait, the deputy must not", a.Grants)
		}
		_, err := h.Pending(h.Context(), ses)
		h.want(err, fault.NotFound, "not.found")
		first, err := h.SetupTOTP(h.Context(), ses)
		h.must(err)
		again, err := h.SetupTOTP(h.Context(), ses)
		h.must(err)
		shown, err := h.Pending(h.Context(), ses)
		h.must(err)
		if first != again || first != shown {
			h.Error("the secret changed before it was confirmed")
		}
		_, _, err = h.ConfirmTOTP(h.Context(), token, "000000")
		h.want(err, fault.Invalid, "account.factor.wrong")
		fresh, recovery, err := h.ConfirmTOTP(h.Context(), token, h.totp(first.Secret))
		h.must(err)
		if len(recovery) != 10 || !h.actor(fresh).Holds(access.CaseOfficer, congress) {
			h.Errorf("%d recovery codes, actor %+v", len(recovery), h.actor(fresh))
		}
		if n := h.count("SELECT count(*) FROM factor WHERE secret = $1", first.Secret); n != 0 {
			h.Error("the secret stands in the clear")
		}
	})
}

func TestATOTPCodeCountsOnceAndOlderOnesNotAtAll(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		totpSecret := h.withPassword(phone)
		enter := func(code string) error {
			h.Helper()
			token, _, err := h.SignInWithPassword(h.Context(), phone, secret, here)
			h.must(err)
			_, err = h.ConfirmFactor(h.Context(), token, code)
			return err
		}
		older := h.totp(totpSecret)
		h.clock.Advance(30 * time.Second)
		code := h.totp(totpSecret)
		h.must(enter(code[:3] + " " + code[3:]))
		h.want(enter(code), fault.Invalid, "account.factor.wrong")
		h.want(enter(older), fault.Invalid, "account.factor.wrong")
		h.clock.Advance(30 * time.Second)
		h.want(enter(code), fault.Invalid, "account.factor.wrong")
		h.must(enter(h.totp(totpSecret)))
		h.clock.Advance(-60 * time.Second) // a clock set back brings no code back
		h.want(enter(older), fault.Invalid, "account.factor.wrong")
		h.clock.Advance(10 * time.Minute)
		stale := h.totp(totpSecret)
		h.clock.Advance(2 * time.Minute)
		h.want(enter(stale), fault.Invalid, "account.factor.wrong")
	})
}

func TestGuessedFactorsAreSlowed(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		totpSecret := h.withPassword(phone)
		token, _, err := h.SignInWithPassword(h.Context(), phone, secret, here)
		h.must(err)
		for range 5 {
			_, err = h.ConfirmFactor(h.Context(), token, "12345")
			h.want(err, fault.Invalid, "account.factor.wrong")
		}
		_, err = h.ConfirmFactor(h.Context(), token, h.totp(totpSecret))
		h.want(err, fault.TooMany, "account.slowed")
		h.clock.Advance(fault.As(err).Retry)
		_, err = h.ConfirmFactor(h.Context(), token, h.totp(totpSecret))
		h.must(err)
	})
}

func TestEachRecoveryCodeCountsOnce(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		_, _, recovery := h.withFactor(phone)
		enter := func(code string) (string, error) {
			h.Helper()
			h.clock.Advance(10 * time.Minute)
			token, _ := h.signIn(phone)
			return h.ConfirmFactor(h.Context(), token, code)
		}
		h.clock.Advance(time.Hour)
		_, err := enter(" " + recovery[0] + " ")
		h.must(err)
		_, err = enter(recovery[0])
		h.want(err, fault.Invalid, "account.factor.wrong")
		h.clock.Advance(24 * time.Hour)
		token, err := enter(recovery[1])
		h.must(err)
		if n, err := h.RecoveryLeft(h.Context(), h.session(token)); n != 8 || err != nil {
			h.Errorf("%d codes left (%v), want 8", n, err)
		}
		fresh, err := h.RecoveryCodes(h.Context(), h.session(token))
		h.must(err)
		_, err = enter(recovery[2])
		h.want(err, fault.Invalid, "account.factor.wrong")
		h.clock.Advance(time.Hour)
		_, err = enter(fresh[0])
		h.must(err)
	})
}

func TestAFactorIsNotReplacedWithoutTheOldOne(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		h.withPassword(phone)
		_, ses, err := h.SignInWithPassword(h.Context(), phone, secret, here)
		h.must(err)
		_, err = h.SetupTOTP(h.Context(), ses)
		h.want(err, fault.Forbidden, "account.factor.first")
		_, err = h.RecoveryCodes(h.Context(), ses)
		h.want(err, fault.Forbidden, "account.factor.first")
		_, err = h.Pending(h.Context(), ses)
		h.want(err, fault.NotFound, "not.found")
	})
}

func TestADrillMayGoWithoutFactors(t *testing.T) {
	l := account.DefaultLimits()
	l.FactorOptional = true
	runWith(t, l, func(h *house) {
		h.officer(phone)
		token, ses := h.signIn(phone)
		if ses.NeedsFactor() || !h.actor(token).Can(access.AssignCase, congress) {
			h.Errorf("session %+v", ses)
		}
		h.clock.Advance(time.Hour)
		h.withFactor(phone)
		h.clock.Advance(time.Hour)
		if _, ses := h.signIn(phone); ses.Factor != account.Wanted {
			h.Errorf("a factor that is set up was not asked for: %s", ses.Factor)
		}
	})
}
