package dev.sluicegate.router.config;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of a {@link Document}, strictly: their components are the fields, and there are no others. By hand, because
 * what Jackson would find out about each record first takes longer than the rest of the start.
 */
final class RecordReader {
    /** What is wrong, and where; the first that was found. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final transient ConfigError error;

        Refusal(String path, String message) {
            super(message, null, false, false);
            this.error = new ConfigError(path, message);
        }

        ConfigError error() {
            return error;
        }
    }

    private RecordReader() {}

    static <T extends Record> T read(Document document, Class<T> type) throws Refusal {
        return record("", document, type);
    }

    private static <T extends Record> T record(String path, Document document, Class<T> type) throws Refusal {
        if (!(document instanceof Document.Fields fields)) {
            throw wrongShape(path, "map of fields");
        }
        RecordComponent[] components = type.getRecordComponents();
        Map<String, Integer> places = new LinkedHashMap<>();
        for (RecordComponent component : components) {
            places.put(component.getName(), places.size());
        }
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (Map.Entry<String, Document> field : fields.values().entrySet()) {
            String fieldPath = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            Integer place = places.get(field.getKey());
            if (place == null) {
                throw new Refusal(
                        fieldPath,
                        "there is no such field; known here are "
                                + places.keySet().stream().sorted().collect(Collectors.joining(", ")));
            }
            values[place] = value(fieldPath, field.getValue(), components[place].getGenericType());
        }
        return make(type, components, values);
    }

    private static @Nullable Object value(String path, Document document, Type type) throws Refusal {
        if (document == Document.Nothing.NOTHING) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(path, document, arguments[0])
                    : map(path, document, arguments[1]);
        }
        Class<?> wanted = (Class<?>) type;
        if (wanted.isRecord() && wanted != ByteSize.class) {
            return record(path, document, wanted.asSubclass(Record.class));
        }
        if (!(document instanceof Document.Scalar scalar)) {
            throw wrongShape(path, ScalarReader.wanted(wanted));
        }
        return ScalarReader.read(path, scalar, wanted);
    }

    private static List<Object> list(String path, Document document, Type of) throws Refusal {
        if (!(document instanceof Document.Items items)) {
            throw wrongShape(path, "list");
        }
        List<Object> list = new ArrayList<>();
        for (Document item : items.values()) {
            Object element = value(path + "[" + list.size() + "]", item, of);
            if (element == null) {
                throw new Refusal(path, "a list here has an empty element; write it out or remove its dash");
            }
            list.add(element);
        }
        return list;
    }

    private static Map<String, Object> map(String path, Document document, Type of) throws Refusal {
        if (!(document instanceof Document.Fields fields)) {
            throw wrongShape(path, "map of words");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, Document> field : fields.values().entrySet()) {
            Object value = value(path + "." + field.getKey(), field.getValue(), of);
            if (value == null) {
                throw wrongShape(path + "." + field.getKey(), "single word or text");
            }
            map.put(field.getKey(), value);
        }
        return map;
    }

    private static Refusal wrongShape(String path, String wanted) {
        return new Refusal(path, "has the wrong shape here: wanted is a " + wanted);
    }

    /** By a static method {@code of} that takes null for what is absent, or else by the record's own constructor. */
    private static <T extends Record> T make(Class<T> type, RecordComponent[] components, @Nullable Object[] values) {
        try {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals("of") && method.getParameterCount() == values.length) {
                    return type.cast(method.invoke(null, values));
                }
            }
            Class<?>[] types = new Class<?>[values.length];
            for (int i = 0; i < values.length; i++) {
                types[i] = components[i].getType();
                if (values[i] == null) {
                    values[i] = Defaults.of(type, components[i]);
                }
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " must take what can be written; the checks judge it", e);
        }
    }
}
