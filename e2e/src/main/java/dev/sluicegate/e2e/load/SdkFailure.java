package dev.sluicegate.e2e.load;

import dev.sluicegate.e2e.oracle.Failure;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

/** Reads the exceptions of the SDKs, which wrap those of the network. */
final class SdkFailure {
    private SdkFailure() {}

    static Failure.Kind kind(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return Failure.Kind.NOT_CONNECTED;
            }
            if (cause instanceof SocketTimeoutException) {
                return Failure.Kind.TIMED_OUT;
            }
        }
        return Failure.Kind.CONNECTION_LOST;
    }

    static String text(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            text.append(" caused by ").append(cause);
        }
        return text.toString();
    }
}
