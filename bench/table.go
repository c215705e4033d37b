package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// line is a number that has no floor: a time or an amount that must stay below a limit.
type line struct {
	row   string
	what  string
	value float64
	most  float64
}

// print writes the medians of all rounds, our rate beside the floor's.
func (b *bench) print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, strings.Join([]string{"row", "operation", "stored", "clients", "ours/s", "floor/s", "ratio", "target", "", "p50 ms", "p99 ms", "µs CPU", "floor µs", "wrong", "others"}, "\t")+"\t")
	for _, r := range rows {
		for _, n := range b.stored(r) {
			for _, clients := range r.clients {
				b.printCell(t, r, n, clients)
			}
		}
	}
	t.Flush()
	b.printSlower(w)
	for _, l := range append(b.extra, b.peaks()...) {
		fmt.Fprintf(w, "%s  %s: %.2f (at most %g) %s\n", l.row, l.what, l.value, l.most, verdict(l.value <= l.most))
	}
}

func (b *bench) printCell(t io.Writer, r row, n, clients int) {
	us, them := b.results[cell{ours, r.op, n, clients}], b.results[cell{floor, r.op, n, clients}]
	if len(us) == 0 && len(them) == 0 {
		return
	}
	a, f := median(us, rate), median(them, rate)
	ratio, word := "", ""
	if f > 0 && a > 0 {
		ratio, word = fmt.Sprintf("%.2f", a/f), verdict(a/f >= r.target)
	}
	wrong := 0
	for _, x := range us {
		wrong += x.Err + x.Bad
	}
	fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%.0f\t%.0f\t%s\t%.2f\t%s\t%.2f\t%.2f\t%.0f\t%.0f\t%d\t%.0f%%\t\n", r.name, r.op, n, clients, a, f, ratio, r.target, word,
		median(us, func(x result) float64 { return x.P50 }), median(us, func(x result) float64 { return x.P99 }),
		median(us, cpu), median(them, cpu), wrong, 100*median(us, func(x result) float64 { return x.Foreign }))
}

// printSlower compares our list at the most stored with our list at 1,000.
func (b *bench) printSlower(w io.Writer) {
	for _, clients := range []int{1, 8} {
		few := median(b.results[cell{ours, "list", min(1000, b.n), clients}], rate)
		many := median(b.results[cell{ours, "list", b.most, clients}], rate)
		if few > 0 && many > 0 {
			fmt.Fprintf(w, "W3  list at %d stored, %d clients: %.2f of its rate at 1000 (at least %g) %s\n", b.most, clients, many/few, mostSlow, verdict(many/few >= mostSlow))
		}
	}
}

// peaks are the most memory under 64 clients.
func (b *bench) peaks() []line {
	var out []line
	for _, op := range []string{"read", "create"} {
		if list := b.results[cell{ours, op, b.n, 64}]; len(list) > 0 {
			out = append(out, line{"W7", "memory under " + op + " by 64 clients, MB", median(list, func(x result) float64 { return x.Peak }), mostPeak})
		}
	}
	return out
}

func cpu(r result) float64 { return r.CPU }

func rate(r result) float64 { return r.Rate }

func verdict(ok bool) string {
	if ok {
		return "ok"
	}
	return "short"
}

func median(list []result, of func(result) float64) float64 {
	if len(list) == 0 {
		return 0
	}
	values := make([]float64, len(list))
	for i, r := range list {
		values[i] = of(r)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
