package dev.sluicegate.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignBudgetsTest {
    private static final Pod POD =
            Serialization.unmarshal("metadata: {name: llm-1, labels: {app: router, tier: a}}", Pod.class);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {matchLabels: {app: router}}                                                                              | true
            {matchLabels: {app: router, tier: b}}                                                                     | false
            {matchExpressions: [{key: tier, operator: In, values: [a, b]}]}                                           | true
            {matchExpressions: [{key: tier, operator: In, values: [b]}]}                                              | false
            {matchExpressions: [{key: tier, operator: NotIn, values: [a]}]}                                           | false
            {matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}                                           | true
            {matchExpressions: [{key: app, operator: Exists}]}                                                        | true
            {matchExpressions: [{key: app, operator: DoesNotExist}]}                                                  | false
            {matchLabels: {app: router}, matchExpressions: [{key: zone, operator: Exists}]}                           | false
            {}                                                                                                        | false
            """)
    void aBudgetSelectsAPodAsForAnEviction(String selector, boolean selects) {
        PodDisruptionBudget budget = Serialization.unmarshal(
                "metadata: {name: team}\nspec: {selector: " + selector + "}", PodDisruptionBudget.class);

        assertThat(ForeignBudgets.selecting(List.of(POD), List.of(budget)))
                .isEqualTo(selects ? List.of("team") : List.of());
    }
}
