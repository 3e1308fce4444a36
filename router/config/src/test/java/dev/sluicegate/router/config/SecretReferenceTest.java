package dev.sluicegate.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.gateway.SecretReference;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecretReferenceTest {
    @Test
    void everyFieldThatNamesAFileInsteadOfASecretIsInTheTable() {
        List<String> found = new ArrayList<>();
        find("", RouterConfig.class, found);

        assertThat(found)
                .filteredOn(path -> !path.equals("admin.token"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(SecretReference.values())
                        .map(SecretReference::path)
                        .distinct()
                        .toList());
    }

    private static void find(String path, Class<?> block, List<String> found) {
        for (RecordComponent component : block.getRecordComponents()) {
            boolean isList = component.getType() == List.class;
            Class<?> type = isList
                    ? (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
                    : component.getType();
            String at = path + component.getName() + (isList ? "[]" : "");
            if (ReferencedFile.class.isAssignableFrom(type)) {
                found.add(at);
            } else if (type.isRecord()) {
                find(at + ".", type, found);
            }
        }
    }
}
