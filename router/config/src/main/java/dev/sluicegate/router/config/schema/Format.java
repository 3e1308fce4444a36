package dev.sluicegate.router.config.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms that a text can have, each with its sentence. A regular expression is valid in Java and in RE2, which CEL uses. */
public enum Format {
    /** A provider's name, which is a DNS label. */
    NAME(
            "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
            "must be lower case letters, digits and '-', at most 63, as in my-provider"),
    /** The name of an object of most kinds. */
    OBJECT_NAME(
            "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?",
            "must be lower case letters, digits, '-' and '.', at most 253, as in my-pool"),
    MODEL_NAME(
            "[A-Za-z0-9][-A-Za-z0-9._:/@]{0,127}",
            "is not a model name; write letters, digits and any of - . _ : / @, at most 128, as in gpt-4o-mini"),
    SERVER_ADDRESS(
            "([0-9]{1,3}([.][0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?",
            "is not an IP address; write one such as 10.0.0.7, 10.0.0.7:8080 or [fd00::7]:8080"),
    HOST_AND_PORT(
            "([0-9A-Za-z]([-0-9A-Za-z.]{0,251}[0-9A-Za-z])?|\\[[0-9a-fA-F:.]+\\]):[0-9]{1,5}",
            "is not an address with a port; write one such as valkey-1:26379"),
    HEADER_NAME("[-A-Za-z0-9_.]{1,128}", "is not the name of a header; write one such as api-key"),
    /** A path below a server's root. */
    PATH("/[!-~]*", "must begin with / and hold no space, as in /slots"),
    SECRET_NAME(
            "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?",
            "is not the name of a Secret; write the name alone of one in the gateway's own namespace, as in openai"),
    CONFIG_MAP_NAME(
            "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?",
            "is not the name of a ConfigMap; write the name alone of one in the gateway's own namespace, as in ca"),
    /** Never what begins as a key of a well-known provider does: somebody has written the value itself. */
    OBJECT_KEY(
            "[-._a-zA-Z0-9]+",
            "write under which key the value stands in the Secret or ConfigMap, as in api-key, and never the value itself"),
    /** The id of a client's key. */
    KEY_ID(
            "[A-Za-z0-9][-A-Za-z0-9._]{0,62}",
            "must be a name: letters, digits and any of - . _, at most 63; it is not the key itself"),
    CLIENT_KEY("[!-~]+", "must be printable ASCII characters, without spaces"),
    SHA256("[0-9a-fA-F]{64}", "must be 64 hexadecimal digits, as in: printf %s \"$KEY\" | sha256sum"),
    HTTP_URL("http", "https", "https://api.openai.com/v1"),
    TRACES_URL("http", "https", "http://collector:4318/v1/traces"),
    REDIS_URL("redis", "rediss", "redis://valkey:6379"),
    /** An egress proxy: asked by CONNECT, or by SOCKS. */
    PROXY_URL("http", "socks5", "http://proxy:3128");

    private final @Nullable String regex;
    private final String message;
    private final String scheme;
    private final String secureScheme;

    Format(String regex, String message) {
        this.regex = regex;
        this.message = message;
        this.scheme = "";
        this.secureScheme = "";
    }

    Format(String scheme, String secureScheme, String example) {
        this.regex = null;
        this.message = "must start with " + scheme + ":// or " + secureScheme + "://, as in " + example;
        this.scheme = scheme;
        this.secureScheme = secureScheme;
    }

    /** What the whole text must match; null for an address. */
    public @Nullable String regex() {
        return regex;
    }

    /** What an address may begin with. */
    public List<String> schemes() {
        return List.of(scheme, secureScheme);
    }

    /** What to say of a text that has another form. */
    public String message() {
        return message;
    }
}
