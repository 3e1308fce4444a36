package dev.sluicegate.router;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Which way dependencies point, and what must stay pure. */
class ArchitectureTest {
    private static final String[] PURE = {
        "dev.sluicegate.router.routing..",
        "dev.sluicegate.router.sse..",
        "dev.sluicegate.router.provider..",
        "dev.sluicegate.router.drain.."
    };

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sluicegate.router");

    @Test
    void decisionsAndCodecsArePure() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "io.netty..",
                        "io.micrometer..",
                        "org.slf4j..",
                        "java.net..",
                        "java.nio.file..",
                        "java.io..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .check(classes);
    }

    /** Jackson reads bytes in memory by {@code java.io}, which the others do without. */
    @Test
    void translationIsPure() {
        noClasses()
                .that()
                .resideInAPackage("dev.sluicegate.router.translate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "io.netty..",
                        "io.micrometer..",
                        "org.slf4j..",
                        "java.net..",
                        "java.nio.file..",
                        "java.time..")
                .check(classes);
    }

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("app")
                .definedBy("dev.sluicegate.router.app..")
                .layer("admin")
                .definedBy("dev.sluicegate.router.admin..")
                .layer("http")
                .definedBy("dev.sluicegate.router.http..")
                .layer("stream")
                .definedBy("dev.sluicegate.router.stream..")
                .layer("observe")
                .definedBy("dev.sluicegate.router.observe..")
                .layer("account")
                .definedBy("dev.sluicegate.router.account..")
                .layer("upstream")
                .definedBy("dev.sluicegate.router.upstream..")
                .layer("drain")
                .definedBy("dev.sluicegate.router.drain..")
                .layer("routing")
                .definedBy("dev.sluicegate.router.routing..")
                .layer("provider")
                .definedBy("dev.sluicegate.router.provider..")
                .layer("sse")
                .definedBy("dev.sluicegate.router.sse..")
                .layer("translate")
                .definedBy("dev.sluicegate.router.translate..")
                .layer("auth")
                .definedBy("dev.sluicegate.router.auth..")
                .layer("limits")
                .definedBy("dev.sluicegate.router.limits..")
                .layer("cache")
                .definedBy("dev.sluicegate.router.cache..")
                .whereLayer("cache")
                .mayOnlyBeAccessedByLayers("app", "http")
                .whereLayer("auth")
                .mayOnlyBeAccessedByLayers("app", "http")
                .whereLayer("limits")
                .mayOnlyBeAccessedByLayers("app", "http", "auth")
                .whereLayer("translate")
                .mayOnlyBeAccessedByLayers("http", "stream")
                .whereLayer("app")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("admin")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("stream")
                .mayOnlyBeAccessedByLayers("app", "http")
                .whereLayer("observe")
                .mayOnlyBeAccessedByLayers("app", "admin")
                .whereLayer("account")
                .mayOnlyBeAccessedByLayers("app", "http", "stream", "observe")
                .whereLayer("upstream")
                .mayOnlyBeAccessedByLayers("app", "http", "stream")
                .whereLayer("drain")
                .mayOnlyBeAccessedByLayers("app", "http")
                .whereLayer("routing")
                .mayOnlyBeAccessedByLayers("app", "http", "stream", "upstream")
                .whereLayer("provider")
                .mayOnlyBeAccessedByLayers(
                        "app", "http", "stream", "upstream", "auth", "limits", "account", "translate")
                .whereLayer("sse")
                .mayOnlyBeAccessedByLayers("stream")
                .check(classes);
    }
}
