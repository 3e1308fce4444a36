package dev.sluicegate.router.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/**
 * Stands before HTTP's codec on one connection and tells its record what only can be seen there: that a request's head has begun,
 * that what came is not HTTP, and that the codec has refused a connection without closing it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise that was given is the one that somebody looks at
final class ConnectionGuard extends ChannelDuplexHandler {
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final ClientConnection connection;

    ConnectionGuard(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (connection.isDeaf()) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        int before = connection.arrivals();
        context.fireChannelRead(bytes);
        if (connection.arrivals() == before) {
            connection.bytesWithoutRequest();
        }
    }

    /**
     * Vert.x answers 400 to a bad {@code Upgrade: h2c}, and goes on reading without end and without freeing what it reads. Nothing else
     * is written before the protocol is known but the 101 to a good one.
     */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (!connection.isRecognised() && message instanceof ByteBuf bytes && isRefusal(bytes)) {
            // later, because the encoder that is writing this must not be asked to write something else meanwhile
            context.executor().execute(() -> connection.refused(RejectedConnections.Reason.MALFORMED));
        }
    }

    private static boolean isRefusal(ByteBuf bytes) {
        int status = bytes.readerIndex() + STATUS_AT;
        return bytes.refCnt() > 0 && bytes.readableBytes() > STATUS_AT && bytes.getByte(status) == '4';
    }

    /** How TLS went, which nobody behind this needs to know. A client that only looked whether the port is open is no failure. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end) {
            if (!end.isSuccess() && !(end.cause() instanceof ClosedChannelException)) {
                connection.handshakeFailed();
            }
            return;
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause.getCause() instanceof SSLException) {
            // of a client's whose handshake went well: whatever came cannot be read any more
            connection.close();
        } else if (cause instanceof IOException || connection.isHttp2()) {
            context.fireExceptionCaught(cause);
        } else {
            connection.malformed(cause);
        }
    }
}
