package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ReferencedFile.SecretSource;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The limits of what clients may ask. The three numbers are the default of each key, and hold for all clients together where there are no keys. */
@Description(
        "Limits of what clients may ask. The numbers are the default of each key, and hold for all clients together where there are no keys.")
@Rule(
        cel = "!has(self.store) || !has(self.share) || self.share == 1.0",
        message = Limits.SHARE_UNUSED,
        field = ".share")
public record Limits(
        @Description("Size of the largest request body that is accepted, in bytes, from 1 to 2047Mi.")
        @Default("32Mi")
        @Range(min = "1", max = "2047Mi")
        ByteSize maxRequestBodySize,

        @Description("Number of requests in a minute, from 1 to 1000000000. When absent, there is no limit.")
        @Range(min = "1", max = "1000000000")
        @Nullable Integer requestsPerMinute,

        @Description(
                "Number of tokens in a minute, those of requests and answers together, from 1 to 1000000000. When absent, there is no limit.")
        @Range(min = "1", max = "1000000000")
        @Nullable Integer tokensPerMinute,

        @Description(
                "Number of requests and streams at the same time, from 1 to 1000000000. When absent, there is no limit.")
        @Range(min = "1", max = "1000000000")
        @Nullable Integer maxConcurrent,

        @Description(
                "Number of tokens, from 0 to 1000000000, that an answer is taken to have until its end where its request asks for no maximum; at most a tenth of the caller's tokensPerMinute. What a request may use is reserved at its beginning, and what it did not use is given back at its end.")
        @Default("4096")
        @Range(min = "0", max = "1000000000")
        int assumedOutput,

        @Description(
                "Treatment of requests of keys with a budget for models without a price. Refuse: they are refused. Free: they count nothing.")
        @Default("Refuse")
        Unpriced unpriced,

        @Description(
                "Part of each limit and budget that is each pod's where there is no store, above 0 and at most 1: with 4 replicas, 0.25 keeps the whole.")
        @Default("1.0")
        @Range(min = "0", max = "1", aboveMin = true)
        double share,

        @Nullable LimitStore store)
        implements Checked {
    static final String SHARE_UNUSED = "has no meaning with a store, which counts for all; leave one of them out";

    @Override
    public void check(Checks checks) {
        checks.require(store == null || share == 1, "share", SHARE_UNUSED);
    }

    /** Treatment of requests that a budget cannot count. */
    public enum Unpriced implements ConfigEnum {
        REFUSE,
        FREE
    }

    /** A Redis or Valkey server through which limits and budgets hold across all routers. */
    @Description(
            "Redis or Valkey server through which limits and budgets hold across all pods. When absent, each pod counts for itself.")
    @Rule(cel = "!has(self.username) || has(self.password)", message = LimitStore.NO_PASSWORD)
    @Rule(
            cel = "!has(self.others) || size(self.others) == 0 || (has(self.mode) && self.mode != 'Single')",
            message = LimitStore.OTHERS_ALONE,
            field = ".others")
    @Rule(
            cel = "!has(self.sentinel) || (has(self.mode) && self.mode == 'Sentinel')",
            message = LimitStore.NOT_SENTINEL,
            field = ".sentinel")
    public record LimitStore(
            @Description(
                    "Address, as in redis://valkey:6379; rediss:// for TLS; with /DATABASE if it is not 0. With mode Sentinel it is a sentinel's, with Cluster a node's; there, the number of the database only keeps gateways apart.")
            @Size(max = 1024) @Form(Format.REDIS_URL)
            URI url,

            @Description(
                    "Way to the server that takes writes. Single: url is its address. Sentinel: url is the address of a sentinel, which says where it is. Cluster: url is the address of any node of a cluster.")
            @Default("Single")
            Mode mode,

            @Description(
                    "Addresses of further sentinels or nodes, for when the one in url does not answer, as in valkey-1:26379.")
            @Size(max = 16, each = 255) @Form(Format.HOST_AND_PORT)
            List<String> others,

            @Nullable Sentinel sentinel,

            @Description(
                    "Name of the user by which the server knows its pods. When absent, it is the server's default user.")
            @Size(min = 1, max = 256) @Nullable String username,

            @Description("Password of the server. When absent, none is sent.") @Nullable SecretSource password,

            @Description(
                    "Treatment of requests while the server is away. Open: they go on, under the limits of each pod alone. Closed: they are refused.")
            @Default("Open")
            OnFailure onFailure,

            @Description("Longest wait for an answer of the server, from 1ms to 168h.") @Default("250ms")
            Duration timeout)
            implements Checked {
        static final String NO_PASSWORD = "has a username and no password; add the password, or leave username out";
        static final String OTHERS_ALONE =
                "there are other addresses of sentinels or of a cluster's nodes only; write mode: Sentinel or mode: Cluster, or leave others out";
        static final String NOT_SENTINEL = "is for mode: Sentinel only; write that, or leave sentinel out";

        @Override
        public void check(Checks checks) {
            checks.require(username == null || password != null, "", NO_PASSWORD);
            checks.require(others.isEmpty() || mode != Mode.SINGLE, "others", OTHERS_ALONE);
            checks.require(sentinel == null || mode == Mode.SENTINEL, "sentinel", NOT_SENTINEL);
        }

        /** Ways to the server that takes writes. */
        public enum Mode implements ConfigEnum {
            SINGLE,
            SENTINEL,
            CLUSTER
        }

        /** The master that sentinels are asked for. */
        @Description("Master that sentinels are asked for. When absent, it is mymaster, and they want no password.")
        public record Sentinel(
                @Description("Name by which sentinels know the master.") @Default("mymaster") @Size(min = 1, max = 256) String master,

                @Description("Password of the sentinels themselves. When absent, none is sent.") @Nullable SecretSource password) {}

        /** Treatment of requests while the server is away. */
        public enum OnFailure implements ConfigEnum {
            OPEN,
            CLOSED
        }
    }
}
