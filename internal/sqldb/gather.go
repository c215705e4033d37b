package sqldb

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// gatherName is the VFS of databases that are synced at every commit.
const gatherName = "gather"

// gatherMost is how many bytes of a log are held back at most; SQLite's own VFS writes no more at once.
const gatherMost = 1<<17 - 1

// registerGather makes a VFS that is SQLite's own but for the log: what is written to it in a row is held back until the log is synced,
// read, measured or closed, and then written at once. SQLite writes each frame of a log by two calls of the system, 34 for one
// case. Nobody else looks for a frame before it is synced, if every commit is synced: it is for synchronous=FULL only.
var registerGather = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	own := sqlite3.Xsqlite3_vfs_find(tls, 0)
	name, err := libc.CString(gatherName)
	if own == 0 || err != nil {
		return fmt.Errorf("sqldb: no VFS to begin with: %w", err)
	}
	gather.realOpen, gather.realSize = at[sqlite3.Tsqlite3_vfs](own).FxOpen, uintptr(at[sqlite3.Tsqlite3_vfs](own).FszOsFile)
	vfs := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	if vfs == 0 {
		return fmt.Errorf("sqldb: no memory for a VFS")
	}
	v := at[sqlite3.Tsqlite3_vfs](vfs)
	*v = *at[sqlite3.Tsqlite3_vfs](own)
	v.FzName, v.FpNext, v.FxOpen = name, 0, pointer(openGathered)
	v.FszOsFile += int32(unsafe.Sizeof(gathered{}))
	if rc := sqlite3.Xsqlite3_vfs_register(tls, vfs, 0); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("sqldb: register a VFS: code %d", rc)
	}
	return nil
})

// gather is what SQLite's own VFS has: how it opens a file, and how long its files are.
var gather struct {
	realOpen uintptr
	realSize uintptr
}

// gathered lies behind the file of SQLite's own VFS, in the same piece of memory.
type gathered struct {
	methods sqlite3.Tsqlite3_io_methods // ours
	real    sqlite3.Tsqlite3_io_methods
	held    uintptr // gatherMost bytes, from the first write on
	length  int32   // of them that are written
	begin   int64   // their place in the file
}

func gatheredIn(file uintptr) *gathered { return at[gathered](file + gather.realSize) }

func openGathered(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	open := function[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](gather.realOpen)
	rc := open(tls, vfs, name, file, flags, out)
	f := at[sqlite3.Tsqlite3_file](file)
	if rc != sqlite3.SQLITE_OK || flags&sqlite3.SQLITE_OPEN_WAL == 0 || f.FpMethods == 0 {
		return rc
	}
	g := gatheredIn(file)
	*g = gathered{real: *at[sqlite3.Tsqlite3_io_methods](f.FpMethods)}
	g.methods = g.real
	g.methods.FxWrite, g.methods.FxRead = pointer(writeGathered), pointer(readGathered)
	g.methods.FxSync, g.methods.FxTruncate = pointer(syncGathered), pointer(truncateGathered)
	g.methods.FxFileSize, g.methods.FxClose = pointer(sizeGathered), pointer(closeGathered)
	f.FpMethods = file + gather.realSize
	return rc
}

func writeGathered(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	g := gatheredIn(file)
	if g.length > 0 && (offset != g.begin+int64(g.length) || g.length+n > gatherMost) {
		if rc := g.flush(tls, file); rc != sqlite3.SQLITE_OK {
			return rc
		}
	}
	if g.held == 0 {
		g.held = libc.Xmalloc(tls, gatherMost)
	}
	if g.held == 0 || n > gatherMost {
		return function[transfer](g.real.FxWrite)(tls, file, data, n, offset)
	}
	if g.length == 0 {
		g.begin = offset
	}
	libc.Xmemcpy(tls, g.held+uintptr(g.length), data, libc.Tsize_t(n))
	g.length += n
	return sqlite3.SQLITE_OK
}

// transfer is how a file is written and read.
type transfer = func(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32

// flush writes what is held back. If that fails it is forgotten: the commit fails with it.
func (g *gathered) flush(tls *libc.TLS, file uintptr) int32 {
	n := g.length
	if n == 0 {
		return sqlite3.SQLITE_OK
	}
	g.length = 0
	return function[transfer](g.real.FxWrite)(tls, file, g.held, n, g.begin)
}

// after does with the file what needs it whole.
func (g *gathered) after(tls *libc.TLS, file uintptr, do func() int32) int32 {
	if rc := g.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return do()
}

func readGathered(tls *libc.TLS, file, into uintptr, n int32, offset int64) int32 {
	g := gatheredIn(file)
	return g.after(tls, file, func() int32 { return function[transfer](g.real.FxRead)(tls, file, into, n, offset) })
}

func syncGathered(tls *libc.TLS, file uintptr, flags int32) int32 {
	g := gatheredIn(file)
	return g.after(tls, file, func() int32 { return function[func(*libc.TLS, uintptr, int32) int32](g.real.FxSync)(tls, file, flags) })
}

func truncateGathered(tls *libc.TLS, file uintptr, size int64) int32 {
	g := gatheredIn(file)
	return g.after(tls, file, func() int32 {
		return function[func(*libc.TLS, uintptr, int64) int32](g.real.FxTruncate)(tls, file, size)
	})
}

func sizeGathered(tls *libc.TLS, file, size uintptr) int32 {
	g := gatheredIn(file)
	return g.after(tls, file, func() int32 {
		return function[func(*libc.TLS, uintptr, uintptr) int32](g.real.FxFileSize)(tls, file, size)
	})
}

func closeGathered(tls *libc.TLS, file uintptr) int32 {
	g := gatheredIn(file)
	flushed := g.flush(tls, file)
	libc.Xfree(tls, g.held)
	g.held = 0
	if rc := function[func(*libc.TLS, uintptr) int32](g.real.FxClose)(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return flushed
}

// at is what lies at an address of SQLite's memory, which Go neither moves nor frees.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// pointer is a function as SQLite calls it; it must be a function by declaration, which lies still.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// function is the function behind a pointer of SQLite's.
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }
