package loop

import (
	"syscall"
	"unsafe"
)

// Calls that never block need not tell Go's scheduler that they might.

func rawRead(fd int, to []byte) (int, syscall.Errno) {
	n, _, err := syscall.RawSyscall(syscall.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&to[0])), uintptr(len(to)))
	if err != 0 {
		return 0, err
	}
	return int(n), 0
}

func rawWrite(fd int, from []byte) (int, syscall.Errno) {
	if len(from) == 0 {
		return 0, 0
	}
	n, _, err := syscall.RawSyscall6(syscall.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&from[0])), uintptr(len(from)), syscall.MSG_NOSIGNAL, 0, 0)
	if err != 0 {
		return 0, err
	}
	return int(n), 0
}
