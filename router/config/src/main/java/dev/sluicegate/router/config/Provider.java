package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ReferencedFile.SecretSource;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.NewPods;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One upstream. */
@Description("Providers that answer, at least one.")
@Rule(
        cel = "!has(self.flavor) || self.flavor == 'Standard' || self.api == 'OpenAI'",
        message = Provider.FLAVORS_OF_OPENAI,
        field = ".flavor")
@Rule(
        cel = "!has(self.responses) || self.responses != 'Chat' || self.api == 'OpenAI'",
        message = "responses: Chat " + Provider.OPENAI_ONLY,
        field = ".responses")
@Rule(
        cel = "!has(self.chat) || self.chat != 'Adapted' || self.api == 'OpenAI'",
        message = "chat: Adapted " + Provider.OPENAI_ONLY,
        field = ".chat")
@Rule(
        cel = "!has(self.streamUsage) || self.streamUsage != 'AsSent' || self.api == 'OpenAI'",
        message = "streamUsage: AsSent " + Provider.OPENAI_ONLY,
        field = ".streamUsage")
@Rule(
        cel = "!has(self.credentialsHeader) || has(self.credentials)",
        message = Provider.NOTHING_TO_CARRY,
        field = ".credentialsHeader")
@Rule(
        cel = "!has(self.serviceRef) || !has(self.addresses) || size(self.addresses) == 0",
        message = Provider.SERVERS_TWICE,
        field = ".serviceRef")
@Rule(
        cel =
                "!has(self.inferencePoolRef) || !(has(self.serviceRef) || (has(self.addresses) && size(self.addresses) > 0))",
        message = Provider.POOL_TWICE,
        field = ".inferencePoolRef")
@Rule(
        cel =
                "!has(self.credentials) || !has(self.passThrough) || !has(self.passThrough.clientKey) || !self.passThrough.clientKey",
        message = Provider.TWO_KEYS,
        field = ".passThrough.clientKey")
@Rule(cel = "!has(self.tls) || !self.baseUrl.startsWith('http://')", message = Provider.NO_TLS, field = ".tls")
@Rule(
        cel = "!has(self.proxy) || !self.baseUrl.startsWith('http://')",
        message = Provider.PROXY_WOULD_READ,
        field = ".proxy")
@Rule(
        cel =
                "!has(self.proxy) || !(has(self.serviceRef) || has(self.inferencePoolRef) || (has(self.addresses) && size(self.addresses) > 0))",
        message = Provider.PROXY_FINDS,
        field = ".proxy")
public record Provider(
        @Description("Name by which targets and prices name the provider; unique.") @Size(max = 63) @Form(Format.NAME)
        String name,

        @Description("Wire protocol that the provider speaks: OpenAI or Anthropic.")
        Api api,

        @Description(
                "Address: with its version segment for OpenAI (https://api.openai.com/v1), without it for Anthropic (https://api.anthropic.com).")
        @Size(max = 1024) @Form(Format.HTTP_URL)
        URI baseUrl,

        @Description(
                "IP addresses to connect to, in turn, in place of what the name in baseUrl leads to; each with a port if it is not baseUrl's, as in 10.0.0.7:8080.")
        @Size(max = 64, each = 64) @Form(Format.SERVER_ADDRESS)
        List<String> addresses,

        @NewPods @Nullable ServiceRef serviceRef,

        @NewPods @Nullable InferencePoolRef inferencePoolRef,

        @Description(
                "Provider behind OpenAI's protocol, by which is known what it understands. Standard: any other. Azure: the model is a deployment in the path, and the key comes in the header api-key.")
        @Default("Standard")
        Flavor flavor,

        @Nullable Capabilities capabilities,

        @Description(
                "Request that a provider which speaks OpenAI gets when a client asks for a response. Native: the same. Chat: a chat completion, because it has nothing else.")
        @Default("Native")
        Responses responses,

        @Description(
                "Chat completions between a client and a provider that both speak OpenAI. AsSent: they pass through, byte for byte but for the model's name. Adapted: what the provider refuses is left out or put in its words, and its answers come in OpenAI's; what it wants back with a call comes and goes in the call's id.")
        @Default("AsSent")
        ChatRequests chat,

        @Description(
                "Token usage of streamed chat completions whose client does not ask for it. Ask: a provider that speaks OpenAI is asked, unseen by the client. AsSent: it is not, because it refuses stream_options, and tokens are estimated.")
        @Default("Ask")
        StreamUsage streamUsage,

        @Description("API key of the provider. When absent, none is sent.") @Nullable SecretSource credentials,

        @Description(
                "Header that carries the key. When absent, it is the protocol's or the flavor's own. Authorization gets 'Bearer ' before the key.")
        @Size(min = 1, max = 128) @Form(Format.HEADER_NAME)
        @Nullable String credentialsHeader,

        @Description("Headers that are added to each request to the provider. Never a key: that is for credentials.")
        @Size(max = 32, each = 1024) @Rule(
                cel = "self.all(name, name.matches('^[-A-Za-z0-9_.]{1,128}$'))",
                message = "a header's name has letters, digits and any of - _ . only, at most 128")
        @Rule(
                cel = "self.all(name, !(name.lowerAscii() in " + ExtraFields.KEY_HEADERS + "))",
                message =
                        "a header would carry a key in plain sight; put the key into a Secret, and name that in credentials")
        @Rule(
                cel = "self.all(name, !self[name].startsWith('sk-') && !self[name].startsWith('Bearer '))",
                message = "a header's value looks like a key; put the key into a Secret, and name that in credentials")
        Map<String, String> headers,

        @Description(
                "Parameters that are added to the query of each request to the provider, as in api-version: \"2024-10-21\". Never a key: that is for credentials.")
        @Size(max = 32, each = 1024) @Rule(
                cel = "self.all(name, !self[name].startsWith('sk-') && !(name.lowerAscii() in "
                        + ExtraFields.KEY_PARAMETERS + "))",
                message = "a query parameter looks like a key; put the key into a Secret, and name that in credentials")
        Map<String, String> query,

        PassThrough passThrough,

        @Nullable ProviderTls tls,

        @Nullable ProviderProxy proxy,

        Timeouts timeouts,

        @Description(
                "Number of requests and streams at the same time, from each pod, from 1 to 1000000; at each server, where addresses, serviceRef or inferencePoolRef name them. When absent, there is no limit.")
        @Range(min = "1", max = "1000000")
        @Nullable Integer maxInFlight,

        Queue queue,

        @Nullable Slots slots,

        @Nullable LoadMetrics loadMetrics,

        Ejection ejection)
        implements Checked {
    static final String FLAVORS_OF_OPENAI =
            "is for a provider that speaks OpenAI; write api: OpenAI, or leave flavor out";
    static final String OPENAI_ONLY = "is for providers that speak OpenAI; leave it out";
    static final String NOTHING_TO_CARRY =
            "is set, but there are no credentials that it could carry; write them, or leave it out";
    static final String SERVERS_TWICE = "says the same as addresses; leave one of the two out";
    static final String POOL_TWICE = "says the same as addresses or serviceRef; leave all but one out";
    static final String TWO_KEYS =
            "would send the clients' keys where credentials says the gateway's goes; leave one of the two out";
    static final String PROXY_WOULD_READ =
            "is set, but baseUrl begins with http://, so the proxy could read the key; write https://, or leave proxy out";
    static final String PROXY_FINDS =
            "finds the provider by its name, and cannot choose among servers; leave proxy out, or addresses, serviceRef and inferencePoolRef";
    static final String NO_TLS = "is set, but baseUrl begins with http://; write https://, or leave tls out";

    /** The time that each part of an upstream request may take. */
    @Description("Time limits of the parts of a request to the provider.")
    public record Timeouts(
            @Description("Time until the connection stands, from 1ms to 168h.") @Default("5s")
            Duration connect,

            @Description("Time from the request's end to the first byte of the response's body, from 1ms to 168h.")
            @Default("5m")
            Duration firstByte,

            @Description(
                    "Time between two chunks of a response, from 1ms to 168h. Models that reason may be silent for minutes.")
            @Default("5m")
            Duration idle,

            @Description("Time of the whole request, from start to end, from 1ms to 168h.") @Default("1h")
            Duration request) {}

    public Provider {
        addresses = List.copyOf(addresses);
        headers = inOrder(headers);
        query = inOrder(query);
    }

    /** The object in the cluster whose pods are its servers; null if it names none. */
    public @Nullable ServersRef serversRef() {
        return serviceRef != null ? serviceRef : inferencePoolRef;
    }

    /** Always the same order, so that equal configs are written as equal bytes. */
    private static Map<String, String> inOrder(Map<String, String> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    @Override
    public void check(Checks checks) {
        boolean anthropic = api == Api.ANTHROPIC;
        checks.require(flavor == Flavor.STANDARD || !anthropic, "flavor", FLAVORS_OF_OPENAI);
        checks.require(
                flavor != Flavor.AZURE || anthropic || query.containsKey("api-version"),
                "query.api-version",
                "is missing; Azure wants one, as in api-version: \"2024-10-21\" (or flavor: OpenAI and a baseUrl that"
                        + " ends with /openai/v1)");
        checks.require(responses != Responses.CHAT || !anthropic, "responses", OPENAI_ONLY);
        checks.require(chat != ChatRequests.ADAPTED || !anthropic, "chat", OPENAI_ONLY);
        checks.require(streamUsage != StreamUsage.AS_SENT || !anthropic, "streamUsage", OPENAI_ONLY);
        checks.require(credentialsHeader == null || credentials != null, "credentialsHeader", NOTHING_TO_CARRY);
        checks.require(
                credentialsHeader == null || !ExtraFields.isOurs(credentialsHeader),
                "credentialsHeader",
                Format.HEADER_NAME.message());
        checks.require(serviceRef == null || addresses.isEmpty(), "serviceRef", SERVERS_TWICE);
        checks.require(
                inferencePoolRef == null || (serviceRef == null && addresses.isEmpty()),
                "inferencePoolRef",
                POOL_TWICE);
        checks.require(!passThrough.clientKey() || credentials == null, "passThrough.clientKey", TWO_KEYS);
        boolean plain = "http".equals(baseUrl.getScheme());
        checks.require(tls == null || !plain, "tls", NO_TLS);
        checks.require(proxy == null || !plain, "proxy", PROXY_WOULD_READ);
        checks.require(proxy == null || (addresses.isEmpty() && serversRef() == null), "proxy", PROXY_FINDS);
        ExtraFields.check(headers, query, checks);
        ServerAddress.check(addresses, checks);
    }

    /** The operation that a provider of OpenAI's protocol is asked for when a client asks for a response ({@code /v1/responses}). */
    public enum Responses implements ConfigEnum {
        /** The same. */
        NATIVE,
        /** A chat completion, because it has nothing else; the router translates. */
        CHAT
    }

    /** The way of chat completions whose client and provider speak the same protocol. */
    public enum ChatRequests implements ConfigEnum {
        /** They pass through. */
        AS_SENT,
        /** They are made to fit the provider, and its answers to fit the protocol. */
        ADAPTED
    }

    /** The choice whether a provider is asked how many tokens a stream of chat completions took, when its client does not ask. */
    public enum StreamUsage implements ConfigEnum {
        /** It is, and the client does not see what it says. */
        ASK,
        /** It is not, because it refuses {@code stream_options}; tokens are estimated. */
        AS_SENT
    }

    /** The queue in which requests wait when a provider is full. */
    @Description("Queue of requests for a provider that has no room, by its maxInFlight or its slots.")
    public record Queue(
            @Description(
                    "Number of requests that may wait in each pod, from 0 to 100000. 0 means no queue: they are refused at once.")
            @Default("0")
            @Range(min = "0", max = "100000")
            int size,

            @Description("Longest wait of a request, from 1ms to 168h.") @Default("30s")
            Duration timeout) {}

    /**
     * A llama.cpp server's slots: the router asks how many are free and never sends it more.
     *
     * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/server">llama.cpp's server</a>
     */
    @Description(
            "Slots of a llama.cpp server: pods ask how many are free and never send it more. When absent, nothing is asked.")
    public record Slots(
            @Description("Path of the slots below the server's root; where slots are off, /metrics is asked instead.")
            @Default("/slots")
            @Size(min = 1, max = 256) @Form(Format.PATH)
            String path,

            @Description("Time between two questions while the server is busy, from 100ms to 168h.")
            @Default("2s")
            @Range(min = "100ms", max = "168h")
            Duration pollInterval,

            @Description("Time between two questions while the server is idle, from 100ms to 168h.")
            @Default("30s")
            @Range(min = "100ms", max = "168h")
            Duration idlePollInterval) {}
}
