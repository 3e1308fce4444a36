package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ReferencedFile.KeysSource;
import dev.sluicegate.router.config.ReferencedFile.SecretSource;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.NewPods;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import org.jspecify.annotations.Nullable;

/** The clients that may ask. */
@Description("Authentication of clients. When absent, no key is required.")
@Rule(cel = "self.mode != 'MasterKey' || has(self.masterKey)", message = Auth.NO_MASTER_KEY)
@Rule(cel = "self.mode != 'MasterKey' || !has(self.keys)", message = Auth.KEYS_UNUSED, field = ".keys")
@Rule(cel = "self.mode != 'Keys' || has(self.keys) || has(self.routerKeys)", message = Auth.NO_KEYS)
@Rule(cel = "self.mode == 'Keys' || !has(self.routerKeys)", message = Auth.ROUTER_KEYS_UNUSED, field = ".routerKeys")
@Rule(
        cel = "self.mode != 'None' || (!has(self.masterKey) && !has(self.keys))",
        message = Auth.SECRETS_UNUSED,
        field = ".mode")
public record Auth(
        @Description(
                "Clients that are served. None: everybody. MasterKey: who has the master key. Keys: who has one of the keys, or the master key if there is one.")
        @Default("None")
        Mode mode,

        @Description("Key that may do everything.") @Nullable SecretSource masterKey,

        @Description(
                "List of the clients' keys. A change reaches the pods within two minutes or so, and replaces none.")
        @Nullable KeysSource keys,

        @Description(
                "Keys that are made of the RouterKeys which name this gateway, beside those in keys; write {}. When absent, RouterKeys have no effect.")
        @NewPods
        @Nullable RouterKeysSource routerKeys)
        implements Checked {
    static final String NO_MASTER_KEY =
            "mode: MasterKey needs masterKey, with secretKeyRef in a gateway, or file in a router's own file";
    static final String NO_KEYS =
            "mode: Keys needs keys, with secretKeyRef in a gateway, or file in a router's own file; or, in a gateway with an operator, routerKeys: {}";
    static final String KEYS_UNUSED =
            "with mode: MasterKey the keys would not count; write mode: Keys, or leave keys out";
    static final String ROUTER_KEYS_UNUSED =
            "RouterKeys count only with mode: Keys; write that, or leave routerKeys out";
    static final String SECRETS_UNUSED =
            "with mode: None everybody may ask, so keys would not count; write mode: Keys or MasterKey, or leave the keys out";

    /**
     * The file of keys that the operator makes, {@link RouterKeysFile}.
     *
     * @param file where the operator lets pods have it; one that is not there yet has no keys
     */
    @Description("Keys that are made of RouterKeys.")
    public record RouterKeysSource(
            @Description(
                    "Path of a second file of keys, made by an operator, which is read again when it changes and may be missing.")
            @RouterOnly
            @Size(min = 1, max = 4096) String file) {}

    /** Clients that are served. */
    public enum Mode implements ConfigEnum {
        NONE,
        MASTER_KEY,
        KEYS
    }

    @Override
    public void check(Checks checks) {
        checks.require(mode != Mode.MASTER_KEY || masterKey != null, "", NO_MASTER_KEY);
        checks.require(mode != Mode.MASTER_KEY || keys == null, "keys", KEYS_UNUSED);
        checks.require(mode != Mode.KEYS || keys != null || routerKeys != null, "", NO_KEYS);
        checks.require(mode == Mode.KEYS || routerKeys == null, "routerKeys", ROUTER_KEYS_UNUSED);
        checks.require(mode != Mode.NONE || (masterKey == null && keys == null), "mode", SECRETS_UNUSED);
    }
}
