package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ReferencedFile.CertificatePairSource;
import dev.sluicegate.router.config.ReferencedFile.CertificateSource;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.NewPods;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The listener that clients come in by: HTTP/1.1 and HTTP/2 on one port, which is chosen by ALPN with TLS, and by prior knowledge or upgrade without. */
@Description("Patience of pods with their clients' connections, and how many of them they take.")
public record ListenerSettings(
        @Description("Port for clients, from 1 to 65535; 0 picks a free one.")
        @RouterOnly
        @Default("8080")
        @Range(min = "0", max = "65535")
        int port,

        @Description(
                "IP address of the machine on which the ports for clients and for the router's management are opened; * means all. When absent, it is 127.0.0.1, and * in the pods of an operator.")
        @RouterOnly
        @NewPods
        @Size(min = 1, max = 64) @Nullable String address,

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
        int maxStreamsPerConnection,

        @Nullable ListenerTls tls)
        implements Checked {
    /** TLS on the port for clients. */
    @Description(
            "TLS on the port for clients, 1.2 or 1.3, with HTTP/2 or HTTP/1.1 as the client chooses. When absent, connections are not encrypted. A changed certificate is used for new connections, and replaces no pod.")
    public record ListenerTls(
            CertificatePairSource certificate,

            @Description(
                    "PEM certificates of the authorities of which each client must show a certificate. When absent, none is asked for.")
            @Nullable CertificateSource clientCa) {}

    /** All addresses of the machine. */
    public static final String EVERYWHERE = "*";

    public static final String NO_ADDRESS =
            "is not an IP address; write one such as 127.0.0.1, or * for all of the machine";

    /** For the programs of this machine only. */
    public static final String LOOPBACK = "127.0.0.1";

    @Override
    public void check(Checks checks) {
        checks.require(address == null || isAddress(address), "address", NO_ADDRESS);
    }

    /** Whether a port can be opened there: an IP address, or {@link #EVERYWHERE}. */
    public static boolean isAddress(String text) {
        try {
            return text.equals(EVERYWHERE) || InetAddress.ofLiteral(text).getAddress().length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Where the ports are opened. */
    public String effectiveAddress() {
        return address == null ? LOOPBACK : address;
    }

    /** The same on another port, at another address. */
    public ListenerSettings at(@Nullable String where, int other) {
        return new ListenerSettings(
                other, where, headerTimeout, idleTimeout, maxHeaderSize, maxConnections, maxStreamsPerConnection, tls);
    }
}
