// Package peers runs what is measured: the router, and nginx and Envoy as plain proxies, each in front of the same upstream.
package peers

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	startLimit = 30 * time.Second
	endLimit   = 10 * time.Second
	clockTick  = 10 * time.Millisecond // of /proc/<pid>/stat, on every Linux that Go runs on
)

// Process is a program with all its children.
type Process struct {
	Name    string
	command *exec.Cmd
	log     string
	ended   chan struct{}
}

// Start runs a program whose output goes to a file in folder.
func Start(name, folder string, environment []string, program string, arguments ...string) (*Process, error) {
	path := filepath.Join(folder, name+".log")
	log, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command(program, arguments...)
	command.Stdout, command.Stderr = log, log
	command.Env = append(os.Environ(), environment...)
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p := &Process{Name: name, command: command, log: path, ended: make(chan struct{})}
	go func() {
		_ = command.Wait()
		close(p.ended)
	}()
	return p, nil
}

// AwaitAnswer waits until something at an address answers 200 to a request.
func (p *Process) AwaitAnswer(to netip.AddrPort, request []byte) error {
	for deadline := time.Now().Add(startLimit); ; {
		if answers(to, request) {
			return nil
		}
		select {
		case <-p.ended:
			return p.failed("ended")
		default:
		}
		if time.Now().After(deadline) {
			return p.failed(fmt.Sprintf("did not answer within %v", startLimit))
		}
		time.Sleep(time.Millisecond)
	}
}

func answers(to netip.AddrPort, request []byte) bool {
	conn, err := net.DialTimeout("tcp", to.String(), time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := conn.Write(request); err != nil {
		return false
	}
	start := make([]byte, len("HTTP/1.1 200"))
	n, err := conn.Read(start)
	return err == nil && string(start[:n]) == "HTTP/1.1 200"
}

func (p *Process) failed(how string) error {
	return fmt.Errorf("%s %s; the end of what it said:\n%s", p.Name, how, p.LastWords())
}

// LastWords is the end of what the program has said.
func (p *Process) LastWords() string {
	output, _ := os.ReadFile(p.log)
	return string(output[max(0, len(output)-4000):])
}

// Pid of the program itself.
func (p *Process) Pid() int { return p.command.Process.Pid }

// Stop ends the program with SIGTERM, and with SIGKILL if it does not follow.
func (p *Process) Stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(endLimit):
		p.Kill()
	}
}

// Kill ends the program at once.
func (p *Process) Kill() {
	_ = p.command.Process.Kill()
	<-p.ended
}

// Usage of a process and all its descendants.
type Usage struct {
	CPU      time.Duration
	Resident int64 // bytes; what several processes share is counted in each
}

// Usage looks it up now.
func (p *Process) Usage() Usage {
	children := map[int][]int{}
	stats := map[int][]string{}
	entries, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, entry := range entries {
		content, err := os.ReadFile(entry)
		if err != nil {
			continue // ended meanwhile
		}
		fields := strings.Fields(string(content[bytes.LastIndexByte(content, ')')+1:]))
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(entry)))
		parent, _ := strconv.Atoi(fields[1])
		stats[pid] = fields
		children[parent] = append(children[parent], pid)
	}
	var usage Usage
	for tree := []int{p.Pid()}; len(tree) > 0; tree = tree[1:] {
		if fields := stats[tree[0]]; fields != nil {
			// utime, stime, and those of children that have ended; rss
			for _, field := range fields[11:15] {
				ticks, _ := strconv.ParseInt(field, 10, 64)
				usage.CPU += time.Duration(ticks) * clockTick
			}
			pages, _ := strconv.ParseInt(fields[21], 10, 64)
			usage.Resident += pages * int64(os.Getpagesize())
		}
		tree = append(tree, children[tree[0]]...)
	}
	return usage
}

// FreePort of the loopback interface.
func FreePort() (int, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// Loopback is a port's address.
func Loopback(port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
}
