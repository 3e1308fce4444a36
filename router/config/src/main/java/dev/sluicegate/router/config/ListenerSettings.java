package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import java.time.Duration;

/** The listener that clients come in by: HTTP/1.1 and HTTP/2 without TLS (with prior knowledge, or by upgrade) on one port. */
@Description("Patience of pods with their clients' connections, and how many of them they take.")
public record ListenerSettings(
        @Description("Port for clients, from 1 to 65535; 0 picks a free one.")
        @RouterOnly
        @Default("8080")
        @Range(min = "0", max = "65535")
        int port,

        @Description(
                "Time until a request's head is complete, from its first byte or the connection's beginning, from 1ms to 168h.")
        @Default("30s")
        Duration headerTimeout,

        @Description("Time that a connection may carry nothing, from 1ms to 168h.") @Default("10m")
        Duration idleTimeout,

        @Description("Size of all headers of one request together, in bytes, from 1Ki to 1Mi.")
        @Default("64Ki")
        @Range(min = "1Ki", max = "1Mi")
        ByteSize maxHeaderSize,

        @Description("Number of connections at the same time, in each pod, from 1 to 1000000.")
        @Default("20000")
        @Range(min = "1", max = "1000000")
        int maxConnections,

        @Description("Number of streams at the same time on one HTTP/2 connection, from 1 to 100000.")
        @Default("1000")
        @Range(min = "1", max = "100000")
        int maxStreamsPerConnection) {

    /** The same on another port. */
    public ListenerSettings onPort(int other) {
        return new ListenerSettings(
                other, headerTimeout, idleTimeout, maxHeaderSize, maxConnections, maxStreamsPerConnection);
    }
}
