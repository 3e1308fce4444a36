/** How a field of the config is described: once, on its record component, for readers, writers, the CRD and the reference. */
@NullMarked
package dev.sluicegate.router.config.schema;

import org.jspecify.annotations.NullMarked;
