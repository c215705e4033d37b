package app

import "syscall"

const (
	tcpNotSentLowat = 25 // TCP_NOTSENT_LOWAT of linux/tcp.h
	mostNotSent     = 32 << 10
)

// keepLittle is inherited by the connections that a listener takes. A kernel that does not know the setting goes without.
func keepLittle(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpNotSentLowat, mostNotSent)
	})
}
