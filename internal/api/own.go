package api

import (
	"bytes"
	"net/http"
	"strconv"

	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/i18n"
	"jiazhan/internal/once"
	"jiazhan/internal/web/limit"
)

// ownOperations are a citizen's rights over what is kept of her (PIPL art. 15, 45 to 47). Whoever serves has them in her own cases
// only: what she holds in office opens none.
var ownOperations = []operation{
	ownAct("correct", "/cases/{number}/correct", &casework.Correct{}, (*call).correct,
		i18n.Key("给出的换掉原来的，没给的不变。新的手机号要先核实：用 POST /cases/{number}/code 把验证码发到新号码上，再写在 code 里。")),
	ownAct("agree", "/cases/{number}/agree", &casework.Agree{}, (*call).agree,
		i18n.Key("两项都要写明现在的意思。不同意公开了，已公开的马上收回。"), "agree_public", "agree_name"),
	ownAct("erase", "/cases/{number}/erase", &casework.Erase{}, (*call).erase,
		i18n.Key("删除了谁也找不回来；事情本身和办理记录仍然保留。用令牌办的，要先用 POST /cases/{number}/code 把验证码发到本人登录用的手机上，再写在 code 里；凭回执办的不用。")),
	{
		id: "sendCode", method: http.MethodPost, path: "/cases/{number}/code", tag: tagMe, scopes: acting, held: true, class: limit.Act,
		says:  i18n.Key("发一个验证码，更正手机号或删除信息时用"),
		more:  i18n.Key("更正：发到要留的新手机号。删除：发到令牌所属的人登录用的手机号。同一个号码一分钟一次，一天五次。"),
		heads: []param{keyHead}, body: &CodeWish{}, answer: CodeSent{}, serve: (*call).sendCode,
	},
}

func ownAct(action casework.Action, path string, body any, serve func(*call) error, more string, must ...string) operation {
	return operation{id: "own_" + string(action), method: http.MethodPost, path: path, tag: tagMe, action: action, scopes: acting, held: true, class: limit.Act,
		says: "case.action." + string(action), more: more, query: []param{versionParam}, heads: []param{keyHead, matchHead},
		body: body, must: must, proof: action != "agree", answer: Done{}, serve: serve}
}

// CodeWish says for which act a code is wanted.
type CodeWish struct {
	For   string `json:"for" input:"choice,required" enum:"correct,erase"`
	Phone string `json:"phone,omitempty" input:"line" max:"20"`
}

// CodeSent is where it went.
type CodeSent struct {
	Phone string `json:"phone" doc:"发到了哪里，打了码"`
}

// herself leaves her what she is as a citizen: nobody reads or changes a citizen's own data from an office.
func (c *call) herself() { c.by.Grants = nil }

// ownCase gives the case of the path to the citizen whose it is; to nobody else there is one.
func (c *call) ownCase() (*casework.Case, error) {
	number, err := c.number()
	if err != nil {
		return nil, err
	}
	one, err := c.Cases.See(c.r.Context(), c.by, number)
	if err == nil && !casework.Hers(c.by, one) {
		err = fault.Missing()
	}
	return one, err
}

// take makes an act of hers; allow is asked before it, unless the key says that it was made already.
func (c *call) take(act casework.Act, code *string, allow func(*casework.Case) error) error {
	c.herself()
	at, err := c.at()
	if err != nil {
		return err
	}
	var version int64
	if err := c.read(act, map[string]any{"version": &version, "code": code}); err != nil {
		return err
	}
	after, err := c.Cases.Before(c.r.Context(), c.by, at, act)
	if err != nil {
		return err
	}
	if after == nil {
		if at.Seen, err = c.seen(version); err != nil {
			return err
		}
		now, err := c.ownCase()
		if err == nil && now.Version == at.Seen { // else casework says who was faster, and no code is spent
			err = allow(now)
		}
		if err != nil {
			return err
		}
		if after, err = c.Cases.Do(c.r.Context(), c.by, at, act); err != nil {
			return err
		}
	}
	c.w.Header().Set("ETag", etag(after.Version))
	return c.done(after)
}

func (c *call) agree() error {
	return c.take(&casework.Agree{}, nil, func(*casework.Case) error { return nil })
}

// correct takes a new phone only from who has read the code that was sent to it.
func (c *call) correct() error {
	act, code := &casework.Correct{}, ""
	return c.take(act, &code, func(*casework.Case) error {
		if err := act.Check(); err != nil || act.Phone == "" {
			return err
		}
		number, ok := account.Phone(act.Phone)
		if !ok {
			return wrong("phone", "account.phone.wrong")
		}
		index := c.Keys.Index("phone", number)
		if bytes.Equal(index, c.by.Phone) {
			return nil
		}
		if code == "" {
			return nil // unless it is the number that is kept, casework says that it must be proved
		}
		act.Proved = index
		return codeFault(c.Account.Prove(c.r.Context(), number, code, c.client()))
	})
}

// erase takes the word of a token only with a code from its owner's phone: what is erased cannot be brought back.
func (c *call) erase() error {
	act, code := &casework.Erase{}, ""
	err := c.take(act, &code, func(now *casework.Case) error {
		nothing := !act.Contact && !act.Words && !act.Photos
		if c.by.PersonID == 0 || nothing || act.Photos && now.State.Open() { // casework refuses the last two; no code is spent
			return nil
		}
		if code == "" {
			return wrong("code", "api.code")
		}
		return codeFault(c.Account.AgreeToErasure(c.r.Context(), c.by.PersonID, code, c.client()))
	})
	if err == nil && act.Photos {
		if err := c.Media.Sweep(c.r.Context()); err != nil {
			c.Log.Warn("erased photos wait for the clock", "error", err)
		}
	}
	return err
}

// codeFault puts the refusal of a code under its field.
func codeFault(err error) error {
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid && len(f.Fields) == 0 {
		return wrong("code", f.Key, f.Args...)
	}
	return err
}

func (c *call) client() account.Client {
	return account.Client{Address: c.Address(c.r).String(), Agent: c.r.UserAgent(), Language: string(c.p.Lang())}
}

func (c *call) sendCode() error {
	c.herself()
	wish := CodeWish{}
	if err := c.read(&wish, nil); err != nil {
		return err
	}
	key, err := c.key()
	if err != nil {
		return err
	}
	if _, err := c.ownCase(); err != nil {
		return err
	}
	k := once.Key{Scope: "code p" + strconv.FormatInt(c.by.PersonID, 10), Key: key, Content: c.Keys.Index("code wish", c.r.URL.Path+" "+wish.For+" "+wish.Phone)}
	masked, err := c.remembered(k, func() (string, error) { return c.codeFor(wish) })
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, CodeSent{masked})
}

// codeFor sends the code, and gives where to, masked.
func (c *call) codeFor(wish CodeWish) (string, error) {
	switch {
	case wish.For == "correct":
		return hanzi.MaskPhone(wish.Phone), c.Account.ProofCode(c.r.Context(), wish.Phone, c.client())
	case wish.For != "erase":
		return "", wrong("for", "field.choice")
	case c.by.PersonID == 0:
		return "", wrong("for", "api.code_needless")
	}
	phone, err := c.Account.ErasureCode(c.r.Context(), c.by.PersonID, c.client())
	return hanzi.MaskPhone(phone), err
}
