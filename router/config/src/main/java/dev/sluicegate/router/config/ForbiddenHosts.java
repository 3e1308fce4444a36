package dev.sluicegate.router.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Hosts that no router has a reason to call: the metadata services of clouds, which hand out the machine's own credentials to whoever
 * asks, and everything else at a link-local address. Judges by what is written and asks no name server: what a name leads to is judged by
 * whoever connects.
 */
public final class ForbiddenHosts {
    private static final Set<String> NAMES = Set.of(
            "metadata",
            "metadata.google.internal",
            "metadata.azure.internal",
            "metadata.tencentyun.com",
            "instance-data",
            "instance-data.ec2.internal");

    /** AWS and Google by IPv6, Alibaba, Azure, Oracle. All others are link-local. */
    private static final Set<InetAddress> ADDRESSES = Set.of(
            InetAddress.ofLiteral("fd00:ec2::254"),
            InetAddress.ofLiteral("fd20:ce::254"),
            InetAddress.ofLiteral("100.100.100.200"),
            InetAddress.ofLiteral("168.63.129.16"),
            InetAddress.ofLiteral("192.0.0.192"));

    private ForbiddenHosts() {}

    /** @param host of a URI, or an address; an IPv6 address may stand in brackets */
    public static boolean contains(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return NAMES.contains(name)
                || isForbidden(name, InetAddress::ofLiteral)
                // 0xa9fea9fe and 0251.0376.0251.0376 are addresses to some resolvers
                || isForbidden(name, Inet4Address::ofPosixLiteral);
    }

    private static boolean isForbidden(String literal, Function<String, InetAddress> parser) {
        try {
            InetAddress address = parser.apply(literal);
            return address.isLinkLocalAddress() || ADDRESSES.contains(address);
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }
}
