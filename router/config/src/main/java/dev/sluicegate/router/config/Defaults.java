package dev.sluicegate.router.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for a field that a config leaves out: the same field of its record's {@code DEFAULT}, else the {@code DEFAULT} of its
 * type, else a list or map without anything in it, else 0 or nothing. A record that is nothing when it is absent has {@code
 * WITH_DEFAULTS} in place of {@code DEFAULT}: what an empty map stands for.
 */
final class Defaults {
    private Defaults() {}

    static @Nullable Object of(Class<?> record, RecordComponent component) {
        Object ofFields = ofFields(record);
        if (ofFields != null) {
            return component(ofFields, component);
        }
        Object ofType = of(component.getType());
        if (ofType != null) {
            return ofType;
        }
        if (component.getType() == List.class) {
            return List.of();
        }
        if (component.getType() == Map.class) {
            return Map.of();
        }
        return component.getType() == int.class ? (Object) 0 : null;
    }

    private static @Nullable Object component(Object value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " must be public", e);
        }
    }

    /** What a field of this type is when it is absent. */
    static @Nullable Object of(Class<?> type) {
        return constant(type, "DEFAULT");
    }

    /** What has the fields that are absent in a record of this type. */
    static @Nullable Object ofFields(Class<?> type) {
        Object ofType = of(type);
        return ofType == null ? constant(type, "WITH_DEFAULTS") : ofType;
    }

    private static @Nullable Object constant(Class<?> type, String name) {
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals(name) && Modifier.isStatic(field.getModifiers())) {
                try {
                    return field.get(null);
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(field + " must be public", e);
                }
            }
        }
        return null;
    }
}
