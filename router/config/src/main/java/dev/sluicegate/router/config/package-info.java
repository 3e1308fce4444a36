/**
 * The router's config file: the contract between whoever writes it (the operator, a person with an editor) and the router.
 *
 * <p>Knows nothing of Kubernetes, opens no file and reads no clock. {@link RouterConfigReader} turns bytes into a {@link
 * RouterConfig} that cannot be wrong, or into one sentence for each error.
 */
@NullMarked
package dev.sluicegate.router.config;

import org.jspecify.annotations.NullMarked;
