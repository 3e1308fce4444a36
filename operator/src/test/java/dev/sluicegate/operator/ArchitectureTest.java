package dev.sluicegate.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.sluicegate.operator.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluicegate.operator");

    @Test
    void packagesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("api")
                .definedBy(ROOT + "api..")
                .layer("model")
                .definedBy(ROOT + "model..")
                .layer("render")
                .definedBy(ROOT + "render..")
                .layer("rollout")
                .definedBy(ROOT + "rollout..")
                .layer("status")
                .definedBy(ROOT + "status..")
                .layer("observe")
                .definedBy(ROOT + "observe..")
                .layer("reason")
                .definedBy(ROOT + "reason..")
                .layer("write")
                .definedBy(ROOT + "write..")
                .layer("reconcile")
                .definedBy(ROOT + "reconcile..")
                .layer("telemetry")
                .definedBy(ROOT + "telemetry..")
                .layer("app")
                .definedBy(ROOT + "app..")
                .whereLayer("app")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("reconcile")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("write")
                .mayOnlyBeAccessedByLayers("reconcile")
                .whereLayer("observe")
                .mayOnlyBeAccessedByLayers("write", "reconcile", "app")
                .whereLayer("telemetry")
                .mayOnlyBeAccessedByLayers("reconcile", "app")
                .whereLayer("status")
                .mayOnlyBeAccessedByLayers("telemetry", "reconcile")
                .whereLayer("render")
                .mayOnlyBeAccessedByLayers("observe", "status", "write", "reconcile", "app")
                .whereLayer("rollout")
                .mayOnlyBeAccessedByLayers("observe", "status", "reconcile")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("render", "observe", "status", "write", "reconcile")
                .check(CLASSES);
    }

    @Test
    void whatDecidesIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "model..", ROOT + "render..", ROOT + "rollout..", ROOT + "status..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.javaoperatorsdk..",
                        "java.net.http..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
    }

    @Test
    void onlyTheWritesWriteToTheCluster() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "write..", ROOT + "reconcile..", ROOT + "app..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
                .check(CLASSES);
    }

    @Test
    void theRouterIsKnownByItsContractOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sluicegate.router.app..", "dev.sluicegate.router.request..", "io.vertx..")
                .check(CLASSES);
    }
}
