/** Many gateways at once: nodes and routers that are simulated, behind a real API server, controllers and scheduler. */
@NullMarked
package dev.sluicegate.e2e.scale;

import org.jspecify.annotations.NullMarked;
