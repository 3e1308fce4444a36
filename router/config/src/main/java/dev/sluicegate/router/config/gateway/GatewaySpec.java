package dev.sluicegate.router.config.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.GatewayFields;
import dev.sluicegate.router.config.RouterConfig;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The translation of a gateway's spec into the tree of a router's config, which only {@code RouterConfigReader} judges: what is wrong in the spec is
 * wrong in the config. The two have the same fields, but where a spec names Secrets and ConfigMaps the config names files. Stateless.
 */
public final class GatewaySpec {
    /** What the operator says itself. */
    private static final Set<String> NOT_IN_SPECS = Set.of("version", "admin");

    /** A field of a spec whose file only the operator has: a router without one has no such keys. */
    public static final String ROUTER_KEYS = "auth.routerKeys";

    private GatewaySpec() {}

    /**
     * The config, without an admin port's settings. Does not change the spec.
     *
     * @param files the path of the file that holds what a reference refers to
     */
    public static ObjectNode config(ObjectNode spec, Function<SecretReference.Found, String> files) {
        ObjectNode config = spec.objectNode();
        config.put("version", RouterConfig.VERSION);
        for (RecordComponent component : RouterConfig.class.getRecordComponents()) {
            JsonNode value = spec.get(component.getName());
            if (value != null && !value.isNull() && !NOT_IN_SPECS.contains(component.getName())) {
                config.set(component.getName(), value.deepCopy());
            }
        }
        SpecPath.forEach(config, ROUTER_KEYS, place -> place.parent().remove(place.field()));
        for (String path : GatewayFields.notForRouters()) {
            SpecPath.forEach(config, path, place -> place.parent().remove(place.field()));
        }
        Map<String, Map<String, String>> found = new HashMap<>();
        for (SecretReference.Found reference : SecretReference.in(spec)) {
            if (reference.isComplete()) {
                found.computeIfAbsent(reference.path(), _ -> new LinkedHashMap<>())
                        .put(reference.field().fileField(), files.apply(reference));
            }
        }
        for (SecretReference field : SecretReference.values()) {
            SpecPath.forEach(config, field.path(), place -> {
                Map<String, String> paths = found.remove(place.path());
                if (paths != null) {
                    ObjectNode block = place.parent().putObject(place.field());
                    paths.forEach(block::put);
                }
            });
        }
        return config;
    }
}
