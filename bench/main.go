// Bench compares the router with nginx and Envoy as plain proxies. It is run by bench/run, which finds the programs.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"dev.sluicegate/bench/loop"
	"dev.sluicegate/bench/peers"
	"dev.sluicegate/bench/soak"
	"dev.sluicegate/bench/upstream"
)

func main() {
	// also for the programs that are started from here; each of 2,000 streams has two connections
	_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, mostFiles())
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func mostFiles() *syscall.Rlimit {
	var limit syscall.Rlimit
	_ = syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	limit.Cur = limit.Max
	return &limit
}

func run(arguments []string) error {
	if len(arguments) > 0 && arguments[0] == "upstream" {
		return serveUpstream(arguments[1:])
	}
	if len(arguments) > 0 && arguments[0] == "soak" {
		return runSoak(arguments[1:])
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	var programs peers.Programs
	flags.StringVar(&programs.Nginx, "nginx", "", "the program")
	flags.StringVar(&programs.Envoy, "envoy", "", "the program")
	router := flags.String("router", "", "the router's command, without --config")
	before := flags.String("before", "", "another router's command, to be compared with this one's")
	results := flags.String("results", "", "the folder for the results")
	only := flags.String("only", "", "names of scenarios, with commas; all if empty")
	with := flags.String("peers", "", "names of peers, with commas; all if empty")
	rounds := flags.Int("rounds", 0, "how many rounds; 0 for the default")
	full := flags.Bool("full", false, "more and longer rounds")
	warm := flags.Duration("warm", 0, "how long the router is warmed up with each load; 0 for the default")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	programs.Router = strings.Fields(*router)
	programs.Before = strings.Fields(*before)
	size := quick
	if *full {
		size = thorough
	}
	if *rounds > 0 {
		size.rounds, size.starts = *rounds, *rounds
	}
	if *warm > 0 {
		size.warm = *warm
	}
	bench, err := newBench(programs, size, *results)
	if err != nil {
		return err
	}
	defer bench.close()
	bench.closeOnSignal()
	bench.only(*only, *with)
	return bench.run()
}

func runSoak(arguments []string) error {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	var plan soak.Plan
	router := flags.String("router", "", "the router's command, without --config")
	flags.StringVar(&plan.Jcmd, "jcmd", "", "the JDK's program")
	flags.StringVar(&plan.Results, "results", "", "the folder for the report")
	flags.DurationVar(&plan.For, "for", 10*time.Minute, "how long")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	plan.Router = strings.Fields(*router)
	var err error
	if plan.Upstream, err = os.Executable(); err != nil {
		return err
	}
	return soak.Run(plan)
}

func (b *bench) closeOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-signals
		b.close()
		os.Exit(130)
	}()
}

func serveUpstream(arguments []string) error {
	flags := flag.NewFlagSet("upstream", flag.ContinueOnError)
	port := flags.Int("port", 0, "where to listen; 0 for a free one")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	l, err := loop.New()
	if err != nil {
		return err
	}
	u, _, err := upstream.New(l, *port)
	if err != nil {
		return err
	}
	return u.Run()
}
