package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/congress"
	"jiazhan/internal/sqldb"
)

// folder is where a store of n cases lies; it is made once and then only copied.
func (b *bench) folder(s side, n int) string {
	return filepath.Join(b.work, fmt.Sprintf("%s-%d", s, n))
}

// fresh gives a copy of a store that may be written to.
func (b *bench) fresh(s side, n int) (string, error) {
	from := b.folder(s, n)
	if _, err := os.Stat(filepath.Join(from, "done")); errors.Is(err, fs.ErrNotExist) {
		if err := b.load(s, n, from); err != nil {
			return "", err
		}
	}
	to := filepath.Join(b.work, "run-"+string(s))
	if err := os.RemoveAll(to); err != nil {
		return "", err
	}
	return to, command(b.ctx, "cp", "-r", from, to).Run()
}

// load makes a store of n cases from the corpus.
func (b *bench) load(s side, n int, dir string) error {
	fmt.Fprintf(os.Stderr, "loading %d cases: %s\n", n, s)
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		return err
	}
	begun := time.Now()
	load := b.loadFloor
	if s == ours {
		load = b.loadOurs
	}
	if err := load(n, dir); err != nil {
		return fmt.Errorf("load %s: %w", s, err)
	}
	fmt.Fprintf(os.Stderr, "loaded in %s\n", time.Since(begun).Round(time.Second))
	return os.WriteFile(filepath.Join(dir, "done"), nil, 0o600)
}

// loadFloor loads the floor's store and, in a file of its own, its index.
func (b *bench) loadFloor(n int, dir string) error {
	for file, index := range map[string]string{"floor.db": "false", "index.db": "true"} {
		gen := exec.CommandContext(b.ctx, b.tool("loadgen"), "gen", "-n", strconv.Itoa(n))
		server := command(b.ctx, b.tool("refserver"), "-db", filepath.Join(dir, file), "-fts="+index, "-load")
		pipe, err := gen.StdoutPipe()
		if err != nil {
			return err
		}
		server.Stdin = pipe
		if err := gen.Start(); err != nil {
			return err
		}
		if err := errors.Join(server.Run(), gen.Wait()); err != nil {
			return err
		}
	}
	return nil
}

// loadOurs founds a congress like the corpus's and imports the corpus by the command that operators use.
func (b *bench) loadOurs(n int, dir string) error {
	token, err := found(b.ctx, dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "token"), []byte(token), 0o600); err != nil {
		return err
	}
	corpus := filepath.Join(b.work, "corpus.loadgen")
	file, err := os.Create(corpus)
	if err != nil {
		return err
	}
	defer os.Remove(corpus) //nolint:errcheck // what is left over lies in our own folder
	gen := command(b.ctx, b.tool("loadgen"), "gen", "-n", strconv.Itoa(n))
	gen.Stdout = file
	if err := errors.Join(gen.Run(), file.Close()); err != nil {
		return err
	}
	return command(b.ctx, b.tool("jiazhan"), "import", "cases", corpus, "--congress=zhengding", "--data", dir).Run()
}

// found makes an empty installation with the corpus's stations and areas and one person who may take every act of W5;
// it gives her token.
func found(ctx context.Context, dir string) (token string, err error) {
	c, err := config.Default()
	if err != nil {
		return "", err
	}
	c.Data = dir
	a, err := app.Open(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	id, err := a.Congress.Found(ctx, access.Clock, congress.Foundation{Congress: congress.CongressForm{Slug: "zhengding", Name: "正定县人民代表大会",
		Short: "正定县", Level: congress.County, Prefix: "ZD", Division: "130123", Lang: "zh-CN"}, Rows: units()})
	if err != nil {
		return "", err
	}
	person, err := hire(ctx, a, id)
	if err != nil {
		return "", err
	}
	return a.Account.IssueToken(ctx, access.Clock, person, account.NewToken{Name: "bench", Scopes: access.Scopes, CongressID: id, Life: 90 * 24 * time.Hour})
}

func hire(ctx context.Context, a *app.App, congressID int64) (person int64, err error) {
	err = a.DB.Write(ctx, func(tx *sqldb.Tx) error {
		if person, err = a.Account.CreatePersonIn(ctx, tx, access.Clock, congressID, account.NewPerson{Name: "甄量", Phone: "16300000001"}); err != nil {
			return err
		}
		for _, role := range []access.Role{access.CaseOfficer, access.StationAdmin, access.Liaison} {
			if _, err := a.Account.GrantIn(ctx, tx, access.Clock, person, access.Grant{Role: role, CongressID: congressID}); err != nil {
				return err
			}
		}
		return nil
	})
	return person, err
}

// units are the corpus's 16 stations and 8 areas, and a department for each area.
func units() []congress.Form {
	rows := []congress.Form{congress.PlaceForm{Code: "130123102", Name: "新城铺镇"}}
	for i := 1; i <= 16; i++ {
		slug := fmt.Sprintf("s%02d", i)
		rows = append(rows, congress.StationForm{Slug: slug, Name: "第" + strings.TrimPrefix(slug, "s") + "联络站", Kind: congress.Liaison, Place: "130123102", Open: true})
	}
	for i := 1; i <= 8; i++ {
		rows = append(rows, congress.AreaForm{Slug: fmt.Sprintf("a%d", i), Name: fmt.Sprintf("领域%d", i), Sort: int64(i)},
			congress.DepartmentForm{Slug: fmt.Sprintf("d%d", i), Name: fmt.Sprintf("部门%d", i)})
	}
	return rows
}
