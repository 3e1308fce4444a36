package dev.sluicegate.router.listen;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server channel without a socket: it accepts what it is given. So one of Vert.x's servers can be exchanged for another, with other
 * limits, behind a port that stays open all the time.
 */
final class HandOffChannel extends AbstractServerChannel {
    private final ChannelConfig config = new AnyOption(this);
    private volatile boolean open = true;
    private volatile @Nullable SocketAddress address;

    /** A name, where others have a port. */
    static final class Name extends SocketAddress {
        private static final long serialVersionUID = 1;

        private final String name;

        Name(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Gives it a connection that was accepted elsewhere. To be called on its event loop, after which the connection has its own. */
    void take(Channel accepted) {
        pipeline().fireChannelRead(accepted);
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return address;
    }

    @Override
    protected void doBind(SocketAddress name) {
        address = name;
    }

    @Override
    protected void doClose() {
        open = false;
    }

    @Override
    protected void doBeginRead() {
        // there is nothing to read from
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && address != null;
    }

    /** A socket's options mean nothing here. */
    private static final class AnyOption extends DefaultChannelConfig {
        AnyOption(Channel channel) {
            super(channel);
        }

        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            super.setOption(option, value);
            return true;
        }
    }
}
