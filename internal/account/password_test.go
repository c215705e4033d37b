package account_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
)

func TestAPasswordOpensASessionWithoutTheOffice(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		secretOfTOTP := h.withPassword(phone)
		token, ses, err := h.SignInWithPassword(h.Context(), phone, secret, here)
		h.must(err)
		if ses.Factor != account.Wanted || h.actor(token).Can(access.AssignCase, congress) {
			h.Errorf("factor %s, actor %+v: the office must wait for the factor", ses.Factor, h.actor(token))
		}
		fresh, err := h.ConfirmFactor(h.Context(), token, h.totp(secretOfTOTP))
		h.must(err)
		if h.session(token) != nil {
			h.Error("the token from before the factor still opens the session")
		}
		if !h.actor(fresh).Can(access.AssignCase, congress) || h.session(fresh).Factor != account.Given {
			h.Errorf("after the factor: %+v", h.actor(fresh))
		}
	})
}

func TestGuessersWaitLongerAndLongerAndNobodyIsLockedOut(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		h.withPassword(phone)
		guess := func() error {
			_, _, err := h.SignInWithPassword(h.Context(), phone, "nothing like it", here)
			return err
		}
		var waits []time.Duration
		for range 12 {
			var waited time.Duration
			err := guess()
			for f := fault.As(err); f.Kind == fault.TooMany; f = fault.As(err) {
				waited += f.Retry
				h.clock.Advance(f.Retry)
				err = guess()
			}
			h.want(err, fault.Invalid, "account.password.mismatch")
			waits = append(waits, waited)
		}
		for i, w := range waits {
			if free := i < 5; free != (w == 0) || i > 0 && w < waits[i-1] || w > 16*time.Minute {
				h.Errorf("waits %v: want none before the first five tries, then growing ones up to a quarter of an hour", waits)
			}
		}
		_, _, err := h.SignInWithPassword(h.Context(), phone, secret, here)
		h.want(err, fault.TooMany, "account.slowed")
		elsewhere := account.Client{Address: "203.0.113.9"}
		h.clock.Advance(time.Minute) // from elsewhere the owner waits for one minute at most
		_, _, err = h.SignInWithPassword(h.Context(), phone, secret, elsewhere)
		h.must(err)
		if h.events(account.SignInSlowed) == 0 {
			h.Error("the slowing down was not recorded")
		}
	})
}

func TestGuessesSentAtOnceAreSlowedLikeThoseSentInTurn(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		h.withPassword(phone)
		var wg sync.WaitGroup
		var mu sync.Mutex
		refused := 0
		for range 16 {
			wg.Go(func() {
				_, _, err := h.SignInWithPassword(h.Context(), phone, "nothing like it", here)
				mu.Lock()
				defer mu.Unlock()
				if fault.KindOf(err) == fault.TooMany {
					refused++
				}
			})
		}
		wg.Wait()
		if refused != 11 {
			h.Errorf("%d of 16 guesses were slowed, want 11", refused)
		}
	})
}

func TestOneAddressTryingManyPhonesIsSlowed(t *testing.T) {
	l := account.DefaultLimits()
	l.Address.Free = 4
	runWith(t, l, func(h *house) {
		for i := range 4 {
			_, _, err := h.SignInWithPassword(h.Context(), fmt.Sprintf("199000001%02d", i), "nothing like it", here)
			h.want(err, fault.Invalid, "account.password.mismatch")
		}
		_, _, err := h.SignInWithPassword(h.Context(), "19900000199", "nothing like it", here)
		h.want(err, fault.TooMany, "account.slowed")
		_, _, err = h.SignInWithCode(h.Context(), "19900000199", "000000", here)
		h.want(err, fault.TooMany, "account.slowed")
	})
}

func TestAClockSetBackDoesNotMakeAWaitEndless(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		h.withPassword(phone)
		now := h.clock.Now()
		h.clock.Advance(30 * 24 * time.Hour)
		for range 7 {
			h.SignInWithPassword(h.Context(), phone, "nothing like it", here) //nolint:errcheck // only their number counts
		}
		h.clock.Set(now)
		_, _, err := h.SignInWithPassword(h.Context(), phone, secret, here)
		h.must(err)
	})
}

func TestANewPasswordEndsEverySession(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		mine, _, _ := h.withFactor(phone)
		h.clock.Advance(2 * time.Minute)
		another, _ := h.signIn(phone)
		fresh, err := h.SetPassword(h.Context(), h.session(mine), "", secret, here)
		h.must(err)
		if h.session(mine) != nil || h.session(another) != nil {
			h.Error("a session from before the new password lives")
		}
		ses := h.session(fresh)
		if ses == nil || ses.Factor != account.Given {
			h.Fatalf("the fresh session is %+v", ses)
		}
		_, err = h.SetPassword(h.Context(), ses, "not the old one", secret+"!", here)
		h.want(err, fault.Invalid, "form.invalid")
		fresh, err = h.SetPassword(h.Context(), ses, secret, secret+"!", here)
		h.must(err)
		h.clock.Advance(2 * time.Minute)
		_, _, err = h.SignInWithPassword(h.Context(), phone, secret, here)
		h.want(err, fault.Invalid, "account.password.mismatch")
		if h.session(fresh) == nil {
			h.Error("the session that set the password was lost")
		}
	})
}

func TestWhoMaySetAPassword(t *testing.T) {
	run(t, func(h *house) {
		_, citizen := h.signIn(other)
		_, err := h.SetPassword(h.Context(), citizen, "", secret, here)
		h.want(err, fault.Forbidden, "account.password.notyours")
		h.officer(phone)
		_, officer := h.signIn(phone)
		_, err = h.SetPassword(h.Context(), officer, "", secret, here)
		h.want(err, fault.Forbidden, "account.password.notyours")
		h.officer("19900000003", access.Deputy)
		_, deputy := h.signIn("19900000003")
		for _, bad := range []string{"123456789", "1234567890", "Password2026!", "zhengding2026", "19900000003", "a19900000003b", "abcabcabcabc", "P@ssw0rd!!"} {
			_, err = h.SetPassword(h.Context(), deputy, "", bad, here)
			h.want(err, fault.Invalid, "form.invalid")
		}
		_, err = h.SetPassword(h.Context(), deputy, "", "九个字再加一个字吧", here) // nine characters
		h.want(err, fault.Invalid, "form.invalid")
		_, err = h.SetPassword(h.Context(), deputy, "", "九个字再加一个字就够", here) // ten
		h.must(err)
	})
}
