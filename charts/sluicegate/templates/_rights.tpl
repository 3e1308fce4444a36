{{/* What the operator does in a namespace that it looks after, each verb used. */}}
{{- define "sluicegate.gatewayRules" -}}
- apiGroups: [sluicegate.dev]
  resources: [routergateways]
  verbs: [get, list, watch, patch]
- apiGroups: [sluicegate.dev]
  resources: [routergateways/status]
  verbs: [patch]
# clients' keys: the Secret of each is made, its hash is published
- apiGroups: [sluicegate.dev]
  resources: [routerkeys]
  verbs: [list, watch]
- apiGroups: [sluicegate.dev]
  resources: [routerkeys/status]
  verbs: [patch]
# to name gateways as owners of their objects, where the API server asks for this right
- apiGroups: [sluicegate.dev]
  resources: [routergateways/finalizers]
  verbs: [update]
# the seats, one for each pod
- apiGroups: [apps]
  resources: [replicasets]
  verbs: [get, list, watch, create, patch, delete]
# the record of each revision: its config and its pod template
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch, create, patch, delete]
# the traffic label and since when it is off; deletes only pods that have ended and were replaced, such as evicted ones
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch, patch, delete]
# the readiness gate
- apiGroups: [""]
  resources: [pods/status]
  verbs: [patch]
# providers' keys are watched; each gateway's admin token is made, and each RouterKey's key
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create]
- apiGroups: [""]
  resources: [services, serviceaccounts]
  verbs: [get, list, watch, create, patch]
# the right of router pods to see the servers behind Services (providers[].serviceRef) and in InferencePools
# (providers[].inferencePoolRef, with list and watch of pods, which stand above), and what it gives
- apiGroups: [rbac.authorization.k8s.io]
  resources: [roles, rolebindings]
  verbs: [get, list, watch, create, patch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
- apiGroups: [inference.networking.k8s.io]
  resources: [inferencepools]
  verbs: [list, watch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
{{- end }}
