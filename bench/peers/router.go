package peers

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
)

// RouterProxies are the router with what it does by default, and the one from before if there is one.
func (programs Programs) RouterProxies() []Proxy {
	proxies := []Proxy{routerProxy("router", programs.Router)}
	if len(programs.Before) > 0 {
		proxies = append(proxies, routerProxy("before", programs.Before))
	}
	return proxies
}

func routerProxy(name string, command []string) Proxy {
	return Proxy{Name: name, Start: func(listen, upstream netip.AddrPort, folder string) (*Process, error) {
		admin, err := FreePort()
		if err != nil {
			return nil, err
		}
		return StartRouter(name, command, listen, admin, upstream, folder)
	}}
}

// StartRouter with a port for its metrics.
func StartRouter(name string, command []string, listen netip.AddrPort, admin int, upstream netip.AddrPort, folder string) (*Process, error) {
	const config = `
version: 1
listener: {port: %d}
admin: {port: %d}
providers:
- name: provider
  api: OpenAI
  baseUrl: http://%s/v1
  credentialsFile: %s
models:
- name: bench
  targets: [{provider: provider}]
drain: {settle: 0s, terminationBudget: 1s}
`
	credentials := filepath.Join(folder, name+"-provider-key")
	if err := os.WriteFile(credentials, []byte("sk-of-the-provider"), 0o600); err != nil {
		return nil, err
	}
	file := filepath.Join(folder, name+".yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, config, listen.Port(), admin, upstream, credentials), 0o644); err != nil {
		return nil, err
	}
	arguments := append(slices.Clone(command[1:]), "--config", file)
	return Start(name, folder, []string{"SLUICEGATE_LOG=json"}, command[0], arguments...)
}
