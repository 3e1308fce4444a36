package soak

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// outcomes is how many requests and streams ended in each way, by the router's ledger.
type outcomes map[string]int64

func (o outcomes) sum() int64 {
	var sum int64
	for _, n := range o {
		sum += n
	}
	return sum
}

// metrics of the router, as it shows them.
type metrics map[string]float64

func readMetrics(admin int) (metrics, error) {
	response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/metrics", admin))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	found := metrics{}
	for _, line := range strings.Split(string(text), "\n") {
		if at := strings.LastIndexByte(line, ' '); at > 0 && line[0] != '#' {
			if value, err := strconv.ParseFloat(line[at+1:], 64); err == nil {
				found[line[:at]] = value
			}
		}
	}
	return found, nil
}

func (m metrics) outcomes() outcomes {
	found := outcomes{}
	for name, value := range m {
		if strings.HasPrefix(name, "sluicegate_requests_total{") || strings.HasPrefix(name, "sluicegate_streams_total{") {
			found[label(name, "outcome")] += int64(value)
		}
	}
	return found
}

// sumOf a metric with that name, over all values of its labels.
func (m metrics) sumOf(name, labels string) float64 {
	var sum float64
	for key, value := range m {
		if strings.HasPrefix(key, name) && strings.Contains(key, labels) {
			sum += value
		}
	}
	return sum
}

func label(metric, name string) string {
	_, rest, _ := strings.Cut(metric, name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// collectGarbage makes the JVM do it now, so that the heap shows what is really in use.
func collectGarbage(jcmd string, pid int) error {
	if output, err := exec.Command(jcmd, strconv.Itoa(pid), "GC.run").CombinedOutput(); err != nil {
		return fmt.Errorf("jcmd: %w: %s", err, output)
	}
	return nil
}

// records of the router's accounting: how many, and how many of them repeat another's request.
func countRecords(file string) (records, repeated int64, err error) {
	content, err := os.Open(file)
	if err != nil {
		return 0, 0, err
	}
	defer content.Close()
	seen := map[string]bool{}
	lines := bufio.NewScanner(content)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var record map[string]any
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			return 0, 0, fmt.Errorf("a record is not JSON: %w", err)
		}
		id := fmt.Sprint(record["id"])
		records++
		if seen[id] {
			repeated++
		}
		seen[id] = true
	}
	return records, repeated, lines.Err()
}
