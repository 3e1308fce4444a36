package dev.sluicegate.router.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.net.InetAddress;
import java.util.List;

/**
 * A name server that gives the same addresses for every name, and wants them to be asked for each time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, section 4</a>
 */
public final class FakeNameServer {
    private static final int HEAD = 12;
    private static final int TYPE_A = 1;

    private final DatagramSocket socket;
    private volatile List<String> addresses = List.of();

    public FakeNameServer(Vertx vertx) {
        socket = vertx.createDatagramSocket();
        socket.handler(this::answer);
        socket.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    public int port() {
        return socket.localAddress().port();
    }

    /** Of IPv4. */
    public void answers(String... ips) {
        addresses = List.of(ips);
    }

    private void answer(DatagramPacket packet) {
        Buffer asked = packet.data();
        int end = HEAD;
        while (asked.getByte(end) != 0) {
            end += asked.getUnsignedByte(end) + 1;
        }
        int type = asked.getUnsignedShort(end + 1);
        List<String> given = type == TYPE_A ? addresses : List.of();
        Buffer answer = Buffer.buffer()
                .appendUnsignedShort(asked.getUnsignedShort(0))
                // a good answer to a recursive question
                .appendUnsignedShort(0x8180)
                .appendUnsignedShort(1)
                .appendUnsignedShort(given.size())
                .appendInt(0)
                .appendBuffer(asked.getBuffer(HEAD, end + 5));
        for (String ip : given) {
            answer.appendUnsignedShort(0xC000 + HEAD)
                    .appendUnsignedShort(TYPE_A)
                    .appendUnsignedShort(1)
                    .appendInt(0)
                    .appendUnsignedShort(4)
                    .appendBytes(InetAddress.ofLiteral(ip).getAddress());
        }
        socket.send(answer, packet.sender().port(), packet.sender().host());
    }
}
