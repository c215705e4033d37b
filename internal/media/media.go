// Package media keeps photos: it judges an upload by its content, turns it upright, strips what it tells about place,
// time and camera, keeps it in three sizes, and ties it to what it shows. It owns the tables photo and transfer and the
// blobs named <token>.<size> and <id>.part<n>, all of them encrypted: with the ring, or those of a sealed case to its key.
// It must never hand out the bytes that were uploaded, keep them once the photo is made, or keep their file name.
package media

import (
	"sync"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/sync/semaphore"

	"jiazhan/internal/blob"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// The limits of a photo.
const (
	MostPhotos = 9        // for one owner
	MostBytes  = 15 << 20 // of an upload
	MostPixels = 50_000_000

	keepPending = 24 * time.Hour
)

// Policy is the Content-Security-Policy under which a photo is served: whatever a browser may take it for, it does nothing.
const Policy = "sandbox; default-src 'none'; frame-ancestors 'none'"

// Size is one of the three sizes that are kept, all of them JPEG.
type Size string

// The sizes, by their longest side.
const (
	Large Size = "large" // 2560 pixels: the best that is kept
	View  Size = "view"  // 1080 pixels: for a page
	Thumb Size = "thumb" // 320 pixels: for a list
)

// form is how a size is made: its longest side, its JPEG quality, and the scaler of the last step (CatmullRom is the
// sharper one, and too slow and large for the first size).
type form struct {
	size    Size
	most    int
	quality int
	scaler  draw.Scaler
}

// forms stand from the largest to the smallest, because each is made from the one above.
var forms = []form{
	{Large, 2560, 85, draw.ApproxBiLinear},
	{View, 1080, 82, draw.CatmullRom},
	{Thumb, 320, 70, draw.CatmullRom},
}

// formOf gives the form of a size, nil for an unknown one.
func formOf(size Size) *form {
	for i := range forms {
		if forms[i].size == size {
			return &forms[i]
		}
	}
	return nil
}

// Photo is a photo that is kept. Width, Height, Bytes and SHA256 are those of Large.
type Photo struct {
	Token    string
	Owner    string // "case/<id>/<seq>"; empty while pending
	PersonID int64  // who uploaded it, while it is pending; 0 for a visitor
	Width    int
	Height   int
	Bytes    int64
	SHA256   []byte
	At       time.Time // of the upload; the day of it once it is attached
}

// Fit is the width and height in pixels of one of its sizes.
func (p Photo) Fit(size Size) (width, height int) {
	f := formOf(size)
	if f == nil {
		return p.Width, p.Height
	}
	return fit(p.Width, p.Height, f.most)
}

// fit shrinks a width and height until the longest side is at most so long; it never enlarges.
func fit(width, height, most int) (int, int) {
	longest := max(width, height)
	if longest <= most {
		return width, height
	}
	scaled := func(side int) int { return max(1, (side*most+longest/2)/longest) }
	return scaled(width), scaled(height)
}

// Service takes photos in and gives them out.
type Service struct {
	db       *sqldb.DB
	store    blob.Store
	keys     *vault.Keyring
	decoding *semaphore.Weighted // bytes of memory
	sealing  sync.Mutex          // one at a time puts files of photos in the place of what they were
}

// New gives the service on a database, a store and the keys with which every file in it is encrypted.
func New(db *sqldb.DB, store blob.Store, keys *vault.Keyring) *Service {
	return &Service{db: db, store: store, keys: keys, decoding: semaphore.NewWeighted(decodingMemory)}
}

func blobKey(token string, size Size) string { return token + "." + string(size) }
