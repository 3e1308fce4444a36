package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a RouterKey that the operator uses. Beside them a spec has those of {@code KeysFile.Key}, which routers use.
 *
 * @param secretName null is the RouterKey's own name
 */
@Description("Key of a client: its gateway, its Secret, what it may use, and its limits.")
public record RouterKeySpec(
        GatewayRef gatewayRef,

        @Description(
                "Name of the Secret that the generated key is written to, under key. It is made by the operator and never taken over from somebody else. When absent, the name of the RouterKey.")
        @Size(min = 1, max = 253) @Form(Format.SECRET_NAME)
        @Rule(cel = "self == oldSelf", message = RouterKeySpec.FIXED)
        @Nullable String secretName,

        @Description(
                "Time, from 0s to 8760h, for which an earlier key is taken after its Secret was deleted and a new key has been made.")
        @Default("24h")
        Duration rotationOverlap)
        implements Checked {
    static final String FIXED = "cannot be changed; make another RouterKey";
    private static final Duration LONGEST = Duration.ofDays(365);

    @Override
    public void check(Checks checks) {
        checks.require(
                !rotationOverlap.isNegative() && rotationOverlap.compareTo(LONGEST) <= 0,
                "rotationOverlap",
                "must be from 0s to 8760h");
    }

    /** A gateway of the same namespace. */
    @Description("Gateway that takes the key, in the same namespace; it must have auth.routerKeys.")
    @Rule(cel = "self == oldSelf", message = RouterKeySpec.FIXED)
    public record GatewayRef(
            @Description("Name of the RouterGateway.") @Size(min = 1, max = 63) @Form(Format.NAME)
            String name) {}
}
