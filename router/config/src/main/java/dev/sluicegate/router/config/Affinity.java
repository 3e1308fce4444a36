package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checks;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import org.jspecify.annotations.Nullable;

/** The requests that go to the same target as long as it is well, so that its prompt cache serves them. */
@Description(
        "Affinity of requests to a target, as long as that is well, so that its prompt cache serves them. When absent, any target serves any request.")
@Rule(cel = "self.by != 'Header' || has(self.header)", message = Affinity.NO_HEADER)
@Rule(cel = "self.by != 'Key' || !has(self.header)", message = Affinity.NOT_BY_HEADER, field = ".header")
public record Affinity(
        @Description(
                "Feature that requests for the same target have in common. Key: the client's key. Header: the value of the header that header names.")
        By by,

        @Description("Name of the header, for by: Header.")
        @Size(min = 1, max = 128) @Form(Format.HEADER_NAME)
        @Nullable String header)
        implements Checked {
    static final String NO_HEADER = "by: Header needs the header's name; write it, as in header: x-session-id";
    static final String NOT_BY_HEADER = "has no meaning with by: Key; leave it out, or write by: Header";

    /** The thing that requests have in common. */
    public enum By implements ConfigEnum {
        KEY,
        HEADER
    }

    @Override
    public void check(Checks checks) {
        checks.require(by != By.HEADER || header != null, "", NO_HEADER);
        checks.require(by != By.KEY || header == null, "header", NOT_BY_HEADER);
    }
}
