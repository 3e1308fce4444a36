package dev.sluicegate.router.response;

import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.sse.EventScanner;
import io.vertx.core.buffer.Buffer;

/**
 * The meter of the tokens that one answer costs: what the provider says of it, else an estimate. It is an estimate too if the answer did not come
 * to its end before the provider had counted what it generated. Used on one event loop only.
 *
 * <p>An estimate takes an event of a stream for a token of output; of an answer in one piece, four bytes.
 */
public final class Meter {
    private static final int BYTES_A_TOKEN = 4;

    /** So many bytes of a stream show how long its events are. */
    private static final int SAMPLE_SIZE = 8 * 1024;

    private final UsageReader reader;
    private final EventScanner scanner = new EventScanner(new Sample(), 1);
    private final Operation operation;
    private final boolean counts;
    private final long input;
    private final boolean events;
    private long bytes;
    private int sampled;
    private int sampledEvents;

    /** Of an answer of which nothing has come: what it costs to have asked. */
    public static Meter ofAwaited(Operation operation, long input) {
        return new Meter(operation, 200, input, false);
    }

    /**
     * @param operation in the provider's protocol
     * @param status of the answer; one that is not good costs nothing
     * @param input how many tokens of input that is, by an estimate
     * @param events whether the answer is a stream of events
     */
    public static Meter ofAnswer(Operation operation, int status, long input, boolean events) {
        return new Meter(operation, status, input, events);
    }

    private Meter(Operation operation, int status, long input, boolean events) {
        this.reader = new UsageReader(operation.api());
        this.operation = operation;
        this.counts = status >= 200 && status < 300 && operation != Operation.COUNT_TOKENS;
        this.input = input;
        this.events = events;
    }

    /** Takes the answer's next bytes, as they come from the provider; does not keep them. */
    public void accept(Buffer piece) {
        if (!counts) {
            return;
        }
        HeapBytes heap = HeapBytes.of(piece);
        accept(heap.array(), heap.from(), heap.to());
    }

    public void accept(byte[] array, int from, int to) {
        bytes += to - from;
        reader.accept(array, from, to);
        if (events && sampled < SAMPLE_SIZE) {
            sample(array, from, Math.min(to, from + SAMPLE_SIZE - sampled));
        }
    }

    private void sample(byte[] array, int from, int to) {
        scanner.accept(array, from, to);
        sampled += to - from;
    }

    /** Whether the provider has said something of its tokens, in what has been accepted. */
    boolean hasBeenTold() {
        return reader.times() > 0;
    }

    /** What is known by now. */
    public Usage usage() {
        if (!counts) {
            return Usage.NONE;
        }
        Usage said = reader.usage();
        if (said == null) {
            return new Usage(input, 0, 0, generated(), 0, true);
        }
        // Anthropic tells the input at the beginning, with a first count of the output that means little
        boolean onlyBegun = events && operation.api() == Api.ANTHROPIC && reader.times() < 2;
        return onlyBegun
                ? new Usage(
                        said.input(),
                        said.cachedInput(),
                        said.cacheWrite(),
                        Math.max(said.output(), generated()),
                        said.reasoning(),
                        true)
                : said;
    }

    private long generated() {
        if (operation == Operation.EMBEDDINGS) {
            return 0;
        }
        if (!events) {
            return bytes / BYTES_A_TOKEN;
        }
        return sampledEvents == 0 ? 0 : bytes * sampledEvents / sampled;
    }

    /** Counts the events that have data. */
    private final class Sample implements EventScanner.Listener {
        private boolean data;

        @Override
        public void line(byte[] array, int from, int to, int next) {
            data |= array[from] == 'd';
        }

        @Override
        public void end(int next) {
            sampledEvents += data ? 1 : 0;
            data = false;
        }
    }
}
