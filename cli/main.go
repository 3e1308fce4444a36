// kubectl-sluicegate watches and steers gateways from a terminal. docs/cli.md describes it.
package main

import (
	"os"

	"sluicegate.dev/cli/command"
)

func main() {
	os.Exit(command.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
