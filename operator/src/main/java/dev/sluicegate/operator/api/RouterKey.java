package dev.sluicegate.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * One client's key for a gateway: what it may use, and where the generated key is. Its spec is kept as the API server gives it, as a gateway's is, and for the
 * same reason; {@code RouterKeyReader} makes a {@link RouterKeySpec} and a key of it.
 */
@Group(RouterGateway.GROUP)
@Version(RouterGateway.VERSION)
@Kind("RouterKey")
@Plural("routerkeys")
@ShortNames("rk")
@AdditionalPrinterColumn(
        name = "GATEWAY",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".spec.gatewayRef.name")
@AdditionalPrinterColumn(name = "TEAM", type = AdditionalPrinterColumn.Type.STRING, jsonPath = ".spec.team")
@AdditionalPrinterColumn(
        name = "READY",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
        name = "REASON",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "SPENT", type = AdditionalPrinterColumn.Type.STRING, jsonPath = ".status.spend.cost")
@AdditionalPrinterColumn(
        name = "LAST-USED",
        type = AdditionalPrinterColumn.Type.DATE,
        jsonPath = ".status.spend.lastUsedAt")
@AdditionalPrinterColumn(
        name = "AGE",
        type = AdditionalPrinterColumn.Type.DATE,
        jsonPath = ".metadata.creationTimestamp")
@SuppressWarnings("serial")
public final class RouterKey extends CustomResource<JsonNode, RouterKeyStatus> implements Namespaced {
    @Override
    protected @Nullable JsonNode initSpec() {
        return null;
    }
}
