package peers

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
)

// Workers is how many threads each proxy has for its work.
const Workers = 2

// Programs says where everything is.
type Programs struct {
	Nginx, Envoy string
	Router       []string // the command without --config
	Before       []string // that of another router; may be empty
}

// Proxy can be started, in front of an upstream.
type Proxy struct {
	Name string
	// Key that clients must send; empty for none.
	Key string
	// Start returns the process, which need not serve yet.
	Start func(listen, upstream netip.AddrPort, folder string) (*Process, error)
}

// Nginx as a plain proxy that keeps nothing back.
func (programs Programs) NginxProxy() Proxy {
	return Proxy{Name: "nginx", Start: func(listen, upstream netip.AddrPort, folder string) (*Process, error) {
		const config = `
daemon off;
worker_processes %d;
worker_rlimit_nofile 65536;
pid %[4]s/nginx.pid;
error_log %[4]s/nginx-error.log;
events { worker_connections 16384; }
http {
  access_log off;
  client_max_body_size 64m;
  client_body_temp_path %[4]s/nginx-body;
  proxy_temp_path %[4]s/nginx-proxy;
  fastcgi_temp_path %[4]s/nginx-fastcgi;
  uwsgi_temp_path %[4]s/nginx-uwsgi;
  scgi_temp_path %[4]s/nginx-scgi;
  keepalive_requests 1000000000;
  upstream provider {
    server %[3]s;
    keepalive 8192;
    keepalive_requests 1000000000;
  }
  server {
    listen %[2]s backlog=4096;
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_read_timeout 1h;
    }
  }
}
`
		file := filepath.Join(folder, "nginx.conf")
		if err := os.WriteFile(file, fmt.Appendf(nil, config, Workers, listen, upstream, folder), 0o644); err != nil {
			return nil, err
		}
		return Start("nginx", folder, nil, programs.Nginx, "-p", folder, "-e", filepath.Join(folder, "nginx-error.log"), "-c", file)
	}}
}

// Envoy as a plain proxy.
func (programs Programs) EnvoyProxy() Proxy {
	return Proxy{Name: "Envoy", Start: func(listen, upstream netip.AddrPort, folder string) (*Process, error) {
		const config = `
static_resources:
  listeners:
  - name: clients
    address: {socket_address: {address: %s, port_value: %d}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: clients
          codec_type: HTTP1
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes: [{match: {prefix: /}, route: {cluster: provider, timeout: 0s}}]
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
  clusters:
  - name: provider
    type: STATIC
    connect_timeout: 5s
    circuit_breakers:
      thresholds: [{max_connections: 100000, max_pending_requests: 100000, max_requests: 100000}]
    load_assignment:
      cluster_name: provider
      endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: %s, port_value: %d}}}}]}]
`
		file := filepath.Join(folder, "envoy.yaml")
		text := fmt.Appendf(nil, config, listen.Addr(), listen.Port(), upstream.Addr(), upstream.Port())
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return nil, err
		}
		return Start("envoy", folder, nil, programs.Envoy, "-c", file, "--concurrency", fmt.Sprint(Workers), "--disable-hot-restart", "-l", "warn")
	}}
}
