package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
)

// TestAReplyOutlivesItsSession lets an officer write for longer than her session lasts. Signing in again, through the real
// door and without a script, leads back to the form with her words in it.
func TestAReplyOutlivesItsSession(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		w := newWorld(o)
		f := o.browser("10.7.5.1").file("zhengding", report{"text": "路灯不亮", "agree_public": "on"})
		officer := o.desk("officer")
		base := "/desk/cases/" + f.number
		officer.act(base, &casework.Accept{}).want(http.StatusSeeOther)
		path := base + "/explain"
		form := officer.get(path).want(http.StatusOK).form(path)
		o.pass(24 * time.Hour)
		sent := form.set("text", "路灯由县住建局3月12日修好。\n一共十二盏𠮷").send("").want(http.StatusSeeOther)
		signIn := sent.to
		if signIn != "/signin?back="+url.QueryEscape(path) {
			t.Fatalf("led to %q", signIn)
		}
		door := officer.get(signIn + "&way=password").want(http.StatusOK)
		if !strings.Contains(door.said(), "已为您保留") {
			t.Errorf("nobody says that her words are kept:\n%s", door.said())
		}
		in := door.form("/signin").set("phone", phoneOf("officer")).set("password", o.secrets["officer"]).send("").want(http.StatusSeeOther)
		if to := in.to; to != path {
			t.Fatalf("signed in, she is led to %q", to)
		}
		back := officer.get(path).want(http.StatusOK)
		if !strings.Contains(back.body, "一共十二盏𠮷</textarea>") {
			t.Fatalf("her words are gone:\n%s", back.said())
		}
		back.form(path).send("").want(http.StatusSeeOther)
		d, err := o.app.Cases.Read(t.Context(), w.actors["officer"], f.number)
		if err != nil || d.Case.State != casework.Answered {
			t.Fatalf("%v, %v", d.Case.State, err)
		}
		o.pass(time.Minute)
		o.booksAreRight(1)
	})
}
