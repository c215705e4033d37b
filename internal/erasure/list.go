package erasure

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"jiazhan/internal/sqldb"
)

// overlap is how far Follow looks back: on PostgreSQL a transaction may become visible after one that began later.
const overlap = 10 * time.Minute

// List is the file of lines, one JSON object a line.
type List struct {
	db   *sqldb.DB
	path string

	mu     sync.Mutex
	last   map[thing]int64 // of the lines in the file
	newest int64
}

// Open reads the list at path; there need be none yet. A line that cannot be read is an error: it may stand for somebody.
// A last line without its end was cut off by a crash and is written anew by Follow.
func Open(db *sqldb.DB, path string) (*List, error) {
	l := &List{db: db, path: path, last: map[thing]int64{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("erasure: %w", err)
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	if whole < len(text) {
		if err := os.Truncate(path, int64(whole)); err != nil {
			return nil, fmt.Errorf("erasure: %w", err)
		}
	}
	lines := bufio.NewScanner(bytes.NewReader(text[:whole]))
	for n := 1; lines.Scan(); n++ {
		var line Line
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("erasure: %s: line %d: %w", path, n, err)
		}
		l.know(line)
	}
	return l, lines.Err()
}

func (l *List) know(line Line) {
	l.last[line.thing()] = max(l.last[line.thing()], line.At)
	l.newest = max(l.newest, line.At)
}

// Missed gives what the file knows to be erased and the database does not: it was restored from an older backup.
func (l *List) Missed(ctx context.Context) ([]Line, error) {
	known, err := since(ctx, l.db, 0)
	if err != nil {
		return nil, fmt.Errorf("erasure: %w", err)
	}
	done := map[thing]int64{}
	for _, line := range known {
		done[line.thing()] = max(done[line.thing()], line.At)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var missed []Line
	for t, at := range l.last {
		if done[t] < at {
			missed = append(missed, Line{t.subject, t.born, t.what, at})
		}
	}
	return missed, nil
}

// Follow writes what the database has noted into the file, durably, and gives the number of lines. All is read when whole
// is set, as at the start.
func (l *List) Follow(ctx context.Context, whole bool) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := l.newest - overlap.Milliseconds()
	if whole {
		from = 0
	}
	lines, err := since(ctx, l.db, from)
	if err != nil {
		return 0, fmt.Errorf("erasure: %w", err)
	}
	var fresh []Line
	var text []byte
	for _, line := range lines {
		if l.last[line.thing()] >= line.At {
			continue
		}
		one, err := json.Marshal(line)
		if err != nil {
			return 0, fmt.Errorf("erasure: %w", err)
		}
		text = append(append(text, one...), '\n')
		fresh = append(fresh, line)
	}
	if len(fresh) == 0 {
		return 0, nil
	}
	if err := appendTo(l.path, text); err != nil {
		return 0, fmt.Errorf("erasure: %w", err)
	}
	for _, line := range fresh {
		l.know(line)
	}
	return len(fresh), nil
}

func appendTo(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}
