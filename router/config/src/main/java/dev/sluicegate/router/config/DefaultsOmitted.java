package dev.sluicegate.router.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out what reading fills in again: what equals its type's {@code DEFAULT}, or the same field of that of the record it stands
 * in, and what is empty. A config that uses none of a newer router's fields is thus written in the same bytes as before, and an
 * upgrade of the operator alone replaces no pod.
 */
final class DefaultsOmitted extends BeanSerializerModifier {
    @Override
    public List<BeanPropertyWriter> changeProperties(
            SerializationConfig config, BeanDescription bean, List<BeanPropertyWriter> properties) {
        Object defaults = Defaults.ofFields(bean.getBeanClass());
        properties.replaceAll(property -> new Omitting(property, defaults));
        return properties;
    }

    @SuppressWarnings("serial") // never is
    private static final class Omitting extends BeanPropertyWriter {
        private final @Nullable Object ofRecord;
        private final @Nullable Object ofType;

        Omitting(BeanPropertyWriter property, @Nullable Object ofRecord) {
            super(property);
            this.ofRecord = ofRecord;
            this.ofType = Defaults.of(property.getType().getRawClass());
        }

        @Override
        public void serializeAsField(Object bean, JsonGenerator generator, SerializerProvider provider)
                throws Exception {
            Object value = get(bean);
            boolean absent = value == null
                    || value.equals(ofType)
                    || (ofRecord != null && Objects.equals(value, get(ofRecord)))
                    || (value instanceof Collection<?> collection && collection.isEmpty())
                    || (value instanceof Map<?, ?> map && map.isEmpty());
            if (!absent) {
                super.serializeAsField(bean, generator, provider);
            }
        }
    }
}
