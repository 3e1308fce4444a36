/**
 * Builds what goes into the container images besides jars: one Java runtime for all of them, and an AOT cache for each
 * application, recorded in a training run. Runs inside the Maven build; nothing of it is in an image.
 */
@NullMarked
package dev.sluicegate.images;

import org.jspecify.annotations.NullMarked;
