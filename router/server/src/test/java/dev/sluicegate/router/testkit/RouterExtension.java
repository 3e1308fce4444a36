package dev.sluicegate.router.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The set-up of a {@link RouterTest}: parts are started when a test asks for them first, and end with it, the router before its providers. */
final class RouterExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace PARTS = ExtensionContext.Namespace.create(RouterExtension.class);
    private static final List<Class<?>> TYPES =
            List.of(RunningRouter.class, FakeUpstream.class, RawClient.class, Routers.class);

    /** Constructors get parts of one test method too. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        if (type == RunningRouter.class) {
            return router(test);
        }
        if (type == Routers.class) {
            // after the providers, so that they end after the routers
            upstream(test, false);
            return part(test, Routers.class, "routers", Routers::new);
        }
        return type == RawClient.class ? client(test) : upstream(test, parameter.isAnnotated(RouterTest.Second.class));
    }

    private static FakeUpstream upstream(ExtensionContext test, boolean second) {
        return part(test, FakeUpstream.class, second ? "second" : "first", FakeUpstream::new);
    }

    private static RunningRouter router(ExtensionContext test) {
        RouterTest setUp = setUp(test);
        // stored before the router, so that they end after it
        FakeUpstream first = upstream(test, false);
        FakeUpstream second = setUp.config().contains("${second}") ? upstream(test, true) : first;
        return part(
                test,
                RunningRouter.class,
                "router",
                () -> RunningRouter.startWith(
                        setUp.config().isEmpty()
                                ? RunningRouter.config(first, withFiles(setUp, setUp.value()))
                                : whole(setUp, first, second)));
    }

    private static RawClient client(ExtensionContext test) {
        RunningRouter router = router(test);
        return part(test, RawClient.class, "client", () -> {
            try {
                return router.connect();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static <T extends AutoCloseable> T part(
            ExtensionContext test, Class<T> type, String name, Supplier<T> start) {
        return test.getStore(PARTS).computeIfAbsent(name, _ -> start.get(), type);
    }

    private static RouterTest setUp(ExtensionContext test) {
        Optional<RouterTest> found = AnnotationSupport.findAnnotation(test.getRequiredTestClass(), RouterTest.class);
        return found.orElseThrow();
    }

    private static String whole(RouterTest setUp, FakeUpstream first, FakeUpstream second) {
        String config = withFiles(setUp, setUp.config())
                .replace("${first}", Integer.toString(first.port()))
                .replace("${second}", Integer.toString(second.port()));
        return withDefault(config, "drain:", "drain: {settle: 100ms}\n")
                .transform(text -> withDefault(text, "admin:", "admin: {port: 0}\n"))
                .transform(text -> withDefault(text, "listener:", "listener: {port: 0}\n"))
                .transform(text -> withDefault(text, "version:", "version: 1\n"));
    }

    private static String withDefault(String config, String field, String line) {
        return config.startsWith(field) || config.contains("\n" + field) ? config : line + config;
    }

    private static String withFiles(RouterTest setUp, String config) {
        String[] texts = setUp.files();
        String text = config;
        for (int i = 0; i < texts.length; i++) {
            text = text.replace(
                    "${file" + i + "}", RunningRouter.write(texts[i]).toString());
        }
        return text;
    }
}
