package dev.sluicegate.router.telemetry;

import java.io.IOException;
import java.util.Deque;

/** Where a {@link BackgroundWriter} writes records to. Called by one thread at a time, and may block it. */
interface RecordSink {
    /**
     * Writes records in their order, and takes out each that is written. What is left after an exception was not written; it may come
     * again.
     *
     * @throws Refused if the same records would be refused again
     */
    void write(Deque<byte[]> records) throws IOException, InterruptedException;

    /** A failure that does not pass by waiting. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
