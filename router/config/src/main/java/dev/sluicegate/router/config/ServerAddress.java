package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked.Checks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** An address of a server as the config has it: an IP address, IPv6 in brackets, and maybe a port. */
public final class ServerAddress {
    private static final int HIGHEST_PORT = 65535;

    private ServerAddress() {}

    /**
     * @param text of {@code Format.SERVER_ADDRESS}
     * @param port where the text has none
     * @throws IllegalArgumentException if there is no such address or port
     */
    public static InetSocketAddress parse(String text, int port) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']') && colon > 0;
        String host = hasPort ? text.substring(0, colon) : text;
        String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(
                InetAddress.ofLiteral(literal), hasPort ? Integer.parseInt(text.substring(colon + 1)) : port);
    }

    static void check(List<String> addresses, Checks checks) {
        for (int i = 0; i < addresses.size(); i++) {
            String path = "addresses[" + i + "]";
            try {
                InetSocketAddress address = parse(addresses.get(i), HIGHEST_PORT);
                checks.require(address.getPort() > 0, path, "must have a port from 1 to 65535");
                checks.require(
                        !ForbiddenHosts.contains(address.getAddress().getHostAddress()),
                        path,
                        "is a link-local address or a cloud's metadata service, which no provider has");
            } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
                checks.error(path, "is not an IP address and a port from 1 to 65535");
            }
        }
    }
}
