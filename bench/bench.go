package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"dev.sluicegate/bench/load"
	"dev.sluicegate/bench/peers"
	"dev.sluicegate/bench/report"
	"dev.sluicegate/bench/upstream"
)

// direct is the name under which the load without any proxy is reported.
const direct = "no proxy"

// contestant is a running proxy, or the upstream itself.
type contestant struct {
	proxy   peers.Proxy
	at      netip.AddrPort
	process *peers.Process
}

type bench struct {
	size        size
	folder      string
	results     string
	upstream    *peers.Process
	upstreamAt  netip.AddrPort
	contestants []*contestant
	scenarios   []scenario
	report      report.Report
}

func newBench(programs peers.Programs, size size, results string) (*bench, error) {
	folder, err := os.MkdirTemp("", "sluicegate-bench-")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(folder, 0o755); err != nil { // nginx's workers have another user
		return nil, err
	}
	b := &bench{size: size, folder: folder, results: results, scenarios: size.scenarios()}
	port, err := peers.FreePort()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	b.upstreamAt = peers.Loopback(port)
	if b.upstream, err = peers.Start("upstream", folder, []string{"GOMAXPROCS=1"}, self, "upstream", "-port", fmt.Sprint(port)); err != nil {
		return nil, err
	}
	b.contestants = append(b.contestants, &contestant{proxy: peers.Proxy{Name: direct}, at: b.upstreamAt, process: b.upstream})
	for _, proxy := range append([]peers.Proxy{programs.NginxProxy(), programs.EnvoyProxy()}, programs.RouterProxies()...) {
		b.contestants = append(b.contestants, &contestant{proxy: proxy})
	}
	return b, b.upstream.AwaitAnswer(b.upstreamAt, firstRequest(b.upstreamAt, ""))
}

func firstRequest(to netip.AddrPort, key string) []byte {
	return load.Request(to, key, upstream.Directive{}, load.Body(1))
}

// only keeps the scenarios and peers with these names; empty keeps all.
func (b *bench) only(scenarios, with string) {
	if scenarios != "" {
		names := strings.Split(scenarios, ",")
		b.scenarios = slices.DeleteFunc(b.scenarios, func(s scenario) bool { return !slices.Contains(names, s.name) })
	}
	if with != "" {
		names := strings.Split(with, ",")
		b.contestants = slices.DeleteFunc(b.contestants, func(c *contestant) bool { return !slices.Contains(names, c.proxy.Name) })
	}
}

func (b *bench) run() error {
	began := time.Now()
	b.report.Began = began.Format("2006-01-02 15:04")
	b.report.Machine = machine()
	if err := b.starts(); err != nil {
		return err
	}
	for _, s := range b.scenarios {
		if err := b.warm(s); err != nil {
			return err
		}
		if err := b.measure(s); err != nil {
			return err
		}
	}
	b.report.Notes = append(b.report.Notes, fmt.Sprintf("The whole run took %.0f s. One load generator and one upstream, each with one thread, share the machine's processors with the proxy, which has %d workers. "+
		"CPU is that of the proxy with all its child processes; “%s” is the load straight on the upstream, whose CPU it shows.", time.Since(began).Seconds(), peers.Workers, direct))
	return b.finish()
}

// starts measures from the start of each proxy to its first answer, and its memory some time later. The last ones stay.
func (b *bench) starts() error {
	times, resident := map[string]report.Rounds{}, map[string]report.Rounds{}
	for round := range b.size.starts {
		for _, c := range b.contestants {
			if c.proxy.Start == nil {
				continue
			}
			took, err := b.start(c)
			if err != nil {
				return err
			}
			times[c.proxy.Name] = append(times[c.proxy.Name], float64(took.Microseconds())/1e3)
		}
		if round < b.size.starts-1 {
			b.stopProxies()
		}
	}
	time.Sleep(b.size.idle)
	for _, c := range b.contestants {
		if c.proxy.Start != nil {
			resident[c.proxy.Name] = report.Rounds{mebibytes(c.process.Usage().Resident)}
		}
	}
	b.report.Add("start to first answer", "ms", &report.Aim{AtMost: true, Factor: 400}, times)
	b.report.Add("resident when idle", "MiB", &report.Aim{AtMost: true, Factor: 120}, resident)
	return nil
}

func (b *bench) start(c *contestant) (time.Duration, error) {
	port, err := peers.FreePort()
	if err != nil {
		return 0, err
	}
	c.at = peers.Loopback(port)
	began := time.Now()
	if c.process, err = c.proxy.Start(c.at, b.upstreamAt, b.folder); err != nil {
		return 0, err
	}
	if err := c.process.AwaitAnswer(c.at, firstRequest(c.at, c.proxy.Key)); err != nil {
		return 0, err
	}
	return time.Since(began), nil
}

// warm gives a JIT compiler what it needs.
func (b *bench) warm(s scenario) error {
	for _, c := range b.contestants {
		plan := s.plan
		plan.For = s.warm * b.size.warm
		if c.proxy.Name != report.Router && c.proxy.Name != "before" {
			plan.Warm, plan.For = 0, 300*time.Millisecond // there is nothing to compile, only connections to open
		}
		plan.To, plan.Key = c.at, c.proxy.Key
		if _, err := load.Run(plan); err != nil {
			return fmt.Errorf("%s, %s: %w", s.name, c.proxy.Name, err)
		}
	}
	return nil
}

func (b *bench) measure(s scenario) error {
	rounds := map[string]map[string]report.Rounds{}
	for round := range s.rounds {
		for i := range b.contestants {
			c := b.contestants[(i+round)%len(b.contestants)]
			if c.proxy.Name == direct && round > 0 {
				continue // it shows what the load generator can do, and is not compared
			}
			values, err := b.once(s, c)
			if err != nil {
				return fmt.Errorf("%s, %s: %w\nThe end of what it said:\n%s", s.name, c.proxy.Name, err, c.process.LastWords())
			}
			for figure, value := range values {
				if rounds[figure] == nil {
					rounds[figure] = map[string]report.Rounds{}
				}
				rounds[figure][c.proxy.Name] = append(rounds[figure][c.proxy.Name], value)
			}
		}
	}
	for _, f := range s.figures {
		b.report.Add(s.title+": "+f.name, f.unit, f.aim, rounds[f.name])
	}
	return nil
}

// once measures one contestant for one round.
func (b *bench) once(s scenario, c *contestant) (map[string]float64, error) {
	var before, after, upstreamBefore, upstreamAfter peers.Usage
	plan := s.plan
	plan.To, plan.Key = c.at, c.proxy.Key
	plan.AtBegin = func() { before, upstreamBefore = c.process.Usage(), b.upstream.Usage() }
	plan.AtEnd = func() { after, upstreamAfter = c.process.Usage(), b.upstream.Usage() }
	result, err := load.Run(plan)
	if err != nil {
		return nil, err
	}
	cpu := float64((after.CPU - before.CPU).Microseconds())
	share := 100 / float64(result.Elapsed)
	values := map[string]float64{
		requestRate:   float64(result.Requests) / result.Elapsed.Seconds(),
		chunkRate:     float64(result.Chunks) / result.Elapsed.Seconds(),
		cpuPerRequest: cpu / float64(result.Requests),
		cpuPerChunk:   cpu / float64(result.Chunks),
		latency99:     float64(result.Latency.Quantile(0.99).Microseconds()) / 1e3,
		delay99:       float64(result.Delay.Quantile(0.99).Microseconds()) / 1e3,
		jitter99:      float64(result.Jitter.Quantile(0.99).Microseconds()) / 1e3,
		first50:       float64(result.First.Quantile(0.5).Microseconds()) / 1e3,
		first99:       float64(result.First.Quantile(0.99).Microseconds()) / 1e3,
		generatorCPU:  float64(result.OwnCPU) * share,
		upstreamCPU:   float64(upstreamAfter.CPU-upstreamBefore.CPU) * share,
	}
	if c.proxy.Start != nil {
		values[proxyCPU] = float64(after.CPU-before.CPU) * share
		values[resident] = mebibytes(after.Resident)
	}
	return values, nil
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

func (b *bench) finish() error {
	var names []string
	for _, c := range b.contestants {
		names = append(names, c.proxy.Name)
	}
	text := b.report.Markdown(names)
	fmt.Print(text)
	if err := os.MkdirAll(b.results, 0o755); err != nil {
		return err
	}
	if err := b.report.Write(filepath.Join(b.results, b.size.name+".json")); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.results, b.size.name+".md"), []byte(text), 0o644)
}

func (b *bench) stopProxies() {
	for _, c := range b.contestants {
		if c.proxy.Start != nil && c.process != nil {
			c.process.Stop()
			c.process = nil
		}
	}
}

func (b *bench) close() {
	b.stopProxies()
	b.upstream.Kill()
	_ = os.RemoveAll(b.folder)
}
