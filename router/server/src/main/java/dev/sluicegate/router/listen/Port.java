package dev.sluicegate.router.listen;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** An open port, whose connections are counted from their acceptance on, whether or not they ever send anything. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's, which are also what they were called on
final class Port {
    private static final int BACKLOG = 4096;

    /** Netty's 64 KiB make sixteen reads and writes of a megabyte's prompt; only a connection that sends so much gets to this size. */
    static final int LARGEST_READ = 256 * 1024;

    private static final int SMALLEST_READ = 64;
    private static final int FIRST_READ = 2 * 1024;

    private final ServerChannel channel;

    private Port(ServerChannel channel) {
        this.channel = channel;
    }

    /**
     * @param address port 0 for a free one
     * @param servers asked for each connection where it goes
     */
    static Future<Port> open(
            ServerChannel channel,
            EventLoop acceptor,
            InetSocketAddress address,
            ClientConnections connections,
            Supplier<HandOffChannel> servers) {
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.pipeline().addLast(new Acceptance(connections, servers));
        Promise<Port> bound = Promise.promise();
        acceptor.register(channel).addListener(registered -> {
            if (!registered.isSuccess()) {
                bound.fail(registered.cause());
                return;
            }
            channel.bind(address).addListener(done -> {
                if (done.isSuccess()) {
                    bound.complete(new Port(channel));
                } else {
                    channel.close();
                    bound.fail(done.cause());
                }
            });
        });
        return bound.future();
    }

    int number() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Accepts no more. Completes when every connection that was accepted before is known. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        channel.close().addListener(_ -> closed.complete());
        return closed.future();
    }

    private static final class Acceptance extends ChannelInboundHandlerAdapter {
        private final ClientConnections connections;
        private final Supplier<HandOffChannel> servers;

        Acceptance(ClientConnections connections, Supplier<HandOffChannel> servers) {
            this.connections = connections;
            this.servers = servers;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel accepted = (Channel) message;
            accepted.config().setOption(ChannelOption.TCP_NODELAY, true);
            accepted.config()
                    .setOption(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ));
            if (connections.accept(accepted)) {
                // this gives the channel its event loop
                servers.get().take(accepted);
                connections.enter(accepted);
            }
        }
    }
}
