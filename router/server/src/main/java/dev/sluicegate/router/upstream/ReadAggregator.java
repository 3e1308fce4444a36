package dev.sluicegate.router.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reading of an upstream's connection. What one read brings of a body goes on as one piece, whatever the number of chunks in which
 * the upstream has framed it. A connection is read once in each turn of its event loop, so a stream that always has more lets the
 * others come to their turn. Used on the connection's event loop only.
 */
final class ReadAggregator extends ChannelInboundHandlerAdapter {
    /** As large as Netty's largest read. */
    static final int LARGEST_PIECE = 64 * 1024;

    private final Channel channel;
    private final List<HttpContent> gathered = new ArrayList<>();
    private int length;
    private boolean held;
    private boolean reading;
    private boolean interim;
    private @Nullable Runnable afterRead;
    private ResponseReading current = new ResponseReading(this);

    private ReadAggregator(Channel channel) {
        this.channel = channel;
    }

    /** Takes over the reading of a connection on which nothing has been sent. */
    static void addTo(HttpConnection connection) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        addTo(vertx);
    }

    /** @param reader the context of the handler that is to get the pieces */
    static ReadAggregator addTo(ChannelHandlerContext reader) {
        ReadAggregator reads = new ReadAggregator(reader.channel());
        reader.pipeline().addBefore(reader.name(), ReadAggregator.class.getSimpleName(), reads);
        if (reader.channel().config().getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator allocator) {
            allocator.maxMessagesPerRead(1);
        }
        return reads;
    }

    /** The reading of the response that comes over the connection now. */
    static ResponseReading of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline().get(ReadAggregator.class).current;
    }

    ResponseReading current() {
        return current;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        if (message instanceof HttpResponse response) {
            interim = isInterim(response);
            current = interim ? current : new ResponseReading(this);
        }
        if (interim) {
            interim = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            // the connection may be another request's from now on
            release(current);
            current.ended = true;
        } else if (message instanceof HttpContent content
                && content.decoderResult().isSuccess()) {
            gather(context, content);
            return;
        }
        passOn(context);
        context.fireChannelRead(message);
    }

    /** Vert.x takes those for the response of which it does not know the status. A client may ignore them all (RFC 9110, section 15.2). */
    private static boolean isInterim(HttpResponse response) {
        return response.decoderResult().isSuccess()
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && response.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }

    private void gather(ChannelHandlerContext context, HttpContent content) {
        int more = content.content().readableBytes();
        if (length + more > LARGEST_PIECE) {
            passOn(context);
        }
        gathered.add(content);
        length += more;
    }

    private void passOn(ChannelHandlerContext context) {
        if (gathered.isEmpty()) {
            return;
        }
        HttpContent piece = gathered.size() == 1 ? gathered.getFirst() : joined();
        gathered.clear();
        length = 0;
        context.fireChannelRead(piece);
    }

    /** In memory that Vert.x hands on without another copy. */
    private HttpContent joined() {
        ByteBuf all = VertxByteBufAllocator.DEFAULT.heapBuffer(length, length);
        for (HttpContent content : gathered) {
            all.writeBytes(content.content());
            content.release();
        }
        return new DefaultHttpContent(all);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        endRead(context);
        context.fireChannelReadComplete();
        if (held) {
            // Vert.x turns it on again when it has handed out what waited
            channel.config().setAutoRead(false);
        }
    }

    private void endRead(ChannelHandlerContext context) {
        passOn(context);
        reading = false;
        Runnable task = afterRead;
        afterRead = null;
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        endRead(context);
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        gathered.forEach(HttpContent::release);
        gathered.clear();
    }

    boolean afterRead(ResponseReading asking, Runnable task) {
        if (!reading || asking != current) {
            return false;
        }
        afterRead = task;
        return true;
    }

    void hold(ResponseReading reading) {
        if (reading == current && !reading.ended && !held) {
            held = true;
            channel.config().setAutoRead(false);
        }
    }

    void release(ResponseReading reading) {
        if (reading == current && held) {
            held = false;
            channel.config().setAutoRead(true);
        }
    }
}
