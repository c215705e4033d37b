package account_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"jiazhan/internal/account"
	"jiazhan/internal/fault"
)

func TestFirstRightCodeMakesAPersonAndLaterOnesFindHer(t *testing.T) {
	run(t, func(h *house) {
		_, first := h.signIn("+86 199-0000-0001")
		h.clock.Advance(2 * time.Minute)
		token, second := h.signIn(phone)
		if first.PersonID == 0 || first.PersonID != second.PersonID {
			h.Errorf("persons %d and %d, want the same", first.PersonID, second.PersonID)
		}
		a := h.actor(token)
		if a.Visitor() || a.Staff() || !bytes.Equal(a.Phone, h.keys.Index("phone", phone)) {
			h.Errorf("actor %+v: want a citizen with her phone's index", a)
		}
		if first.Factor != account.NotNeeded {
			h.Errorf("a citizen's factor is %s", first.Factor)
		}
	})
}

func TestACodeCountsOnce(t *testing.T) {
	run(t, func(h *house) {
		h.must(h.SignInCode(h.Context(), phone, here))
		code := h.code()
		_, _, err := h.SignInWithCode(h.Context(), phone, " "+code+" ", here)
		h.must(err)
		_, ses, err := h.SignInWithCode(h.Context(), phone, code, here)
		h.want(err, fault.Invalid, "account.code.wrong")
		if ses != nil || h.events(account.SignedIn) != 1 {
			h.Error("a code was used twice")
		}
	})
}

func TestACodeDiesOfAgeOfTriesAndOfANewerOne(t *testing.T) {
	run(t, func(h *house) {
		wrong := func(code string) {
			h.Helper()
			_, _, err := h.SignInWithCode(h.Context(), phone, code, here)
			h.want(err, fault.Invalid, "account.code.wrong")
		}
		h.must(h.SignInCode(h.Context(), phone, here))
		old := h.code()
		h.clock.Advance(5 * time.Minute)
		wrong(old)

		h.must(h.SignInCode(h.Context(), phone, here))
		guessed := h.code()
		for i := range 5 {
			wrong(fmt.Sprintf("%06d", (atoi(guessed)+1+i)%1_000_000))
		}
		wrong(guessed)

		h.clock.Advance(2 * time.Minute)
		h.must(h.SignInCode(h.Context(), phone, here))
		replaced := h.code()
		h.clock.Advance(2 * time.Minute)
		h.clock.Advance(time.Hour)
		h.must(h.SignInCode(h.Context(), phone, here))
		if newest := h.code(); newest != replaced {
			wrong(replaced)
		}
		_, _, err := h.SignInWithCode(h.Context(), phone, h.code(), here)
		h.must(err)
	})
}

func atoi(s string) (n int) {
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}

func TestACodeOfTheFutureIsWorthlessWhenTheClockIsSetBack(t *testing.T) {
	run(t, func(h *house) {
		h.clock.Advance(365 * 24 * time.Hour)
		h.must(h.SignInCode(h.Context(), phone, here))
		code := h.code()
		h.clock.Advance(-365 * 24 * time.Hour)
		_, _, err := h.SignInWithCode(h.Context(), phone, code, here)
		h.want(err, fault.Invalid, "account.code.wrong")
		h.must(h.SignInCode(h.Context(), phone, here)) // the counters of the future do not hold her up
		_, _, err = h.SignInWithCode(h.Context(), phone, h.code(), here)
		h.must(err)
	})
}

func TestCodesAreRationed(t *testing.T) {
	l := account.DefaultLimits()
	l.AddressHour = 6
	runWith(t, l, func(h *house) {
		ask := func(number string) error { return h.SignInCode(h.Context(), number, here) }
		h.must(ask(phone))
		err := ask(phone)
		h.want(err, fault.TooMany, "account.code.often")
		if retry := fault.As(err).Retry; retry <= 0 || retry > 61*time.Second {
			h.Errorf("retry after %v, want about a minute", retry)
		}
		for range l.PhoneHour - 1 {
			h.clock.Advance(time.Minute)
			h.must(ask(phone))
		}
		h.clock.Advance(time.Minute)
		h.want(ask(phone), fault.TooMany, "account.code.often")
		for i := range 3 {
			h.must(ask(fmt.Sprintf("1990000010%d", i)))
		}
		h.want(ask("19900000200"), fault.TooMany, "account.code.often")
		elsewhere := account.Client{Address: "2001:db8::1"}
		h.must(h.SignInCode(h.Context(), "19900000200", elsewhere))
		h.clock.Advance(time.Hour)
		h.must(ask(phone))
		if n := h.events(account.CodeSent); n != 8 {
			h.Errorf("%d codes were sent, want 8", n)
		}
	})
}

func TestTheWholeInstallationHasABudgetOfCodes(t *testing.T) {
	l := account.DefaultLimits()
	l.EverybodyDay = 2
	runWith(t, l, func(h *house) {
		for i := range 2 {
			h.must(h.SignInCode(h.Context(), fmt.Sprintf("1990000000%d", i), account.Client{Address: fmt.Sprintf("192.0.2.%d", i)}))
		}
		err := h.SignInCode(h.Context(), "19900000009", account.Client{Address: "192.0.2.9"})
		h.want(err, fault.TooMany, "account.code.often")
		b, err := h.Budget(h.Context())
		h.must(err)
		if b != (account.Budget{Used: 2, Most: 2}) || !b.Short() || (account.Budget{Used: 3, Most: 4}).Short() {
			h.Errorf("the budget is %+v", b)
		}
		h.clock.Advance(25 * time.Hour)
		if b, err := h.Budget(h.Context()); err != nil || b.Used != 0 {
			h.Errorf("the day after: %+v %v", b, err)
		}
	})
}

func TestNothingTellsWhetherAPhoneIsKnown(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		h.withPassword(phone)
		for _, number := range []string{phone, other} {
			h.must(h.SignInCode(h.Context(), number, here))
			_, _, err := h.SignInWithCode(h.Context(), number, "nonsense", here)
			h.want(err, fault.Invalid, "account.code.wrong")
		}
		for range 6 {
			var answers [2]string
			for i, number := range []string{phone, other} {
				from := account.Client{Address: fmt.Sprintf("192.0.2.%d", i)}
				_, _, err := h.SignInWithPassword(h.Context(), number, "not the password", from)
				f := fault.As(err)
				answers[i] = fmt.Sprint(f.Kind, f.Key, f.Args, f.Retry)
			}
			if answers[0] != answers[1] {
				h.Errorf("known: %s, unknown: %s", answers[0], answers[1])
			}
		}
	})
}

func TestAWrongPhoneIsAFieldFault(t *testing.T) {
	run(t, func(h *house) {
		for _, number := range []string{"", "110", "12345678901", "1990000000１a", "199000000011"} {
			err := h.SignInCode(h.Context(), number, here)
			h.want(err, fault.Invalid, "form.invalid")
		}
		if n := h.count("SELECT count(*) FROM outbox"); n != 0 {
			h.Errorf("%d messages to nobody", n)
		}
	})
}

func TestPhone(t *testing.T) {
	for text, want := range map[string]string{
		"19900000001": phone, "+86 199 0000 0001": phone, "0086-199-0000-0001": phone, "１９９００００００１": "", "１９９０００００００１": phone,
		"29900000001": "", "199000000": "", "19900000001x": "", "": "",
	} {
		got, ok := account.Phone(text)
		if got != want || ok != (want != "") {
			t.Errorf("Phone(%q) = %q, %v", text, got, ok)
		}
	}
}

func TestCitizensMayLeaveAndNothingOfThemStays(t *testing.T) {
	run(t, func(h *house) {
		token, ses := h.signIn(phone)
		h.must(h.Rename(h.Context(), ses, "司马相"))
		if a := h.actor(token); a.Name != "司马相" {
			h.Errorf("name %q", a.Name)
		}
		h.must(h.CloseAccount(h.Context(), ses))
		if a := h.actor(token); !a.Visitor() {
			h.Error("a closed account still acts")
		}
		if n := h.count("SELECT count(*) FROM person WHERE phone <> '' OR name <> '' OR phone_index IS NOT NULL"); n != 0 {
			h.Error("personal data stayed")
		}
		h.clock.Advance(time.Hour)
		if _, again := h.signIn(phone); again.PersonID == ses.PersonID {
			h.Error("a closed account came back")
		}
		h.officer(other)
		_, serving := h.signIn(other)
		h.want(h.CloseAccount(h.Context(), serving), fault.Conflict, "account.close.serving")
	})
}
