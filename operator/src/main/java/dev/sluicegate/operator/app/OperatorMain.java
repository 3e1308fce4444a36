package dev.sluicegate.operator.app;

/** The operator's process. */
public final class OperatorMain {
    private OperatorMain() {}

    public static void main(String[] args) {
        System.out.println("sluicegate operator: not yet able to reconcile");
    }
}
