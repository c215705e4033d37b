// Package sample invents two counties and their city for the demo and for tests: who serves where, what people say, and
// how each case lives. It owns no table and calls no service; it hands out plain plans that others act out. Nobody in it
// is real, and nothing in it may come from a real person's message.
package sample

import (
	"sync"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
)

// Organisation is who is who: congresses to found, cities before their counties, and the people who sign in.
type Organisation struct {
	Foundations []congress.Foundation
	People      []Person
}

// Person is somebody who signs in.
type Person struct {
	Login  string // unique, small letters, digits and hyphens
	Name   string
	Phone  string // unique, of the prefix 163, which is given to no operator
	Male   bool
	Grants []Grant
}

// Grant is a role of a person. Unit is the slug of a deputy, station or department, the code of a village, or empty for
// the whole congress.
type Grant struct {
	Congress string // slug
	Role     access.Role
	Unit     string
}

// Organise gives the organisation, always the same; the caller must not change it.
var Organise = sync.OnceValue(organise)

func organise() Organisation {
	var o Organisation
	c := newCast(1)
	o.add(cityPlan(c))
	for _, spec := range counties {
		o.add(newCounty(spec, c).plan())
	}
	return o
}

func (o *Organisation) add(f congress.Foundation, people []Person) {
	o.Foundations = append(o.Foundations, f)
	o.People = append(o.People, people...)
}

// Holders lists the people who hold a role for a unit of a congress, by its slug.
func (o Organisation) Holders(congressSlug string, role access.Role, unit string) []Person {
	var list []Person
	for _, p := range o.People {
		for _, g := range p.Grants {
			if g.Congress == congressSlug && g.Role == role && g.Unit == unit {
				list = append(list, p)
			}
		}
	}
	return list
}
