package dev.sluicegate.e2e.cluster;

/** The faults of a cluster whose components are not ours to stop. */
final class MaintenanceOnly implements Faults {

    private final String description;
    private final Maintenance maintenance;

    MaintenanceOnly(String description, Maintenance maintenance) {
        this.description = description;
        this.maintenance = maintenance;
    }

    @Override
    public boolean canStopComponents() {
        return false;
    }

    @Override
    public void stopKubelet(String node) {
        throw unsupported("kubelet");
    }

    @Override
    public void startKubelet(String node) {
        throw unsupported("kubelet");
    }

    @Override
    public void stopKubeProxy(String node) {
        throw unsupported("kube-proxy");
    }

    @Override
    public void startKubeProxy(String node) {
        throw unsupported("kube-proxy");
    }

    @Override
    public void stopApiServer() {
        throw unsupported("the API server");
    }

    @Override
    public void startApiServer() {
        throw unsupported("the API server");
    }

    @Override
    public void pauseControllerManager() {
        throw unsupported("the controller-manager");
    }

    @Override
    public void resumeControllerManager() {
        throw unsupported("the controller-manager");
    }

    @Override
    public void givesNext(String node, String address) {
        throw unsupported("the pods' network");
    }

    @Override
    public Maintenance maintenance() {
        return maintenance;
    }

    private UnsupportedOperationException unsupported(String component) {
        return new UnsupportedOperationException(
                "In " + description + " " + component
                        + " cannot be stopped and started alone. The local cluster can: on Linux, as root, set E2E_CLUSTER=local.");
    }
}
