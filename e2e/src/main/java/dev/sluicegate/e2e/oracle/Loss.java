package dev.sluicegate.e2e.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way in which one request was not served whole and once. */
public sealed interface Loss {
    /** The description of the loss, for a person. */
    String sentence();

    /** No response came at all. */
    record NoResponse(Failure failure) implements Loss {
        @Override
        public String sentence() {
            return "got no response: " + failure;
        }
    }

    /**
     * A response came, but not 200.
     *
     * @param failure what it said, if that is known
     */
    record WrongStatus(int status, @Nullable Failure failure) implements Loss {
        @Override
        public String sentence() {
            return "got status " + status + (failure == null ? "" : ": " + failure.text());
        }
    }

    /** The response began and did not end well. */
    record BrokenOff(int events, int wanted, Failure failure) implements Loss {
        @Override
        public String sentence() {
            return "broke off after " + events + " of " + wanted + " events: " + failure;
        }
    }

    /** Events that never arrived. */
    record Missing(List<Integer> events) implements Loss {
        @Override
        public String sentence() {
            return "never got events " + first(events);
        }
    }

    /** Events that arrived more than once. */
    record Repeated(List<Integer> events) implements Loss {
        @Override
        public String sentence() {
            return "got events more than once: " + first(events);
        }
    }

    /** An event came after one with a higher number. */
    record OutOfOrder(int event, int after) implements Loss {
        @Override
        public String sentence() {
            return "got event " + event + " after event " + after;
        }
    }

    /** Events that no one asked for. */
    record Foreign(int count) implements Loss {
        @Override
        public String sentence() {
            return "got " + count + " events that are not its own";
        }
    }

    /** The response ended without the protocol's end. */
    record NoTerminator() implements Loss {
        @Override
        public String sentence() {
            return "ended without its terminator";
        }
    }

    /** The upstream did not see the request exactly once. */
    record SeenUpstream(int times) implements Loss {
        @Override
        public String sentence() {
            return "was seen " + times + " times by the upstream";
        }
    }

    /** The upstream saw a request that no client accounts for. */
    record Unaccounted(int times) implements Loss {
        @Override
        public String sentence() {
            return "was seen " + times + " times by the upstream, and no client has recorded it";
        }
    }

    private static String first(List<Integer> events) {
        return events.size() <= 5 ? events.toString() : events.subList(0, 5) + " and " + (events.size() - 5) + " more";
    }
}
