package dev.sluicegate.e2e.demo;

import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The demo's last words. Pure. */
final class Summary {
    private Summary() {}

    static List<String> lines(List<Observation> observations, Verdict verdict) {
        List<String> lines = new ArrayList<>();
        lines.add("  %-22s %9s %9s %15s".formatted("CLIENT", "REQUESTS", "STREAMS", "LONGEST STREAM"));
        for (ClientKind kind : ClientKind.values()) {
            List<Observation> of = observations.stream()
                    .filter(observation -> observation.client().equals(kind.label()))
                    .toList();
            Duration longest = of.stream()
                    .filter(Observation::streamed)
                    .map(Observation::took)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            lines.add("  %-22s %,9d %,9d %13d s"
                    .formatted(
                            kind.label(),
                            of.size(),
                            of.stream().filter(Observation::streamed).count(),
                            longest.toSeconds()));
        }
        lines.add("");
        lines.add(sentence(verdict));
        return lines;
    }

    private static String sentence(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Green green ->
                "0 of %,d requests were cut; %,d of them were streams".formatted(green.requests(), green.streams());
            case Verdict.TooLittle _, Verdict.Red _ -> verdict.report();
        };
    }
}
