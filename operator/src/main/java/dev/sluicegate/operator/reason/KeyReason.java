package dev.sluicegate.operator.reason;

/** A reason of the condition Ready of a RouterKey, beside those of {@link Reason} for what the API server refuses. The table in {@code docs/keys.md} has the same. */
public enum KeyReason {
    Published("all open pods of the gateway take the key"),
    Publishing("the key is among those of the gateway, and not all of its open pods have read it yet"),
    InvalidSpec(
            "the spec contradicts itself or asks for what cannot be; a key that was published before keeps its earlier rights"),
    GatewayMissing("there is no such gateway in the namespace, or it is being deleted"),
    GatewayNotAccepted(
            "no spec of the gateway was ever accepted, so it serves nobody; its condition Accepted says why"),
    GatewayRefuses("the gateway has no auth.routerKeys, so it takes no keys of this kind"),
    SecretTaken(
            "a Secret of the name that the key needs is there already and belongs to somebody else; it is left alone"),
    SecretUnusable("the Secret was changed and holds no key that the operator has made; the earlier key stays valid"),
    KeyRefused("routers do not take the key: its id or its team contradicts the gateway's list of keys"),
    TooManyKeys("the gateway has more keys than fit into one object; the oldest ones are published");

    private final String meaning;

    KeyReason(String meaning) {
        this.meaning = meaning;
    }

    /** What it means, in a clause without a full stop. */
    public String meaning() {
        return meaning;
    }
}
