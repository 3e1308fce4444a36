package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked.Checks;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What people may add to each request to a provider: nothing that is the router's own, and never a key in plain sight. */
final class ExtraFields {
    static final String KEY_HEADERS =
            "['authorization', 'proxy-authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'x-sluicegate-key', 'cookie']";
    static final String KEY_PARAMETERS = "['key', 'api-key', 'api_key', 'apikey', 'access_token', 'token']";

    /** What the router says itself, or what would change where a request ends. */
    private static final Set<String> OURS =
            Set.of("host", "content-length", "transfer-encoding", "connection", "te", "upgrade", "accept-encoding");

    private static final Pattern NAME = Pattern.compile("[-A-Za-z0-9_.]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    /** How keys of well-known providers begin, and what stands before a key in a header. */
    private static final Pattern KEY = Pattern.compile("(sk-|Bearer ).*", Pattern.DOTALL);

    private static final String IN_PLAIN_SIGHT =
            "looks like a key, in plain sight; put it into the provider's credentials";

    private ExtraFields() {}

    static void check(Map<String, String> headers, Map<String, String> query, Checks checks) {
        headers.forEach((name, value) -> header("headers." + name, name, value, checks));
        query.forEach((name, value) -> parameter("query." + name, name, value, checks));
    }

    private static void header(String path, String name, String value, Checks checks) {
        if (!NAME.matcher(name).matches()) {
            checks.error(path, "is not the name of a header");
        } else if (isOurs(name)) {
            checks.error(path, "is set by the router itself; leave it out");
        } else if (isIn(KEY_HEADERS, name)) {
            checks.error(path, "would carry a key in the config; put it into the provider's credentials");
        } else if (!VALUE.matcher(value).matches()) {
            checks.error(path, "must have a value of printable ASCII characters");
        } else if (KEY.matcher(value).matches()) {
            checks.error(path, IN_PLAIN_SIGHT);
        }
    }

    /** Headers that pass between client and provider: none that the router says itself, and no key in either direction. */
    static void checkPassing(String path, List<String> names, Checks checks) {
        for (int i = 0; i < names.size(); i++) {
            if (isOurs(names.get(i))) {
                checks.error(path + "[" + i + "]", "is set by the router itself; leave it out");
            } else if (isIn(KEY_HEADERS, names.get(i))) {
                checks.error(path + "[" + i + "]", "would carry a client's key to the provider; leave it out");
            }
        }
    }

    private static void parameter(String path, String name, String value, Checks checks) {
        if (name.isBlank()) {
            checks.error(path, "needs a name and a value, as in api-version: \"2024-10-21\"");
        } else if (isIn(KEY_PARAMETERS, name) || KEY.matcher(value).matches()) {
            checks.error(path, IN_PLAIN_SIGHT);
        }
    }

    /** Whether a list, written as in CEL, has this name in any case. */
    private static boolean isIn(String list, String name) {
        return list.contains("'" + name.toLowerCase(Locale.ROOT) + "'");
    }

    static boolean isOurs(String header) {
        return OURS.contains(header.toLowerCase(Locale.ROOT));
    }
}
