// Package loop is a single-threaded event loop over epoll. The Go runtime's own network poller costs a goroutine switch for each
// read; a bench on two processors that it shares with what it measures cannot spare that.
package loop

import (
	"fmt"
	"net/netip"
	"runtime"
	"syscall"
	"time"
)

const (
	readSize      = 256 * 1024
	eventsAtOnce  = 256
	outgoingFirst = 4 * 1024
)

// Handler is told what happens on a connection.
type Handler interface {
	// Data has arrived. The bytes are valid during the call only.
	Data(c *Conn, bytes []byte)
	// Writable says that everything which was held back has been written.
	Writable(c *Conn)
	// Closed says that the other side has closed or broken the connection; it is closed already.
	Closed(c *Conn, err error)
}

// Loop serves connections on the goroutine that calls Run.
type Loop struct {
	epoll  int
	conns  []*Conn // by file descriptor
	accept map[int]func(fd int)
	buffer []byte
	events []syscall.EpollEvent
	turn   func() bool
	ended  bool
}

// Conn is one connection. Used on its loop only.
type Conn struct {
	loop    *Loop
	fd      int
	handler Handler
	out     []byte // what the socket did not take yet
	armed   bool   // waits for the socket to take more
	paused  bool
	closed  bool
}

func New() (*Loop, error) {
	epoll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	return &Loop{
		epoll:  epoll,
		accept: map[int]func(int){},
		buffer: make([]byte, readSize),
		events: make([]syscall.EpollEvent, eventsAtOnce),
	}, nil
}

// Listen accepts connections on a port of the loopback interface; 0 for a free one. It returns the port.
func (l *Loop) Listen(port int, handler func() Handler) (int, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return 0, err
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return 0, fmt.Errorf("port %d: %w", port, err)
	}
	if err := syscall.Listen(fd, 4096); err != nil {
		return 0, err
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		return 0, err
	}
	l.accept[fd] = func(accepted int) { l.add(accepted, handler()) }
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
	return name.(*syscall.SockaddrInet4).Port, syscall.EpollCtl(l.epoll, syscall.EPOLL_CTL_ADD, fd, &event)
}

// Connect opens a connection; it blocks until that stands, which on the loopback interface is at once.
func (l *Loop) Connect(to netip.AddrPort, handler Handler) (*Conn, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}); err != nil {
		syscall.Close(fd)
		return nil, fmt.Errorf("connect to %s: %w", to, err)
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return l.add(fd, handler), nil
}

func (l *Loop) add(fd int, handler Handler) *Conn {
	c := &Conn{loop: l, fd: fd, handler: handler}
	for len(l.conns) <= fd {
		l.conns = append(l.conns, nil)
	}
	l.conns[fd] = c
	_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
	if err := syscall.EpollCtl(l.epoll, syscall.EPOLL_CTL_ADD, fd, &event); err != nil {
		panic(err) // a descriptor that was just made
	}
	return c
}

// EachTurn calls turn after each round of events, and does not wait for events while that returns true.
func (l *Loop) EachTurn(turn func() bool) { l.turn = turn }

// End makes Run return.
func (l *Loop) End() { l.ended = true }

// Run serves until End, and calls tick once in every interval, as nearly as it can.
func (l *Loop) Run(interval time.Duration, tick func(now time.Time)) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	l.ended = false
	next := time.Now().Add(interval)
	busy := false
	for !l.ended {
		wait := int(max(0, time.Until(next)+time.Millisecond-1) / time.Millisecond)
		if busy {
			wait = 0
		}
		n, err := syscall.EpollWait(l.epoll, l.events, wait)
		if err != nil && err != syscall.EINTR {
			return fmt.Errorf("epoll: %w", err)
		}
		for _, event := range l.events[:max(0, n)] {
			l.dispatch(int(event.Fd), event.Events)
		}
		busy = l.turn != nil && l.turn()
		if now := time.Now(); !now.Before(next) {
			next = next.Add(interval)
			if next.Before(now) {
				next = now.Add(interval)
			}
			tick(now)
		}
	}
	return nil
}

// Close ends all connections and listeners.
func (l *Loop) Close() {
	for _, c := range l.conns {
		if c != nil {
			c.Close()
		}
	}
	for fd := range l.accept {
		syscall.Close(fd)
	}
	syscall.Close(l.epoll)
}

func (l *Loop) dispatch(fd int, events uint32) {
	if accepted, ok := l.accept[fd]; ok {
		for {
			conn, _, err := syscall.Accept4(fd, syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
			if err != nil {
				return
			}
			accepted(conn)
		}
	}
	if fd >= len(l.conns) || l.conns[fd] == nil {
		return // closed by what another event of this round led to
	}
	c := l.conns[fd]
	if events&syscall.EPOLLOUT != 0 {
		c.flush()
	}
	if !c.closed && !c.paused && events&(syscall.EPOLLIN|syscall.EPOLLHUP|syscall.EPOLLERR) != 0 {
		c.read()
	}
}

func (c *Conn) read() {
	n, err := rawRead(c.fd, c.loop.buffer)
	switch {
	case err == syscall.EAGAIN || err == syscall.EINTR:
	case err != 0:
		c.broken(err)
	case n == 0:
		c.broken(nil)
	default:
		c.handler.Data(c, c.loop.buffer[:n])
	}
}

func (c *Conn) broken(err error) {
	if !c.closed {
		c.Close()
		c.handler.Closed(c, err)
	}
}

// Write writes now what the socket takes and keeps the rest, as a copy. It returns false if something is kept.
func (c *Conn) Write(bytes []byte) bool {
	if c.closed {
		return true
	}
	if len(c.out) > 0 {
		c.out = append(c.out, bytes...)
		return false
	}
	n, err := rawWrite(c.fd, bytes)
	if err != 0 && err != syscall.EAGAIN && err != syscall.EINTR {
		return true // the read side will hear of it
	}
	if n == len(bytes) {
		return true
	}
	if c.out == nil {
		c.out = make([]byte, 0, max(outgoingFirst, len(bytes)-n))
	}
	c.out = append(c.out, bytes[n:]...)
	c.wants(true)
	return false
}

// Pending says whether something waits for the socket.
func (c *Conn) Pending() bool { return len(c.out) > 0 }

// IsClosed says whether nothing can come or go any more.
func (c *Conn) IsClosed() bool { return c.closed }

func (c *Conn) flush() {
	n, err := rawWrite(c.fd, c.out)
	if err != 0 && err != syscall.EAGAIN && err != syscall.EINTR {
		c.broken(err)
		return
	}
	c.out = c.out[:copy(c.out, c.out[n:])]
	if len(c.out) == 0 {
		c.wants(false)
		c.handler.Writable(c)
	}
}

// Pause stops reading; what the other side sends stays in the sockets' buffers.
func (c *Conn) Pause() { c.paused = true; c.update() }

// Resume goes on reading.
func (c *Conn) Resume() { c.paused = false; c.update() }

func (c *Conn) wants(more bool) {
	if c.armed != more {
		c.armed = more
		c.update()
	}
}

func (c *Conn) update() {
	if c.closed {
		return
	}
	event := syscall.EpollEvent{Fd: int32(c.fd)}
	if !c.paused {
		event.Events |= syscall.EPOLLIN
	}
	if c.armed {
		event.Events |= syscall.EPOLLOUT
	}
	_ = syscall.EpollCtl(c.loop.epoll, syscall.EPOLL_CTL_MOD, c.fd, &event)
}

// Close closes with FIN, or with RST if something has not been read.
func (c *Conn) Close() {
	if !c.closed {
		c.closed = true
		c.loop.conns[c.fd] = nil
		syscall.Close(c.fd)
	}
}

// Reset closes with RST.
func (c *Conn) Reset() {
	if !c.closed {
		_ = syscall.SetsockoptLinger(c.fd, syscall.SOL_SOCKET, syscall.SO_LINGER, &syscall.Linger{Onoff: 1})
		c.Close()
	}
}
