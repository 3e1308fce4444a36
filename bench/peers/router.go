package peers

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
)

// RouterProxy is the router with what it does by default.
func (programs Programs) RouterProxy() Proxy {
	return Proxy{Name: "router", Start: func(listen, upstream netip.AddrPort, folder string) (*Process, error) {
		admin, err := FreePort()
		if err != nil {
			return nil, err
		}
		return programs.StartRouter(listen, admin, upstream, folder)
	}}
}

// StartRouter with a port for its metrics.
func (programs Programs) StartRouter(listen netip.AddrPort, admin int, upstream netip.AddrPort, folder string) (*Process, error) {
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
	credentials := filepath.Join(folder, "provider-key")
	if err := os.WriteFile(credentials, []byte("sk-of-the-provider"), 0o600); err != nil {
		return nil, err
	}
	file := filepath.Join(folder, "router.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, config, listen.Port(), admin, upstream, credentials), 0o644); err != nil {
		return nil, err
	}
	command := append(append([]string{}, programs.Router[1:]...), "--config", file)
	return Start("router", folder, []string{"SLUICEGATE_LOG=json"}, programs.Router[0], command...)
}
