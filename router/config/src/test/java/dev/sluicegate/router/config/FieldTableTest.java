package dev.sluicegate.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.schema.FieldRules;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table that routers read says what the annotations say. */
class FieldTableTest {
    private static final Path FILE = Path.of("src/main/java/dev/sluicegate/router/config/FieldTable.java");

    @Test
    void theTableIsMadeOfTheAnnotations() throws IOException {
        String source = Files.readString(FILE);
        int begin = source.indexOf("\"\"\"\n") + 4;
        int end = source.indexOf("            \"\"\"", begin);
        String wanted = source.substring(0, begin)
                + FieldRules.table(blocks()).indent(12).replaceAll("(?m)^ +$", "")
                + source.substring(end);
        if (Boolean.getBoolean("sluicegate.rewrite")) {
            Files.writeString(FILE, wanted);
        }
        assertThat(source)
                .as("if the change is wanted: mvn -pl router/config test -Dsluicegate.rewrite=true")
                .isEqualTo(wanted);
    }

    private static List<Class<?>> blocks() {
        Set<Class<?>> found = new LinkedHashSet<>();
        add(RouterConfig.class, found);
        add(KeysFile.class, found);
        add(RouterKeysFile.class, found);
        return found.stream().sorted(Comparator.comparing(Class::getSimpleName)).toList();
    }

    private static void add(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                add(argument, found);
            }
        } else if (type instanceof Class<?> block && block.isRecord() && block != ByteSize.class && found.add(block)) {
            for (RecordComponent component : block.getRecordComponents()) {
                add(component.getGenericType(), found);
            }
        }
    }
}
