package dashboard

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"sync"
	"time"

	"sluicegate.dev/cli/gateway"
)

//go:embed page
var page embed.FS

// keepAlive is how often a connection that has nothing to say says so, in order that a page notices when this program is gone.
const keepAlive = 15 * time.Second

// Dashboard holds the last picture, and gives each page that is open the next one. Its methods may be called by several goroutines.
type Dashboard struct {
	mutex sync.Mutex
	last  picture
	// next is closed when there is a newer picture.
	next chan struct{}
}

// New has nothing to show yet.
func New() *Dashboard {
	return &Dashboard{last: picture{Cards: []card{}, Fault: "the cluster has not answered yet"}, next: make(chan struct{})}
}

// Show these gateways from now on.
func (d *Dashboard) Show(gateways []gateway.Gateway) {
	d.change(func(picture) picture { return picture{Cards: cardsOf(gateways)} })
}

// Fault says that the cluster cannot be asked, and why. What was known stays on the page.
func (d *Dashboard) Fault(sentence string) {
	d.change(func(last picture) picture { return picture{Cards: last.Cards, Fault: sentence} })
}

func (d *Dashboard) change(to func(picture) picture) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.last = to(d.last)
	close(d.next)
	d.next = make(chan struct{})
}

func (d *Dashboard) now() (picture, <-chan struct{}) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.last, d.next
}

// Handler serves the page and its events. It answers only who asks for it by a name of this machine: another site's page that has its
// own name point here (DNS rebinding) learns nothing.
func (d *Dashboard) Handler() http.Handler {
	files, err := fs.Sub(page, "page")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	paths := http.NewServeMux()
	paths.Handle("GET /", http.FileServerFS(files))
	paths.HandleFunc("GET /events", d.events)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopback(r.Host) {
			http.Error(w, "the dashboard is for this machine only: open it as http://127.0.0.1", http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
		paths.ServeHTTP(w, r)
	})
}

func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if host == "localhost" {
		return true
	}
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}

func (d *Dashboard) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	quiet := time.NewTicker(keepAlive)
	defer quiet.Stop()
	for {
		now, next := d.now()
		text, err := json.Marshal(now)
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", text); err != nil {
			return
		}
		for waiting := true; waiting; {
			if err := out.Flush(); err != nil {
				return
			}
			select {
			case <-r.Context().Done():
				return
			case <-next:
				waiting = false
			case <-quiet.C:
				if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
					return
				}
			}
		}
	}
}
