package dev.sluicegate.e2e.oracle;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The result of a run. */
public sealed interface Verdict {
    /** For a person: how many of how many were lost, and the first losses with what happened. */
    String report();

    /** Enough load, nothing lost. */
    record Green(int requests, int streams) implements Verdict {
        @Override
        public String report() {
            return "0 of " + requests + " requests were lost; " + streams + " of them were streams";
        }
    }

    /** Enough was recorded to prove nothing. */
    record TooLittle(List<String> shortfalls, int requests) implements Verdict {
        @Override
        public String report() {
            return "void, 0 of " + requests + " requests were lost, but the load was too small: "
                    + String.join("; ", shortfalls);
        }
    }

    /**
     * Something was lost.
     *
     * @param losses by the request's line in the report, in the order of their start
     * @param kinds how many requests each kind of loss hit
     */
    record Red(int requests, SequencedMap<String, List<Loss>> losses, Map<String, Integer> kinds) implements Verdict {
        private static final int SHOWN = 10;

        /** The number of lost requests. */
        public int lost() {
            return losses.size();
        }

        @Override
        public String report() {
            StringBuilder report = new StringBuilder()
                    .append(lost())
                    .append(" of ")
                    .append(requests)
                    .append(" requests were lost ")
                    .append(kinds);
            losses.entrySet().stream().limit(SHOWN).forEach(entry -> {
                report.append("\n  ").append(entry.getKey());
                entry.getValue().forEach(loss -> report.append("\n    ").append(loss.sentence()));
            });
            if (lost() > SHOWN) {
                report.append("\n  and ").append(lost() - SHOWN).append(" more");
            }
            return report.toString();
        }
    }
}
