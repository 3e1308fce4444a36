{{- define "sluicegate.labels" -}}
app.kubernetes.io/name: sluicegate-operator
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "sluicegate.selector" -}}
app.kubernetes.io/name: sluicegate-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sluicegate.watched" -}}
{{- join "," (.Values.watchNamespaces | default (list .Release.Namespace)) -}}
{{- end }}
