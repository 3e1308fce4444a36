// Package report counts, compares and prints what was measured.
package report

import (
	"math/bits"
	"time"
)

const (
	finePerPower = 64 // so that a quantile is at most 1.6 % too low
	fineBits     = 6
)

// Histogram of durations. Its zero value is empty.
type Histogram struct {
	counts [64 * finePerPower]int64
	total  int64
}

// Add one duration; a negative one counts as none.
func (h *Histogram) Add(d time.Duration) {
	h.counts[bucket(uint64(max(0, d)))]++
	h.total++
}

func bucket(n uint64) int {
	if n < finePerPower {
		return int(n)
	}
	power := bits.Len64(n) - 1 - fineBits
	return (power+1)*finePerPower + int(n>>power) - finePerPower
}

func floor(bucket int) time.Duration {
	if bucket < finePerPower {
		return time.Duration(bucket)
	}
	power := bucket/finePerPower - 1
	return time.Duration(bucket%finePerPower+finePerPower) << power
}

// Count of the durations.
func (h *Histogram) Count() int64 { return h.total }

// Quantile is the duration that the share q of all does not exceed; 0 if there are none.
func (h *Histogram) Quantile(q float64) time.Duration {
	left := int64(float64(h.total) * q)
	for i, n := range h.counts {
		if left -= n; left < 0 {
			return floor(i)
		}
	}
	return 0
}
