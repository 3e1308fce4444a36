package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.NewPods;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The difference between two configs, as far as routers that run cannot take it up. Pure. */
public final class ConfigChange {
    private final List<String> found = new ArrayList<>();

    private ConfigChange() {}

    /** The paths of the fields that differ and need new pods; empty if routers can go from one to the other in place. */
    public static List<String> needingNewPods(RouterConfig before, RouterConfig after) {
        ConfigChange change = new ConfigChange();
        change.compare("", RouterConfig.class, before, after);
        return List.copyOf(change.found);
    }

    /** Of two blocks, one of which may be absent. */
    private void compare(String path, Class<?> block, @Nullable Object before, @Nullable Object after) {
        for (RecordComponent field : block.getRecordComponents()) {
            Object was = before == null ? null : Records.get(before, field);
            Object is = after == null ? null : Records.get(after, field);
            if (Objects.equals(was, is)) {
                continue;
            }
            String at = path + field.getName();
            if (field.isAnnotationPresent(NewPods.class) || field.getType().isAnnotationPresent(NewPods.class)) {
                found.add(at);
            } else if (field.getType().isRecord()) {
                compare(at + ".", field.getType(), was, is);
            } else if (field.getType() == List.class
                    && field.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> element
                    && element.isRecord()) {
                compareLists(at, element, (List<?>) was, (List<?>) is);
            }
        }
    }

    private void compareLists(String path, Class<?> element, @Nullable List<?> before, @Nullable List<?> after) {
        Map<String, Object> was = byName(element, before);
        Map<String, Object> is = byName(element, after);
        Set<String> names = new LinkedHashSet<>(was.keySet());
        names.addAll(is.keySet());
        for (String name : names) {
            compare(path + "[" + name + "].", element, was.get(name), is.get(name));
        }
    }

    /** By their names, so that another order is no difference; else by their places. */
    private static Map<String, Object> byName(Class<?> element, @Nullable List<?> list) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (Object each : list == null ? List.of() : list) {
            String name = String.valueOf(named.size());
            for (RecordComponent field : element.getRecordComponents()) {
                if (field.getName().equals("name")) {
                    name = String.valueOf(Records.get(each, field));
                }
            }
            named.put(name, each);
        }
        return named;
    }
}
