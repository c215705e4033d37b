package api

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/i18n"
	"jiazhan/internal/once"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/limit"
)

// mostReceipts is how many receipts one request may show.
const mostReceipts = 20

// call is one request: who asks, in which language, with the directory of this moment.
type call struct {
	*API
	op     *operation
	w      http.ResponseWriter
	r      *http.Request
	p      *i18n.Printer
	by     access.Actor
	dir    *congress.Directory
	values url.Values
	wrote  bool
}

func printer(r *http.Request) *i18n.Printer {
	return i18n.For(string(i18n.Match(r.Header.Get("Accept-Language"), "")))
}

// run finds out who asks, counts the request, and lets the operation answer.
func (c *call) run() (err error) {
	c.limitBody()
	if err := c.authenticate(); err != nil {
		return err
	}
	if err := c.Limit.Take(c.op.class, c.who()); err != nil {
		return err
	}
	if err := c.inScope(); err != nil {
		return err
	}
	if c.dir, err = c.Directory(c.r.Context()); err != nil {
		return err
	}
	if c.op.path == "" { // no operation, whatever is asked
		return c.op.serve(c)
	}
	if err := c.readQuery(); err != nil {
		return err
	}
	return c.op.serve(c)
}

// inScope refuses a token that was not made for this operation, and nobody where a token must be shown.
func (c *call) inScope() error {
	if c.op.signed && c.by.Visitor() {
		return fault.New(fault.Unsigned, "unsigned")
	}
	if len(c.op.scopes) == 0 || slices.ContainsFunc(c.op.scopes, c.by.InScope) {
		return nil
	}
	return fault.New(fault.Forbidden, "api.scope", strings.Join(words(c.op.scopes), ", "))
}

// limitBody bounds the body, and moves the bound of the edge below it where an operation takes more.
func (c *call) limitBody() {
	most := max(c.op.most, bodyLimit)
	if edge, ok := c.r.Body.(interface{ SetLimit(n int64) }); ok {
		edge.SetLimit(most)
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, most)
}

// untraced keeps a request of the sealed lane out of the access log.
func (c *call) untraced() {
	if w, ok := c.w.(interface{ Untraced() }); ok {
		w.Untraced()
	}
}

func (c *call) who() limit.Who {
	return limit.Who{Person: c.by.PersonID, Address: c.Address(c.r)}
}

// authenticate takes the bearer's token and the receipts that are shown. Without both she is a visitor.
func (c *call) authenticate() error {
	if err := c.bearer(); err != nil {
		return err
	}
	for _, line := range c.r.Header.Values("X-Receipt") {
		for token := range strings.SplitSeq(line, ",") {
			if len(c.by.Receipts) == mostReceipts {
				return nil
			}
			if token = strings.TrimSpace(token); token != "" {
				c.by.Receipts = append(c.by.Receipts, vault.HashToken(token))
			}
		}
	}
	return nil
}

func (c *call) bearer() (err error) {
	header := c.r.Header.Get("Authorization")
	if header == "" {
		return nil
	}
	from := limit.Who{Address: c.Address(c.r)}
	if err := c.Limit.Spent(limit.Denied, from); err != nil {
		return err
	}
	scheme, token, _ := strings.Cut(header, " ")
	if strings.EqualFold(scheme, "Bearer") && token != "" {
		c.by, err = c.Actor(c.r.Context(), strings.TrimSpace(token))
	} else {
		err = fault.New(fault.Unsigned, "api.scheme")
	}
	if fault.KindOf(err) == fault.Unsigned {
		_ = c.Limit.Take(limit.Denied, from) // counted; the refusal is the token's
	}
	return err
}

// readQuery refuses what the operation does not know, so that a misspelt filter is not silently no filter.
func (c *call) readQuery() error {
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return refused(http.StatusBadRequest, "api.query")
	}
	var bad fault.Fields
	for name, all := range values {
		switch {
		case !c.op.takes(name):
			bad.Add(name, "api.unknown")
		case len(all) > 1:
			bad.Add(name, "api.twice")
		case hanzi.Check(all[0], 400) != "":
			bad.Add(name, "api.value")
		}
	}
	c.values = values
	return bad.Err()
}

func (c *call) query(name string) string { return c.values.Get(name) }

// count reads a whole number of the query between 1 and most; without one it is usual.
func (c *call) count(name string, usual, most int) (int, error) {
	text := c.query(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, wrong(name, "api.number", 1, most)
	}
	return n, nil
}

// choice reads one of the words of the query; "" when it is not given.
func choice[T ~string](c *call, name string, from []T) (T, error) {
	text := T(c.query(name))
	if text == "" {
		return "", nil
	}
	for _, one := range from {
		if text == one {
			return one, nil
		}
	}
	return "", wrong(name, "field.choice")
}

// home is the congress of the path, or where it is a parameter, of the query.
func (c *call) home() (*congress.Congress, error) {
	slug := c.r.PathValue("congress")
	if slug == "" {
		slug = c.query("congress")
		if slug == "" {
			return nil, wrong("congress", "field.required")
		}
	}
	if home := c.dir.CongressBySlug(slug); home != nil {
		return home, nil
	}
	return nil, fault.Missing()
}

var numberShape = regexp.MustCompile(`^[A-Z]{1,8}[0-9]{4}-[0-9]{6,12}$`)

// number is the case number of the path; what has not its shape does not exist.
func (c *call) number() (string, error) {
	n := c.r.PathValue("number")
	if !numberShape.MatchString(n) {
		return "", fault.Missing()
	}
	return n, nil
}

var keyShape = regexp.MustCompile(`^[\x21-\x7e]*$`)

// key is the idempotency key, "" for none.
func (c *call) key() (string, error) {
	key := c.r.Header.Get("Idempotency-Key")
	switch {
	case !keyShape.MatchString(key):
		return "", wrong("Idempotency-Key", "api.key")
	case len(key) > once.MaxKey:
		return "", wrong("Idempotency-Key", "once.long")
	}
	return key, nil
}

func wrong(name, key string, args ...any) error {
	var f fault.Fields
	f.Add(name, key, args...)
	return f.Err()
}
