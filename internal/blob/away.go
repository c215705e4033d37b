package blob

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"

	"jiazhan/internal/fault"
)

// comesBack is what people are told to wait for a folder that somebody must put right.
const comesBack = 5 * time.Minute

// shut are the errors with which a system says that a folder is not there, may not be written, or cannot be trusted.
var shut = []error{fs.ErrNotExist, fs.ErrPermission, syscall.EROFS, syscall.ENOTDIR, syscall.EIO, syscall.ESTALE, syscall.ENODEV}

// Refusal gives the error of a file that could not be written the kind of fault that people are told of: Full where there
// is no room, Away where the folder is shut. Every other error stays as it is.
func Refusal(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", fault.New(fault.Full, "full"), err)
	}
	for _, one := range shut {
		if errors.Is(err, one) && fault.As(err) == nil {
			return away(err)
		}
	}
	return err
}

func away(cause error) error {
	refusal := fault.New(fault.Away, "blob.away")
	refusal.Retry = comesBack
	return fmt.Errorf("%w: %w", refusal, cause)
}

// errGone stands for a folder that is not there, so that nobody takes that for a blob that does not exist.
var errGone = errors.New("the folder is gone")

// within works in the folder. Where something is missing there because the folder was taken away and put back, as a disk
// that was mounted anew, it works once more in the one that is there now.
func (d *Disk) within(work func(root *os.Root) error) error {
	root := d.root.Load()
	err := work(root)
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ESTALE) {
		return err
	}
	now, moved := d.moved(root)
	if moved != nil {
		return away(fmt.Errorf("%w: %v", errGone, moved)) //nolint:errorlint // it would pass for a missing blob
	}
	if now == root {
		return err
	}
	return work(now)
}

// moved gives the folder that has the name now: the same, or another one in which blobs were kept before.
func (d *Disk) moved(root *os.Root) (*os.Root, error) {
	named, err := os.Stat(d.dir)
	if err != nil {
		return nil, err
	}
	if held, err := root.Stat("."); err == nil && os.SameFile(named, held) {
		return root, nil
	}
	now, err := os.OpenRoot(d.dir)
	if err != nil {
		return nil, err
	}
	if _, err := now.Stat(tempDir); err != nil {
		return nil, errors.Join(err, now.Close())
	}
	if !d.root.CompareAndSwap(root, now) {
		return d.root.Load(), now.Close()
	}
	return now, nil // the old one closes itself when nobody uses it any more
}
