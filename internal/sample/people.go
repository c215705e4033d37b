package sample

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

//go:embed data/surnames.txt
var surnamesText string

//go:embed data/avoid.txt
var avoidText string

// The characters of which given names are combined.
var (
	maleRunes   = []rune("全东义伟俊军勇华国宇平建强志成振政敬文斌新明智杰栋民治波海涛良诚豪超辉锋鹏立航")
	femaleRunes = []rune("丽佳倩兰凤华娜娟婷思悦慧敏林桂梅欣洁海燕玉玲珍琴秀红美艳芬芳英荣萍雅雨雪霞静颖香")
)

type surname struct {
	text  string
	until int // running sum of the weights
}

// cast invents people, each seed the same ones. No two calls of invent give the same name.
type cast struct {
	*rand.Rand
	surnames []surname
	used     map[string]bool
	phones   int
}

func newCast(seed uint64) *cast {
	c := &cast{Rand: rand.New(rand.NewPCG(seed, 20261123)), used: map[string]bool{}}
	sum := 0
	for line := range strings.Lines(surnamesText) {
		text, weight, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, _ := strconv.Atoi(weight)
		sum += n
		c.surnames = append(c.surnames, surname{text, sum})
	}
	return c
}

// invent makes a name that was not given yet and that no office holder widely known bears.
func (c *cast) invent(male bool) string {
	for {
		name := c.surname() + c.given(male)
		if !c.used[name] && !known(name) {
			c.used[name] = true
			return name
		}
	}
}

func (c *cast) surname() string {
	at := c.IntN(c.surnames[len(c.surnames)-1].until)
	for _, s := range c.surnames {
		if at < s.until {
			return s.text
		}
	}
	panic("sample: no surname")
}

func (c *cast) given(male bool) string {
	runes := femaleRunes
	if male {
		runes = maleRunes
	}
	first, second := runes[c.IntN(len(runes))], runes[c.IntN(len(runes))]
	if c.IntN(6) == 0 || first == second {
		return string(first)
	}
	return string(first) + string(second)
}

// phone gives the next mobile number of the prefix 163, which is given to no operator.
func (c *cast) phone() string {
	c.phones++
	return fmt.Sprintf("163%08d", (c.phones*7919+12345)%100000000)
}

// known reports whether the name is that of an office holder widely known; the list holds hashes, not names.
func known(name string) bool {
	sum := sha256.Sum256([]byte(name))
	return strings.Contains(avoidText, hex.EncodeToString(sum[:6]))
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
