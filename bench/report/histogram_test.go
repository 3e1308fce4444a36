package report

import (
	"testing"
	"time"
)

func TestQuantilesAreAtMostAFewPercentTooLow(t *testing.T) {
	var h Histogram
	const n = 100_000
	for i := range n {
		h.Add(time.Duration(i) * time.Microsecond)
	}
	for _, q := range []float64{0.01, 0.5, 0.9, 0.99, 0.999} {
		want := float64(time.Duration(q*n) * time.Microsecond)
		if got := float64(h.Quantile(q)); got > want || got < want*0.98 {
			t.Errorf("quantile %v is %v, not %v", q, time.Duration(got), time.Duration(want))
		}
	}
}

func TestEveryDurationHasItsBucket(t *testing.T) {
	for d := time.Duration(0); d < 1<<40; d = d*9/8 + 1 {
		if low, high := floor(bucket(uint64(d))), floor(bucket(uint64(d))+1); low > d || high <= d {
			t.Fatalf("%d is not from %d to %d", d, low, high)
		}
	}
}

func TestMedian(t *testing.T) {
	for want, values := range map[float64][]float64{0: {}, 2: {3, 2, 1}, 2.5: {4, 1, 2, 3}, 7: {7}} {
		if got := Median(values); got != want {
			t.Errorf("the median of %v is %v", values, got)
		}
	}
}
