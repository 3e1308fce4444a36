package dev.sluicegate.router.config;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reflection by which records are made and looked at. */
final class Records {
    private Records() {}

    static Object make(Class<?> type, RecordComponent[] components, @Nullable Object[] values) {
        try {
            Class<?>[] types = new Class<?>[values.length];
            for (int i = 0; i < values.length; i++) {
                types[i] = components[i].getType();
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " must take what its annotations allow", e);
        }
    }

    static @Nullable Object get(Object record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " must be public", e);
        }
    }

    /** What stands for a field of this type that is absent and has no default. */
    static @Nullable Object nothing(Class<?> type) {
        return type == List.class ? List.of() : type == Map.class ? Map.of() : null;
    }
}
