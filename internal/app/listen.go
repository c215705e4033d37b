package app

import (
	"context"
	"net"
)

// ListenAt listens at an address for clients of whom some read slowly: the kernel keeps little of an answer that it cannot
// send, so that a write goes on as soon as the client takes something, and stands only when it takes nothing.
func ListenAt(ctx context.Context, address string) (net.Listener, error) {
	return (&net.ListenConfig{Control: keepLittle}).Listen(ctx, "tcp", address)
}
