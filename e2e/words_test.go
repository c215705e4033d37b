package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
	"jiazhan/internal/retention"
)

// endings are what message keys that are put together in the source may end with, by their beginning. Those of nil have a
// proof of their own beside the table from which they are made: casework's and caseview's words_test and told_test.
var endings = map[string][]string{
	"case.state.": nil, "case.kind.": nil, "case.class.": nil, "case.queue.": nil, "case.did.": nil, "case.action.": nil, "case.field.": nil,
	"case.choice.": nil, "case.told.": nil, "case.means.": nil, "case.stands.": nil, "case.public.": nil,
	"case.":                words(casework.Kinds), // of choices: kind and class, which have theirs above
	"case.choice.reason.":  nil,
	"case.choice.channel.": {"web", "wechat", "phone", "visit", "letter", "api", "import"},
	"case.choice.erased.":  {"contact", "words", "photos"},
	"case.choice.result.":  {"satisfied", "basically", "dissatisfied"},
	"case.role.":           words(access.Roles),
	"case.desk.":           {"deputy", "station", "county", "leader", "department"},
	"station.kind.":        words([]congress.StationKind{congress.Home, congress.Liaison, congress.Point}),
	"desk.effect.":         words(casework.Actions()),
	"desk.check.":          {"asked", "asked.not", "empty", "empty.not", "evidence", "evidence.not", "private", "private.not", "promise", "promise.not", "who_when", "who_when.not", "who_when.not.who", "who_when.not.when"},
	"desk.ask.":            {"empty", "private"},
	"admin.event.":         words(account.Kinds),
	"admin.limit.":         limitNames(),
	"admin.limit.effect.":  words([]casework.Effect{casework.FromNextStep, casework.ForClock, casework.ForRights, casework.ForColours}),
	"admin.limit.about.":   limitNames(),
	"admin.limit.unit.":    words([]casework.Unit{casework.Workdays, casework.CalendarDays, casework.Times, casework.Percent}),
	"admin.keep.":          keptNames(),
	"admin.roster.":        words([]account.Outcome{account.Joins, account.Gains, account.Holds, account.Refused}),
	"admin.roster.unit.":   {"station", "deputy", "department", "place"},
	"admin.not.":           words([]access.Permission{access.ManagePeople, access.ManageLimits, access.ManageSafety, access.ReadAudit}),
	"field.":               {"station", "deputy", "department", "area"},
	"api.check.":           words(casework.Replies()),
	"account.":             {"password.short", "password.long", "password.common", "passphrase.short", "passphrase.long", "passphrase.common"},
	"api.":                 {"rate.accepted", "rate.closed", "rate.replied", "rate.satisfied", "rating.satisfied", "rating.basically", "rating.dissatisfied"},
}

func words[W ~string](list []W) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

func limitNames() []string {
	var out []string
	for _, l := range casework.Limits {
		out = append(out, string(l.Name))
	}
	return out
}

// keptNames are the periods of a congress and of the installation, and why.
func keptNames() []string {
	out := []string{"codes", "session", "drafts", "photos"}
	for _, d := range retention.Defs {
		out = append(out, string(d.Name))
	}
	for _, name := range slices.Clone(out) {
		out = append(out, name+".why")
	}
	return out
}

// TestEveryWordThatIsPutTogetherHasItsSentences reads the source for message keys that are made of a beginning and something else,
// and shows that each ending that there is has its sentence in both languages. (Whole keys: i18n's parity test.)
func TestEveryWordThatIsPutTogetherHasItsSentences(t *testing.T) {
	used := beginnings(t)
	for begin, where := range used {
		if _, known := endings[begin]; !known {
			t.Errorf("%s puts keys together that begin with %q: which are there?", where, begin)
		}
	}
	for begin, list := range endings {
		if used[begin] == "" {
			t.Errorf("no key is put together that begins with %q", begin)
		}
		if begin == "case." {
			continue
		}
		for _, end := range list {
			key := begin + end
			zh, en := i18n.For(string(i18n.ZH)).T(key), i18n.For(string(i18n.EN)).T(key)
			if zh == key || en == key || en == zh { // what has no English sentence speaks Chinese
				t.Errorf("%s has the sentences %q and %q", key, zh, en)
			}
		}
	}
}

var beginning = regexp.MustCompile(`^(case|desk|admin|site|station|field|api|account|media|form|text|notice|news|figure)(\.[a-z_]+)*\.$`)

// beginnings are the literal beginnings of texts that are put together and look like message keys, with a place of each.
func beginnings(t *testing.T) map[string]string {
	t.Helper()
	set, out := token.NewFileSet(), map[string]string{}
	err := filepath.WalkDir("../internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if sum, ok := n.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
				if lit, ok := sum.X.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if text, _ := strconv.Unquote(lit.Value); beginning.MatchString(text) { // the parser has read it
						out[text] = set.Position(n.Pos()).String()
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil || len(out) < 20 {
		t.Fatalf("only %v were found: %v", out, err)
	}
	return out
}
