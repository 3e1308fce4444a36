package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ReferencedFile.SecretSource;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The egress proxy on the way to a provider. It tunnels: what passes is encrypted between the router and the provider. */
@Description(
        "Egress proxy through which the provider is reached. It sees the provider's name, and nothing of what is said. When absent, pods connect to the provider themselves; HTTPS_PROXY of the environment is not looked at.")
@Rule(cel = "self.url.matches('" + ProviderProxy.WITH_PORT + "')", message = ProviderProxy.NO_PORT, field = ".url")
@Rule(cel = "has(self.username) == has(self.password)", message = ProviderProxy.HALF, field = ".username")
public record ProviderProxy(
        @Description(
                "Address with its port: http://proxy:3128 for one that is asked by CONNECT, socks5://proxy:1080 for SOCKS 5. The proxy looks the provider's name up.")
        @Size(max = 1024) @Form(Format.PROXY_URL)
        URI url,

        @Description("Name by which the proxy knows its pods. When absent, none is said.")
        @Size(min = 1, max = 256) @Nullable String username,

        @Description("Password for the proxy. When absent, none is said.") @Nullable SecretSource password)
        implements Checked {
    static final String WITH_PORT = "^[^/]*//[^/]*:[0-9]{1,5}/?$";
    static final String NO_PORT = "must be scheme, host and port, as in http://proxy:3128";
    static final String HALF = "goes with password; write both, or leave both out";

    @Override
    public void check(Checks checks) {
        checks.require(url.toString().matches(WITH_PORT), "url", NO_PORT);
        checks.require((username == null) == (password == null), "username", HALF);
    }
}
