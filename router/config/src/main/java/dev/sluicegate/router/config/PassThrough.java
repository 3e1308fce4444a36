package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.util.List;

/** The headers that pass the router beside those that always do. */
@Description(
        "Headers that pass between clients and the provider beside those that always do, which docs/security.md lists.")
public record PassThrough(
        @Description("Names of headers of clients that go to the provider. Never one that carries a key.")
        @Size(max = 32, each = 128) @Form(Format.HEADER_NAME)
        @Rule(
                cel = "self.all(name, !(name.lowerAscii() in " + ExtraFields.KEY_HEADERS + "))",
                message = "a client's key would go to the provider; leave it out")
        List<String> requestHeaders,

        @Description("Names of headers of the provider that go to clients.")
        @Size(max = 32, each = 128) @Form(Format.HEADER_NAME)
        List<String> responseHeaders,

        @Description(
                "Requests carry the client's own key for the provider, such as that of a subscription, in place of one of the gateway's. Clients then send the gateway's key, if it wants one, in the header x-sluicegate-key. A model reaches one such provider at most.")
        @Default("false")
        boolean clientKey)
        implements Checked {
    public PassThrough {
        requestHeaders = List.copyOf(requestHeaders);
        responseHeaders = List.copyOf(responseHeaders);
    }

    @Override
    public void check(Checks checks) {
        ExtraFields.checkPassing("requestHeaders", requestHeaders, checks);
        ExtraFields.checkPassing("responseHeaders", responseHeaders, checks);
    }
}
