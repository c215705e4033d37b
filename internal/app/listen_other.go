//go:build !linux

package app

import "syscall"

// keepLittle does nothing where the kernel has no such setting: a client on a slow line must take more at a time there.
func keepLittle(_, _ string, _ syscall.RawConn) error { return nil }
