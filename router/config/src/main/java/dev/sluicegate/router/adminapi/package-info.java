/** What a router says and accepts on its admin port: the contract between the operator (or an operator's person) and a pod. */
@NullMarked
package dev.sluicegate.router.adminapi;

import org.jspecify.annotations.NullMarked;
