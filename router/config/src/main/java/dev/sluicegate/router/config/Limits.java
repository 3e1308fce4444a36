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
    public record LimitStore(
            @Description("Address, as in redis://valkey:6379; rediss:// for TLS; with /DATABASE if it is not 0.")
            @Size(max = 1024) @Form(Format.REDIS_URL)
            URI url,

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

        @Override
        public void check(Checks checks) {
            checks.require(username == null || password != null, "", NO_PASSWORD);
        }

        /** Treatment of requests while the server is away. */
        public enum OnFailure implements ConfigEnum {
            OPEN,
            CLOSED
        }
    }
}
