package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Redis or Valkey server through which limits and budgets hold across all routers. */
@Description(
        "Redis or Valkey server through which limits and budgets hold across all pods. When absent, each pod counts for itself.")
public record LimitStore(
        @Description("Address, as in redis://valkey:6379; rediss:// for TLS; with /DATABASE if it is not 0.")
        @Size(max = 1024) @Form(Format.REDIS_URL)
        URI url,

        @Description("Password of the server. When absent, none is sent.") @Nullable SecretSource password,

        @Description(
                "Treatment of requests while the server is away. Open: they go on, under the limits of each pod alone. Closed: they are refused.")
        @Default("Open")
        OnFailure onFailure,

        @Description("Longest wait for an answer of the server, from 1ms to 168h.") @Default("250ms")
        Duration timeout) {
    /** Treatment of requests while the server is away. */
    public enum OnFailure implements ConfigEnum {
        OPEN,
        CLOSED
    }
}
