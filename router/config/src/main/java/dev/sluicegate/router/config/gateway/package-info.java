/** How a gateway's spec, as it stands in a manifest, becomes a router's config: for the operator, and for a router without one. */
@NullMarked
package dev.sluicegate.router.config.gateway;

import org.jspecify.annotations.NullMarked;
