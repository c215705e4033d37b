package sqldb

import (
	"sync"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// lean sets on every SQLite connection opened from now on what the driver has no switch for:
//
//   - no mutex, as with SQLITE_OPEN_NOMUTEX: database/sql never uses a connection from two goroutines at once, and SQLite would take
//     it twice for each column of each row;
//   - plans that do not depend on the values bound: a statement is prepared once, not again for every execution.
var lean = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	defer tls.Close()
	sqlite3.Xsqlite3_auto_extension(tls, pointer(makeLean))
})

// makeLean is what SQLite calls for a new connection, whose mutex it holds.
func makeLean(tls *libc.TLS, db, _, _ uintptr) int32 {
	args := libc.NewVaList(int32(1), uintptr(0))
	defer libc.Xfree(tls, args)
	if rc := sqlite3.Xsqlite3_db_config(tls, db, sqlite3.SQLITE_DBCONFIG_ENABLE_QPSG, args); rc != sqlite3.SQLITE_OK {
		return rc
	}
	conn := at[sqlite3.Tsqlite3](db)
	mutex := conn.Fmutex
	conn.Fmutex = 0
	sqlite3.Xsqlite3_mutex_leave(tls, mutex)
	sqlite3.Xsqlite3_mutex_free(tls, mutex)
	return sqlite3.SQLITE_OK
}
