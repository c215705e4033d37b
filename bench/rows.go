package main

import "slices"

// row is one operation of the work and what we want to reach of the floor's rate.
type row struct {
	name    string // W1
	op      string
	clients []int
	target  float64
	stores  []string // which stores: n, 1000, most
	once    bool     // each stored case can be used once
}

// rows are the work that is measured, reading before writing.
var rows = []row{
	{name: "W2", op: "read", clients: []int{1, 8, 64}, target: 0.5},
	{name: "W2", op: "read_json", clients: []int{1, 8, 64}, target: 0.5},
	{name: "W3", op: "list", clients: []int{1, 8, 64}, target: 0.5, stores: []string{"1000", "n", "most"}},
	{name: "W4", op: "search_common", clients: []int{1, 8}, target: 0.45},
	{name: "W4", op: "search_rare", clients: []int{1, 8}, target: 0.45},
	{name: "W6", op: "dashboard", clients: []int{1, 8}, target: 0.5},
	{name: "W1", op: "create", clients: []int{1, 8, 64}, target: 0.6},
	{name: "W5", op: "update", clients: []int{1, 8, 64}, target: 0.5, once: true},
}

// Limits of the footprint, and how soon a new case must be found.
const (
	mostStart = 1.0 // seconds until the first correct answer
	mostIdle  = 60  // MB after the first answer
	mostPeak  = 250 // MB at 64 clients
	mostFound = 1.0 // seconds
	mostSlow  = 0.5 // of the rate at 1,000 stored that is left at the most stored
)

// side is one of the two programs.
type side string

const (
	ours  side = "ours"
	floor side = "floor"
)

// cell is one number of the table.
type cell struct {
	side    side
	op      string
	stored  int
	clients int
}

// stored lists the stores of a row.
func (b *bench) stored(r row) []int {
	if len(r.stores) == 0 {
		return []int{b.n}
	}
	var out []int
	for _, name := range r.stores {
		switch name {
		case "n":
			out = append(out, b.n)
		case "most":
			out = append(out, b.most)
		default:
			out = append(out, min(1000, b.n))
		}
	}
	return slices.Compact(out)
}
