package app

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app/config"
	"jiazhan/internal/blob"
	"jiazhan/internal/calendar"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/draft"
	"jiazhan/internal/erasure"
	"jiazhan/internal/figures"
	"jiazhan/internal/media"
	"jiazhan/internal/notice"
	"jiazhan/internal/reseal"
	"jiazhan/internal/retention"
	"jiazhan/internal/sealing"
	"jiazhan/internal/search"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/worklist"
)

// Rooms are the services of the domain, from the shared ones down.
type Rooms struct {
	Congress *congress.Service
	Calendar *calendar.Service
	Account  *account.Service
	Media    *media.Service
	Notice   *notice.Service
	Sealing  *sealing.Service // keys of those who read sealed reports
	Cases    *casework.Service
	Search   *search.Index // cases by their words
	Figures  *figures.Service
	Work     *worklist.Service  // what people at desks keep for their work
	Drafts   *draft.Service     // what citizens have begun to write
	Keeping  *retention.Service // how long what is kept
	Erased   *erasure.List      // what was erased, for backups that are restored
	Sealer   *reseal.Sealer     // what lies under an older key
}

func (a *App) openRooms(ctx context.Context) error {
	store, err := blob.OpenDisk(a.Config.Path("blob"))
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	outbox := &sms.Outbox{Keys: a.Keys}
	a.Congress = congress.New(a.DB)
	a.Calendar = calendar.New(a.DB, a.Congress.Top)
	a.Account = account.New(account.Config{DB: a.DB, Keys: a.Keys, SMS: outbox, Limits: AccountLimits(a.Config), Log: a.Log})
	a.Media = media.New(a.DB, toldOf{store, a.Log}, a.Keys)
	a.Notice = &notice.Service{DB: a.DB, Serving: serving, Keys: a.Keys, SMS: outbox, LettersADay: int64(a.Config.Limits.LettersDay)}
	a.Sealing = sealing.New(sealing.Config{DB: a.DB, Idle: AccountLimits(a.Config).Officer.Idle, Judge: a.Account.GoodPassphrase, Guess: a.Account.Guess, Alive: a.Account.Alive})
	a.Cases = casework.New(casework.Config{DB: a.DB, Keys: a.Keys, Sealing: a.Sealing, Holders: holding, Record: recordKey, SealPhotos: a.Media.Box, Directory: a.Congress.Directory, Book: a.Calendar.Book, Attach: attach, Detach: media.DetachIn, Notices: a.Notice, Note: a.noteWords, Added: a.addWords, Letter: a.Notice.Letter})
	a.Figures = figures.New(a.DB)
	a.Keeping = a.keeping()
	a.Work = &worklist.Service{DB: a.DB, Keys: a.Keys}
	a.Sealer = &reseal.Sealer{DB: a.DB, Keys: a.Keys, Tables: sealed()}
	a.Drafts = &draft.Service{DB: a.DB, Keys: a.Keys, Hold: media.HoldIn, Free: media.FreeIn}
	if a.Erased, err = erasure.Open(a.DB, a.Config.Path(erasuresFile)); err != nil {
		return fmt.Errorf("app: %w", err)
	}
	if err := a.openSearch(ctx); err != nil {
		return err
	}
	return a.eraseAgain(ctx)
}

func (a *App) openSearch(ctx context.Context) error {
	var err error
	a.Search, err = search.Open(ctx, search.Config{
		Name: "case",
		DB:   a.DB,
		Log:  a.Log,
		All: func(ctx context.Context, after int64, limit int) ([]search.Doc, error) {
			return docs(a.Cases.WordsAfter(ctx, after, limit))
		},
		Read: func(ctx context.Context, ids []int64) ([]search.Doc, error) { return docs(a.Cases.WordsOf(ctx, ids)) },
		Last: a.Cases.LastID,
	})
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	a.onClose(a.Search.Close)
	return nil
}

func docs(words []casework.Words, err error) ([]search.Doc, error) {
	list := make([]search.Doc, len(words))
	for i, w := range words {
		list[i] = search.Doc{ID: w.ID, Scope: w.CongressID, Text: w.Text}
	}
	return list, err
}

// noteWords tells the search that a case's words changed; the index is opened after the cases, which it reads.
func (a *App) noteWords(ctx context.Context, tx *sqldb.Tx, congressID, caseID int64) error {
	return a.Search.Note(ctx, tx, congressID, caseID)
}

func (a *App) addWords(ctx context.Context, tx *sqldb.Tx, congressID, caseID int64) error {
	return a.Search.Added(ctx, tx, congressID, caseID)
}

// attach ties photos to an entry of a case and gives their hashes.
func attach(ctx context.Context, tx *sqldb.Tx, owner string, tokens []string) ([]string, error) {
	photos, err := media.AttachIn(ctx, tx, owner, tokens)
	hashes := make([]string, len(photos))
	for i, p := range photos {
		hashes[i] = hex.EncodeToString(p.SHA256)
	}
	return hashes, err
}

// serving lists the people who serve at a desk.
func serving(ctx context.Context, tx *sqldb.Tx, d notice.Desk) ([]int64, error) {
	return account.HoldersIn(ctx, tx, d.CongressID, d.Role, d.UnitID)
}

// holding lists the people who hold a role in a congress.
func holding(ctx context.Context, tx *sqldb.Tx, congressID int64, role access.Role) ([]int64, error) {
	return account.HoldersIn(ctx, tx, congressID, role, 0)
}

// recordKey notes in the security record what somebody did with the keys of sealed reports.
func recordKey(ctx context.Context, tx *sqldb.Tx, congressID, personID, byID int64, what casework.KeyEvent) error {
	return account.NoteIn(ctx, tx, account.Event{CongressID: congressID, PersonID: personID, ByID: byID, Kind: account.Kind(what)})
}

// AccountLimits are account's own, but for what the settings say.
func AccountLimits(config config.Config) account.Limits {
	l, c := account.DefaultLimits(), config.Limits
	l.PhoneHour, l.PhoneDay, l.AddressHour, l.EverybodyDay = c.CodesPhoneHour, c.CodesPhoneDay, c.CodesAddressHour, c.CodesDay
	l.CodePause = c.CodesPause
	l.Account.Free, l.Pair.Free, l.Address.Free, l.Factor.Free = c.MistakesPerson, c.MistakesPair, c.MistakesAddress, c.MistakesFactor
	l.Citizen.Idle, l.Field.Idle, l.Officer.Idle = config.Idle.Citizen, config.Idle.Field, config.Idle.Officer
	l.FactorOptional = config.FactorOptional
	return l
}

// sender is where short messages go.
func (a *App) sender() sms.Sender {
	if a.Config.SMS == "console" {
		return sms.NewConsole(os.Stdout)
	}
	return sms.NewFile(a.Config.Path("sms.jsonl"))
}
