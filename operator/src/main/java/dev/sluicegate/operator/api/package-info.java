/** The {@code RouterGateway} resource as Java types: exactly what a person writes and reads, and the source of the CRD. */
@NullMarked
package dev.sluicegate.operator.api;

import org.jspecify.annotations.NullMarked;
