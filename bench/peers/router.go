package peers

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"

	"dev.sluicegate/bench/upstream"
)

// Key is what the router's clients send.
const Key = "sk-of-the-bench"

// Router is how one is run: with keys, metrics, accounting records, and its ledger of what is in flight.
type Router struct {
	Name     string
	Command  []string // without --config
	Listen   netip.AddrPort
	Admin    int // the port
	Upstream netip.AddrPort
	Folder   string
	Provider string // further fields of the provider, each on a line of its own, indented by two spaces
}

// Records is the file of the accounting records.
func (r Router) Records() string { return filepath.Join(r.Folder, r.Name+"-records.jsonl") }

// Start it.
func (r Router) Start() (*Process, error) {
	const config = `
version: 1
listener: {port: %d}
admin: {port: %d}
logging: {accessLog: false}
auth: {mode: Keys, keys: {file: %s}}
accounting: {sink: File, file: %s}
providers:
- name: provider
  api: OpenAI
  baseUrl: http://%s/v1
  credentials: {file: %s}
  passThrough: {requestHeaders: [` + upstream.DirectiveHeader + `]}
%smodels:
- name: bench
  targets: [{provider: provider}]
prices: [{model: bench, input: 0.15, output: 0.60}]
drain: {settle: 0s, terminationBudget: 1s}
`
	keys := filepath.Join(r.Folder, r.Name+"-keys.yaml")
	credentials := filepath.Join(r.Folder, r.Name+"-provider-key")
	file := filepath.Join(r.Folder, r.Name+".yaml")
	text := fmt.Sprintf(config, r.Listen.Port(), r.Admin, keys, r.Records(), r.Upstream, credentials, r.Provider)
	for path, content := range map[string]string{
		keys:        "keys: [{id: bench, key: " + Key + "}]\n",
		credentials: "sk-of-the-provider",
		file:        text,
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	arguments := append(slices.Clone(r.Command[1:]), "--config", file)
	return Start(r.Name, r.Folder, []string{"SLUICEGATE_LOG=json"}, r.Command[0], arguments...)
}

// RouterProxies are the router, and the one from before if there is one.
func (programs Programs) RouterProxies() []Proxy {
	proxies := []Proxy{routerProxy("router", programs.Router)}
	if len(programs.Before) > 0 {
		proxies = append(proxies, routerProxy("before", programs.Before))
	}
	return proxies
}

func routerProxy(name string, command []string) Proxy {
	return Proxy{Name: name, Key: Key, Start: func(listen, upstream netip.AddrPort, folder string) (*Process, error) {
		admin, err := FreePort()
		if err != nil {
			return nil, err
		}
		return Router{Name: name, Command: command, Listen: listen, Admin: admin, Upstream: upstream, Folder: folder}.Start()
	}}
}
