/** Makes the Kubernetes objects of a gateway. Pure: returns objects, applies nothing. */
@NullMarked
package dev.sluicegate.operator.render;

import org.jspecify.annotations.NullMarked;
