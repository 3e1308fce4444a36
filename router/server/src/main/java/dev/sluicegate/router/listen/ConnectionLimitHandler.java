package dev.sluicegate.router.listen;

import dev.sluicegate.router.provider.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Answers whatever comes on a connection beyond the limit with a refusal, and ends it. Nothing reaches HTTP's codec. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // Netty's: when a connection that is going away fails, there is nobody to tell
final class ConnectionLimitHandler extends ChannelInboundHandlerAdapter {
    /** For the client to say something, and to read the answer. */
    private static final long LIFETIME_MILLIS = 2_000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final int limit;
    private boolean answered;

    ConnectionLimitHandler(int limit) {
        this.limit = limit;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.fireChannelActive();
        context.executor().schedule(() -> context.channel().close(), LIFETIME_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean http2 = message instanceof ByteBuf bytes
                && bytes.isReadable()
                && bytes.getByte(bytes.readerIndex()) == 'P'
                && bytes.readableBytes() > 1
                && bytes.getByte(bytes.readerIndex() + 1) == 'R';
        ReferenceCountUtil.release(message);
        if (!answered) {
            answered = true;
            // with our FIN and not a close, which would make a RST of what we have not read
            context.writeAndFlush(http2 ? RawResponse.http2GoAway() : RawResponse.http1(refusal()))
                    .addListener((ChannelFutureListener) written -> ClientTls.shutdownOutput(written.channel()));
        }
    }

    private ApiError refusal() {
        return new ApiError(
                ApiError.Kind.OVERLOADED,
                "this gateway has its " + limit + " connections (listener.maxConnections) already; try again",
                RETRY_AFTER);
    }
}
