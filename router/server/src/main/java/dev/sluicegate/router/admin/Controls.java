package dev.sluicegate.router.admin;

import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import dev.sluicegate.router.adminapi.KeyUsage;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.telemetry.RecentRequests;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** The controls of the router: all that the admin port can see and move. Called on the admin server's event loop only. */
public interface Controls {
    /** Whether every event loop of the clients' side has turned lately. */
    boolean isAlive();

    /** Whether new requests are welcome. */
    boolean isReady();

    RouterStatus status();

    void startDrain(DrainRequest request);

    /** @return false if the process is ending, so that it is too late */
    boolean reopen();

    /** Completes when a drain, which this starts if none runs, is over. */
    Future<Void> awaitDrained();

    /** Reads the config again; fails with what is wrong with it, and then the old one stays in force. */
    Future<Void> reload();

    /** Brings a config into force whose file may come later; fails as {@link #reload} does, and if one of a later generation is in force. */
    Future<Void> take(byte[] config);

    /** Reads a config with all files that it names, and changes nothing; fails with what is wrong with it. */
    Future<Void> check(byte[] config);

    /** How many client connections there are. */
    int connections();

    /** How much memory the requests' bodies take, for people. */
    Map<String, ?> bodies();

    /** What does not work as it should though requests are served, as sentences. */
    List<String> problems();

    /** What is wrong with the files that the config names, as sentences; what was read last of them is in force. */
    List<String> fileProblems();

    /** How the last minute went. */
    RecentRequests.Minute lastMinute();

    /** The last requests that failed, the newest first, for people. */
    List<Map<String, Object>> recentFailures();

    /** How each provider is, by its name, for people. */
    Map<String, ?> upstreams();

    /** Empties the response cache; returns about how many answers were in it. */
    long clearCache();

    /** What the keys that are made of RouterKeys have used. */
    KeyUsage keyUsage();

    /** The clients' keys in force, without any: how many, and a hash by which routers can be compared. */
    Map<String, ?> keys();
}
