package media

import (
	"bytes"
	"errors"
	"image"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// large is a photo of more than three pieces; what stands behind the picture is nobody's matter.
func large() []byte {
	return append([]byte(jpegOf(image.NewGray(image.Rect(0, 0, 400, 300)))), make([]byte, 3*piece+1000)...)
}

// A transfer that breaks in every place goes on where it stood, and becomes the photo that was sent.
func TestTransferGoesOnAfterBreaks(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := newHouse(t, db)
		photo := large()
		begun, err := h.Begin(t.Context(), citizen, "a.jpg", int64(len(photo)))
		if err != nil {
			t.Fatal(err)
		}
		lost := errors.New("the line broke")
		for _, step := range []int{10, piece - 10, 1, piece + 7, 2 * piece, len(photo)} {
			tr, err := h.Transfer(t.Context(), citizen, begun.ID)
			if err != nil {
				t.Fatal(err)
			}
			rest := photo[tr.Came:]
			n := min(step, len(rest))
			came, err := h.Append(t.Context(), &tr, io.MultiReader(bytes.NewReader(rest[:n]), iotest.ErrReader(lost)))
			if int(came) != n || n < len(rest) && !errors.Is(err, lost) {
				t.Fatalf("%d of %d bytes came: %v", came, n, err)
			}
		}
		tr, err := h.Transfer(t.Context(), citizen, begun.ID)
		if err != nil || tr.Came != tr.Size {
			t.Fatalf("%d of %d: %v", tr.Came, tr.Size, err)
		}
		p, err := h.Finish(t.Context(), citizen, tr, "a.jpg")
		if err != nil || p.Width != 400 || p.Height != 300 {
			t.Fatalf("%+v %v", p, err)
		}
		if names := h.blobs(t); len(names) != len(forms) {
			t.Errorf("there lie %v", names)
		}
		if tr, err = h.Transfer(t.Context(), citizen, begun.ID); err != nil || tr.Photo != p.Token {
			t.Errorf("it does not tell what it became: %+v %v", tr, err)
		}
		err = db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := AttachIn(t.Context(), tx, "case/1/1", []string{p.Token})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Transfer(t.Context(), citizen, begun.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of an attached photo it is still told who sent it: %v", err)
		}
	})
}

func TestTransferIsHersAndBounded(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := newHouse(t, db)
		begun, err := h.Begin(t.Context(), citizen, "a.jpg", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []access.Actor{{}, {PersonID: 8}} {
			if _, err := h.Transfer(t.Context(), other, begun.ID); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%d got it: %v", other.PersonID, err)
			}
		}
		if _, err := h.Begin(t.Context(), citizen, "a.jpg", MostBytes+1); fault.KindOf(err) != fault.Invalid {
			t.Errorf("too large: %v", err)
		}
		for range mostTransfers - 1 {
			if _, err := h.Begin(t.Context(), citizen, "a.jpg", 1); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.Begin(t.Context(), citizen, "a.jpg", 1); fault.KindOf(err) != fault.TooMany {
			t.Errorf("too many: %v", err)
		}
		late := begun
		if _, err := h.Append(t.Context(), &begun, strings.NewReader("ab")); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Append(t.Context(), &late, strings.NewReader("xyz")); n != 0 || fault.KindOf(err) != fault.Conflict {
			t.Errorf("two wrote: %d %v", n, err)
		}
	})
}

func TestTransferThatIsNoPhotoOrTooOldIsGivenUp(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := newHouse(t, db)
		send := func(text string) Transfer {
			tr, err := h.Begin(t.Context(), citizen, "a.jpg", int64(len(text)))
			if err == nil {
				_, err = h.Append(t.Context(), &tr, strings.NewReader(text))
			}
			if err != nil {
				t.Fatal(err)
			}
			return tr
		}
		bad := send("this is a letter")
		if _, err := h.Finish(t.Context(), citizen, bad, "a.jpg"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a letter became a photo: %v", err)
		}
		if _, err := h.Transfer(t.Context(), citizen, bad.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("it is still there: %v", err)
		}
		old := send("half of a photo")
		clock.Advance(keepPending + time.Second)
		if _, err := h.Transfer(t.Context(), citizen, old.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("one that is over went on: %v", err)
		}
		if err := h.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if names := h.blobs(t); len(names) > 0 {
			t.Errorf("there lie %v", names)
		}
	})
}
