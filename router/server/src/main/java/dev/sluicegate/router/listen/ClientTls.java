package dev.sluicegate.router.listen;

import dev.sluicegate.router.tls.ServerTls;
import dev.sluicegate.router.tls.WatchedFiles;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * TLS of clients' connections. It is taken off before anything else sees their bytes, Vert.x too, which finds HTTP/2 by its preface: so a
 * certificate can be exchanged without touching what listens.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // Netty's: when a connection that is going away fails, there is nobody to tell
final class ClientTls {
    private ClientTls() {}

    /** Puts TLS before everything else on a connection that was just accepted, with the certificate of now. */
    static void addTo(Channel channel, @Nullable WatchedFiles<ServerTls> tls) {
        if (tls != null) {
            SslHandler handler = tls.value().context().newHandler(channel.alloc());
            // how long it may take is bounded with the first request's head
            handler.setHandshakeTimeoutMillis(0);
            channel.pipeline().addFirst(handler);
        }
    }

    /** Says that nothing more will come, to TLS and then to TCP. To be called when everything has been written. */
    static void shutdownOutput(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            ((SocketChannel) channel).shutdownOutput();
        } else {
            handler.closeOutbound().addListener(_ -> ((SocketChannel) channel).shutdownOutput());
        }
    }
}
