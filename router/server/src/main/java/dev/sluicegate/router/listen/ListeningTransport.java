package dev.sluicegate.router.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * NIO, with the listening taken out of Vert.x's hands, which can only close a listener together with its connections ({@code
 * HttpServer.shutdown} stops reading requests on them at once): a drain needs to close the listener alone, and a change of limits
 * needs to exchange the server behind it. Where Vert.x would listen on a domain socket, it gets a {@link HandOffChannel}.
 */
public final class ListeningTransport implements Transport {
    private final Transport nio = NioTransport.INSTANCE;
    private final Queue<HandOffChannel> handOvers = new ConcurrentLinkedQueue<>();

    /** In the form that a Vert.x builder takes. */
    public io.vertx.core.transport.Transport forVertx() {
        return new TransportInternal("nio", true, null, this);
    }

    /** A channel that can be bound to a port. */
    ServerChannel newServerChannel() {
        return nio.serverChannelFactory(false).newChannel();
    }

    /** The open one with this name. */
    HandOffChannel handOver(String name) {
        handOvers.removeIf(channel -> !channel.isOpen());
        return handOvers.stream()
                .filter(channel -> name.equals(String.valueOf(channel.localAddress())))
                .findAny()
                .orElseThrow();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return address.isDomainSocket() ? new HandOffChannel.Name(address.path()) : nio.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return address instanceof HandOffChannel.Name name
                ? SocketAddress.domainSocketAddress(name.toString())
                : nio.convert(address);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        if (!domainSocket) {
            return nio.serverChannelFactory(false);
        }
        return () -> {
            HandOffChannel channel = new HandOffChannel();
            handOvers.add(channel);
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
