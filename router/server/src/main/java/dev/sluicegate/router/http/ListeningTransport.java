package dev.sluicegate.router.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * NIO, and a memory of which server channels were made. Vert.x can only close a listener together with its connections
 * ({@code HttpServer.shutdown} stops reading requests on them at once); a drain needs to close the listener alone.
 */
public final class ListeningTransport implements Transport {
    private final Transport nio = NioTransport.INSTANCE;
    private final Queue<ServerChannel> listeners = new ConcurrentLinkedQueue<>();

    /** In the form that a Vert.x builder takes. */
    public io.vertx.core.transport.Transport forVertx() {
        return new TransportInternal("nio", true, null, this);
    }

    /** The open listeners on a port. */
    Iterable<ServerChannel> listeners(int port) {
        listeners.removeIf(channel -> !channel.isOpen());
        return listeners.stream()
                .filter(channel ->
                        channel.localAddress() instanceof InetSocketAddress address && address.getPort() == port)
                .toList();
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        ChannelFactory<? extends ServerChannel> factory = nio.serverChannelFactory(domainSocket);
        return () -> {
            ServerChannel channel = factory.newChannel();
            listeners.add(channel);
            return channel;
        };
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return nio.ioHandlerFactory();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface that this implements still uses it
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return nio.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return nio.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return nio.channelFactory(domainSocket);
    }
}
