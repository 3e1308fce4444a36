/**
 * The operator's writes. Nothing is written that is there already, each change says which version it is based on, and a refusal
 * comes out with its reason from the registry.
 */
@NullMarked
package dev.sluicegate.operator.write;

import org.jspecify.annotations.NullMarked;
