package command

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
	"sluicegate.dev/cli/redact"
)

// The most of one log that goes into an archive.
const maxLog = 5 << 20

const operatorLabel = "app.kubernetes.io/name=sluicegate-operator"

// bundle is an archive in the making. What cannot be had is told in it and keeps nothing else from it.
type bundle struct {
	files    map[string][]byte
	problems []string
	scrub    *redact.Scrubber
}

func (b *bundle) add(name string, text []byte, err error) {
	if err != nil {
		b.problems = append(b.problems, fmt.Sprintf("%s: %s", name, err))
	}
	if len(text) > 0 {
		b.files[name] = b.scrub.Text(text)
	}
}

func (b *bundle) objects(name string, err error, objects ...unstructured.Unstructured) {
	var text []byte
	for _, object := range objects {
		one, fault := yaml.Marshal(redact.Object(object.Object))
		if fault != nil {
			b.add(name, nil, fault)
			continue
		}
		text = append(append(text, "---\n"...), one...)
	}
	b.add(name, text, err)
}

func (p *program) diagnostics() *cobra.Command {
	var file, operator string
	command := &cobra.Command{
		Use:   "diagnostics NAME",
		Short: "One archive for a bug report, without secrets",
		Long: "Writes an archive with the gateway, its pods, events and revisions' records, the logs of its routers and of the operator, and what each router says of itself.\n" +
			"Of all Secrets only NAME-admin is read, and its token is not in the archive. Values of environment variables and headers are left out, and so are words that look like keys.\n" +
			"What could not be had is listed in problems.txt. Look the archive through before you send it: names of models, hosts and clients' keys (not the keys) are in it.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			if file == "" {
				file = fmt.Sprintf("%s-%s.tar.gz", args[0], p.now().UTC().Format("20060102-150405"))
			}
			return p.collect(command.Context(), args[0], operator, file)
		},
	}
	command.Flags().StringVarP(&file, "file", "f", "", "the archive; NAME-TIME.tar.gz in this folder when left out. One that is there is not overwritten")
	command.Flags().StringVar(&operator, "operator-namespace", "sluicegate-system", "where the operator runs")
	return command
}

func (p *program) collect(ctx context.Context, name, operator, file string) error {
	found, object, err := p.get(ctx, name)
	if err != nil {
		return err
	}
	namespace := found.Metadata.Namespace
	token, tokenFault := p.adminToken(ctx, namespace, name)
	made := &bundle{files: map[string][]byte{}, scrub: redact.NewScrubber(token)}
	made.objects("gateway.yaml", nil, *object)
	raw, err := p.listed(ctx, pods, namespace, name)
	made.objects("pods.yaml", err, raw...)
	records, err := p.listed(ctx, configMaps, namespace, name)
	made.objects("records.yaml", err, records...)
	happened, err := p.eventsOf(ctx, namespace, name)
	made.objects("events.yaml", err, happened...)
	members, err := p.podsOf(ctx, namespace, name)
	if err != nil {
		made.add("routers", nil, err)
	}
	for _, pod := range members {
		p.addLogs(ctx, made, "routers", pod)
		if tokenFault == nil {
			said, err := p.ask(ctx, pod, "/diagnostics", token)
			made.add("routers/"+pod.Name+".diagnostics.json", said, err)
		}
	}
	if tokenFault != nil {
		made.add("routers/*.diagnostics.json", nil, tokenFault)
	}
	p.addOperator(ctx, made, operator)
	made.files["problems.txt"] = made.scrub.Text([]byte(strings.Join(append(made.problems, ""), "\n")))
	if err := made.save(file, name, p.now()); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s: %d files", file, len(made.files))
	if len(made.problems) > 0 {
		fmt.Fprintf(p.out, "; %d could not be had:\n  %s", len(made.problems), made.scrub.Text([]byte(strings.Join(made.problems, "\n  "))))
	}
	fmt.Fprintln(p.out)
	return nil
}

func (p *program) addLogs(ctx context.Context, made *bundle, folder string, pod corev1.Pod) {
	for _, status := range pod.Status.ContainerStatuses {
		limit := int64(maxLog)
		base := folder + "/" + pod.Name + "." + status.Name
		text, err := p.wholeLog(ctx, pod, corev1.PodLogOptions{Container: status.Name, LimitBytes: &limit, Timestamps: true})
		made.add(base+".log", text, err)
		if status.RestartCount > 0 {
			text, err := p.wholeLog(ctx, pod, corev1.PodLogOptions{Container: status.Name, LimitBytes: &limit, Timestamps: true, Previous: true})
			made.add(base+".previous.log", text, err)
		}
	}
}

func (p *program) wholeLog(ctx context.Context, pod corev1.Pod, options corev1.PodLogOptions) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, adminPatience)
	defer stop()
	stream, err := p.podLogs(ctx, pod.Namespace, pod.Name, options)
	if err != nil {
		return nil, err
	}
	defer func() { _ = stream.Close() }()
	return io.ReadAll(io.LimitReader(stream, maxLog))
}

func (p *program) addOperator(ctx context.Context, made *bundle, namespace string) {
	members, err := p.selected(ctx, namespace, operatorLabel)
	if err == nil && len(members) == 0 {
		err = fmt.Errorf("no pod of the operator is in namespace %s; name its namespace by --operator-namespace", namespace)
	}
	if err != nil {
		made.add("operator", nil, err)
	}
	for _, pod := range members {
		p.addLogs(ctx, made, "operator", pod)
	}
}

// eventsOf is what was told of the gateway and of what is made for it.
func (p *program) eventsOf(ctx context.Context, namespace, name string) ([]unstructured.Unstructured, error) {
	client, err := p.dynamic()
	if err != nil {
		return nil, err
	}
	list, err := client.Resource(events).Namespace(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	var found []unstructured.Unstructured
	for _, event := range list.Items {
		about, _, _ := unstructured.NestedString(event.Object, "involvedObject", "name")
		if about == name || strings.HasPrefix(about, name+"-") {
			found = append(found, event)
		}
	}
	return found, nil
}

func (b *bundle) save(file, folder string, now time.Time) (failure error) {
	archive, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err := archive.Close(); failure == nil {
			failure = err
		}
	}()
	packed := gzip.NewWriter(archive)
	out := tar.NewWriter(packed)
	names := make([]string, 0, len(b.files))
	for name := range b.files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		header := &tar.Header{Name: path.Join(folder, name), Mode: 0o600, Size: int64(len(b.files[name])), ModTime: now}
		if err := out.WriteHeader(header); err != nil {
			return err
		}
		if _, err := out.Write(b.files[name]); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	return packed.Close()
}
