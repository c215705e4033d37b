package e2e

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"jiazhan/internal/casework"
)

// countsAreLists shows that every number beside a queue is the length of the list that it opens, at every desk, and that
// the tiles of a deputy are as long as theirs.
func (o *town) countsAreLists(desk func(who string) *browser) {
	o.t.Helper()
	for _, who := range append([]string{"other officer", "other station"}, workers...) {
		b := desk(who)
		page := b.get("/desk/").want(http.StatusOK)
		queues := rail(page)
		if len(queues) < 2 {
			o.t.Fatalf("%s: no queues at the desk:\n%s", who, page.said())
		}
		for queue, count := range queues {
			list := b.list(queue, deskCase)
			if n := len(list); n != count && !strings.HasSuffix(queue, "queue=ended") {
				o.t.Errorf("%s: %s says %d and lists %d", who, queue, count, n)
			}
			if n := len(b.get("/desk/export.xlsx?" + queryOf(queue)).workbook()); n != len(list) {
				o.t.Errorf("%s: %s lists %d and exports %d", who, queue, len(list), n)
			}
		}
	}
	visitor := o.browser("10.9.9.9")
	deeds := tiles(visitor.get("/zhengding/deputies/zeng-xiulan").want(http.StatusOK))
	if len(deeds) == 0 {
		o.t.Error("a deputy's page shows no figures")
	}
	for list, count := range deeds {
		if n := len(visitor.list(list, publicCase)); n != count {
			o.t.Errorf("the tile of %s says %d and lists %d", list, count, n)
		}
	}
}

// figuresAreLists shows the same of the API: every queue of every token, and the dashboard, which the public page of
// figures shows. A leader's lists hold what it counts: every case that is not sealed.
func (w *world) figuresAreLists() {
	w.t.Helper()
	const cases = "/congresses/zhengding/cases"
	for _, who := range workers {
		var got struct {
			Queues []struct {
				Name  string
				Cases int
			}
		}
		p := w.program(w.tokens[who])
		p.get("/congresses/zhengding/queues").read(http.StatusOK, &got)
		if len(got.Queues) != len(casework.Queues) {
			w.t.Fatalf("the API tells of %d queues, there are %d", len(got.Queues), len(casework.Queues))
		}
		for _, q := range got.Queues {
			if n := len(p.list(cases, "?limit=100&queue="+q.Name)); n != q.Cases {
				w.t.Errorf("%s: the API counts %d in %s and lists %d", who, q.Cases, q.Name, n)
			}
		}
	}
	var board struct {
		All    int
		States []struct {
			State string
			Cases int
		}
		Cells []struct {
			Station, State string
			Cases          int
		}
	}
	leader := w.program(w.tokens["leader"])
	leader.get("/dashboard?congress=zhengding").read(http.StatusOK, &board)
	if n := len(leader.list(cases, "?limit=100")); n != board.All || n == 0 {
		w.t.Errorf("the dashboard counts %d cases, %d are listed", board.All, n)
	}
	shown := definitions(w.browser("10.9.9.8").get("/zhengding/figures").want(http.StatusOK))
	for _, tile := range board.States {
		if n, ok := shown[sentence("case.state."+tile.State)]; !ok || n != tile.Cases {
			w.t.Errorf("the public page says %d %s cases, the API %d", n, tile.State, tile.Cases)
		}
		if n := len(leader.list(cases, "?limit=100&state="+tile.State)); n != tile.Cases {
			w.t.Errorf("the dashboard counts %d %s cases, %d are listed", tile.Cases, tile.State, n)
		}
	}
	for _, cell := range board.Cells {
		n := len(leader.list(cases, "?limit=100&state="+cell.State+"&station="+cell.Station))
		if cell.Station != "" && n != cell.Cases {
			w.t.Errorf("the dashboard counts %d %s cases of %s, %d are listed", cell.Cases, cell.State, cell.Station, n)
		}
	}
}

func queryOf(address string) string {
	_, query, _ := strings.Cut(address, "?")
	return query
}

var (
	deskCase   = regexp.MustCompile(`^/desk/cases/([A-Z]{2,4}\d{4}-\d{6})(?:\?in=.*)?$`)
	publicCase = regexp.MustCompile(`^/zhengding/cases/([A-Z]{2,4}\d{4}-\d{6})$`)
)

// list reads a list to its last page and gives its numbers; no case may stand in it twice.
func (b *browser) list(path string, row *regexp.Regexp) map[string]bool {
	b.t.Helper()
	numbers := map[string]bool{}
	for path != "" {
		page := b.get(path).want(http.StatusOK)
		path = ""
		doc, err := html.Parse(strings.NewReader(page.body))
		if err != nil {
			b.t.Fatal(err)
		}
		each(doc, func(n *html.Node) {
			if n.Type != html.ElementNode || n.Data != "a" {
				return
			}
			if attr(n, "rel") == "next" {
				path = attr(n, "href")
			}
			m := row.FindStringSubmatch(attr(n, "href"))
			if m != nil && numbers[m[1]] {
				b.t.Errorf("%s stands twice in %s", m[1], page.path)
			}
			if m != nil {
				numbers[m[1]] = true
			}
		})
	}
	return numbers
}

// rail gives the queues of a desk with their numbers; none is shown for 0.
func rail(page answer) map[string]int {
	out := map[string]int{}
	for _, n := range page.all("rail-item") {
		if strings.Contains(attr(n, "href"), "queue=") {
			out[attr(n, "href")] = number(textOfClass(n, "count"))
		}
	}
	return out
}

// tiles gives the lists behind the figures of a page with their numbers.
func tiles(page answer) map[string]int {
	out := map[string]int{}
	for _, n := range page.all("figure") {
		text := textOfClass(n, "figure-value")
		if strings.Contains(text, "%") {
			text = textOfClass(n, "figure-of")
		}
		out[attr(n, "href")] = number(text)
	}
	return out
}

// definitions gives the numbers of a page's lists of terms.
func definitions(page answer) map[string]int {
	out := map[string]int{}
	term := ""
	for _, list := range page.all("defs") {
		each(list, func(n *html.Node) {
			switch n.Data {
			case "dt":
				term = strings.TrimSpace(textOf(n))
			case "dd":
				out[term] = number(textOf(n))
			}
		})
	}
	return out
}

// all are the page's elements of a class.
func (a answer) all(class string) []*html.Node {
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return nil
	}
	return ofClass(doc, class)
}

func ofClass(top *html.Node, class string) []*html.Node {
	var out []*html.Node
	each(top, func(n *html.Node) {
		if n.Type == html.ElementNode && strings.Contains(" "+attr(n, "class")+" ", " "+class+" ") {
			out = append(out, n)
		}
	})
	return out
}

func textOfClass(top *html.Node, class string) string {
	for _, n := range ofClass(top, class) {
		return textOf(n)
	}
	return ""
}

var firstNumber = regexp.MustCompile(`\d+`)

func number(text string) int {
	n, err := strconv.Atoi(firstNumber.FindString(text))
	if err != nil {
		return 0
	}
	return n
}
