package dev.sluicegate.router.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules that hold for a single value, and the errors found so far. Not thread-safe. */
final class Checks {
    private static final Duration LONGEST = Duration.ofDays(7);

    private final List<ConfigError> errors = new ArrayList<>();

    List<ConfigError> errors() {
        return List.copyOf(errors);
    }

    void error(String path, String message) {
        errors.add(new ConfigError(path, message));
    }

    boolean required(String path, @Nullable Object value) {
        if (value == null) {
            error(path, "is missing");
        }
        return value != null;
    }

    void port(String path, int port) {
        if (port < 0 || port > 65535) {
            error(path, port + " is not a port; write a number from 1 to 65535, or 0 for a free one");
        }
    }

    void duration(String path, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            error(
                    path,
                    "must be from " + DurationText.format(least) + " to " + DurationText.format(LONGEST) + ", not "
                            + DurationText.format(value));
        }
    }

    void positive(String path, Duration value) {
        duration(path, value, Duration.ofMillis(1));
    }

    void notLonger(String path, Duration value, String otherPath, Duration other) {
        if (value.compareTo(other) > 0) {
            error(path, "must not be longer than " + otherPath + ", which is " + DurationText.format(other));
        }
    }

    void range(String path, int value, int least, int most) {
        if (value < least || value > most) {
            error(path, "must be from " + least + " to " + most + ", not " + value);
        }
    }

    /** A limit that may be absent. */
    void limit(String path, @Nullable Integer value) {
        if (value != null && value < 1) {
            error(path, "must be at least 1; leave it out for no limit");
        }
    }

    /** @return whether it is an address that can be called */
    boolean url(String path, @Nullable URI url, Set<String> schemes, String example) {
        int before = errors.size();
        if (!required(path, url) || url == null) {
            return false;
        }
        if (url.getScheme() == null || !schemes.contains(url.getScheme())) {
            error(
                    path,
                    "must start with "
                            + String.join(
                                    " or ",
                                    schemes.stream()
                                            .map(it -> it + "://")
                                            .sorted()
                                            .toList()));
        } else if (url.getHost() == null) {
            error(path, "names no host; write one as in " + example);
        } else if (ForbiddenHosts.contains(url.getHost())) {
            error(
                    path,
                    "is the address of a cloud's metadata service, which hands out credentials; write the server's own address");
        } else if (url.getUserInfo() != null) {
            error(path, "must not carry a user or password; put the secret into a file of its own");
        } else if (url.getRawQuery() != null || url.getRawFragment() != null) {
            error(path, "must end with its path, without ? or #");
        }
        return errors.size() == before;
    }

    /** A path below a server's root. */
    void path(String path, String value) {
        if (!value.startsWith("/") || !value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            error(path, "must begin with / and hold no space, as in /slots");
        }
    }
}
