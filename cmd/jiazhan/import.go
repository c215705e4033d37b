package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/importer"
	"jiazhan/internal/sheet"
)

type imports struct {
	Cases importCases `cmd:"" help:"Bring in the cases of an earlier system: CSV, TSV or JSON lines. Each is brought in once, however often the file is."`
}

type importCases struct {
	config.Config

	Path     string `arg:"" name:"file" type:"existingfile" help:"File with one case a row, under Chinese or English column names."`
	Congress string `required:"" help:"Slug of the congress that the cases belong to."`
	Format   string `placeholder:"NAME" help:"csv, tsv, jsonl or loadgen; default: what the file's name says."`
	State    string `placeholder:"STATE" help:"State of rows that name none, such as closed; default: answered if there is an answer, else filed."`
	Filed    string `placeholder:"DAY" help:"When rows were filed that name no time, such as 2020-01-01."`
	DryRun   bool   `help:"Check everything, show how the file is understood, and write nothing."`
	SkipBad  bool   `help:"Leave out the rows that are wrong instead of refusing the file."`
}

// Run brings the cases in as the system; the server must not be running in the same data folder.
func (cmd *importCases) Run(ctx context.Context, c console) (err error) {
	if err := app.Installed(cmd.Config); err != nil {
		return err
	}
	file, err := importer.Open(cmd.Path, cmd.Format)
	if err != nil {
		return err
	}
	file.State = casework.State(cmd.State)
	if cmd.Filed != "" {
		var ok bool
		if file.Filed, ok = sheet.Time(cmd.Filed); !ok {
			return &config.Wrong{Key: "filed", Why: fmt.Sprintf("%q is no day such as 2020-01-01", cmd.Filed)}
		}
	}
	if err := cmd.preview(c, file); err != nil {
		return err
	}
	a, err := app.Open(ctx, cmd.Config, app.NewLog(cmd.Config, c.err))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return cmd.bring(ctx, c, a, file)
}

func (cmd *importCases) bring(ctx context.Context, c console, a *app.App, file *importer.File) error {
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return err
	}
	home := dir.CongressBySlug(cmd.Congress)
	if home == nil {
		return fmt.Errorf("there is no congress %q here", cmd.Congress)
	}
	if err := a.Search.CatchUp(ctx); err != nil { // so that the new cases are indexed once
		return err
	}
	begun := a.DB.Now()
	r, err := a.Cases.Import(ctx, access.Clock, home.ID, file.Rows(), casework.ImportOptions{DryRun: cmd.DryRun, SkipBad: cmd.SkipBad})
	cmd.report(c, r, err == nil && !cmd.DryRun, a.DB.Now().Sub(begun))
	if err != nil {
		return spoken(err)
	}
	return a.Search.Settle(ctx)
}

// preview shows how the file's columns are understood.
func (cmd *importCases) preview(c console, file *importer.File) error {
	p, err := file.Preview(3)
	if err != nil || !cmd.DryRun {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(p.Columns)) {
		fmt.Fprintf(c.out, "%s → %s\n", name, p.Columns[name])
	}
	if len(p.Unknown) > 0 {
		fmt.Fprintf(c.out, "not read: %s\n", strings.Join(p.Unknown, ", "))
	}
	for _, h := range p.First {
		fmt.Fprintf(c.out, "row %d: %s, %s, %s, %s\n", h.Row, h.Ref, h.FiledAt.Format(time.DateTime), h.State, h.Title)
	}
	return nil
}

// report names the wrong rows and counts the rest.
func (cmd *importCases) report(c console, r casework.ImportResult, done bool, took time.Duration) {
	p := i18n.For(string(i18n.EN))
	for _, bad := range r.Bad {
		for _, f := range bad.Err.Fields {
			fmt.Fprintf(c.out, "row %d, %s: %s\n", bad.Row, f.Name, p.T(f.Key, f.Args...))
		}
		if len(bad.Err.Fields) == 0 {
			fmt.Fprintf(c.out, "row %d: %s\n", bad.Row, p.T(bad.Err.Key, bad.Err.Args...))
		}
	}
	verb := "would be brought in"
	if done {
		verb = "brought in"
	}
	fmt.Fprintf(c.out, "%d rows: %d %s, %d known already, %d wrong (%s)\n", r.Rows, r.New, verb, r.Known, r.Wrong, took.Round(time.Millisecond))
}
