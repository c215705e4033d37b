package workday

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"
)

//go:embed calendar/*.json
var files embed.FS

var china = sync.OnceValue(func() *Calendar {
	c, err := load(files)
	if err != nil {
		panic(err) // embedded data, read by a test: wrong deadlines are worse than a server that does not start
	}
	return c
})

// China is the calendar of the State Council's notices (国务院办公厅关于部分节假日安排的通知) that are built in.
func China() *Calendar { return china() }

// notice is one year's file: the addresses of the notices, and the days by date with the name of their holiday.
type notice struct {
	Notice   []string          `json:"notice"`
	Holidays map[string]string `json:"holidays"`
	Workdays map[string]string `json:"workdays"`
}

func load(fsys fs.FS) (*Calendar, error) {
	c := &Calendar{special: map[day]mark{}, published: map[int]bool{}, notices: map[int][]string{}}
	names, err := fs.Glob(fsys, "calendar/*.json")
	if err != nil {
		return nil, fmt.Errorf("workday: list: %w", err)
	}
	for _, name := range names {
		if err := c.read(fsys, name); err != nil {
			return nil, fmt.Errorf("workday: %s: %w", name, err)
		}
	}
	return c, nil
}

func (c *Calendar) read(fsys fs.FS, name string) error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	year, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(name, "calendar/"), ".json"))
	if err != nil {
		return err
	}
	var n notice
	if err := json.Unmarshal(text, &n); err != nil {
		return err
	}
	c.published[year], c.notices[year] = len(n.Notice) > 0, n.Notice
	if err := c.mark(year, n.Holidays, false); err != nil {
		return err
	}
	return c.mark(year, n.Workdays, true)
}

func (c *Calendar) mark(year int, days map[string]string, worked bool) error {
	for text, name := range days {
		t, err := ParseDate(text)
		if err != nil {
			return err
		}
		if t.Year() != year {
			return fmt.Errorf("%s is not in the file's year", text)
		}
		if _, twice := c.special[dayOf(t)]; twice {
			return fmt.Errorf("%s stands there twice", text)
		}
		c.special[dayOf(t)] = mark{worked, name}
	}
	return nil
}
