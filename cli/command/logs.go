package command

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sluicegate.dev/cli/gateway"
)

// Only what log requests need; the types of all of Kubernetes would make the program half as large again, and slower to start.
var (
	coreScheme = runtime.NewScheme()
	coreCodecs = serializer.NewCodecFactory(coreScheme)
	parameters = runtime.NewParameterCodec(coreScheme)
)

func init() {
	if err := corev1.AddToScheme(coreScheme); err != nil {
		panic(err)
	}
	metav1.AddToGroupVersion(coreScheme, corev1.SchemeGroupVersion)
}

func (p *program) logs() *cobra.Command {
	var follow, previous bool
	var since time.Duration
	var tail int64
	command := &cobra.Command{
		Use:   "logs NAME",
		Short: "The logs of all routers of a gateway, each line with its pod",
		Long: "The logs of the container router in all pods of the gateway. With -f the lines of the pods stand as they come;\n" +
			"pods that are made later are not followed.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			options := corev1.PodLogOptions{Container: gateway.Container, Follow: follow, Previous: previous}
			if since > 0 {
				seconds := int64(since.Seconds())
				options.SinceSeconds = &seconds
			}
			if tail >= 0 {
				options.TailLines = &tail
			}
			return p.showLogs(command.Context(), args[0], options)
		},
	}
	command.Flags().BoolVarP(&follow, "follow", "f", false, "go on as lines come")
	command.Flags().BoolVarP(&previous, "previous", "p", false, "of the containers before the last restart")
	command.Flags().DurationVar(&since, "since", 0, "only lines that are newer, such as 10m")
	command.Flags().Int64Var(&tail, "tail", 50, "so many last lines of each pod; -1 is all")
	return command
}

func (p *program) showLogs(ctx context.Context, name string, options corev1.PodLogOptions) error {
	found, _, err := p.get(ctx, name)
	if err != nil {
		return err
	}
	members, err := p.podsOf(ctx, found.Metadata.Namespace, name)
	if err != nil {
		return err
	}
	if len(members) == 0 {
		return no{fmt.Sprintf("gateway %s has no pod", name)}
	}
	lines := &prefixed{out: p.out}
	faults := make([]error, len(members))
	var running sync.WaitGroup
	for i, pod := range members {
		each := func() {
			if err := p.podLog(ctx, pod.Namespace, pod.Name, options, lines); err != nil {
				faults[i] = err
				fmt.Fprintf(p.err, "pod %s: %s\n", pod.Name, err)
			}
		}
		if options.Follow {
			running.Go(each)
		} else {
			each()
		}
	}
	running.Wait()
	for _, fault := range faults {
		if fault == nil {
			return nil
		}
	}
	return fmt.Errorf("no pod's log could be read")
}

func (p *program) podLog(ctx context.Context, namespace, pod string, options corev1.PodLogOptions, lines *prefixed) error {
	stream, err := p.podLogs(ctx, namespace, pod, options)
	if err != nil {
		return err
	}
	defer func() { _ = stream.Close() }()
	reader := bufio.NewReader(stream)
	for {
		line, err := reader.ReadString('\n')
		if line != "" {
			lines.write(pod, line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (p *program) openLog(ctx context.Context, namespace, pod string, options corev1.PodLogOptions) (io.ReadCloser, error) {
	client, _, err := p.core()
	if err != nil {
		return nil, err
	}
	return client.Get().Namespace(namespace).Resource("pods").Name(pod).SubResource("log").VersionedParams(&options, parameters).Stream(ctx)
}

// prefixed writes whole lines of several pods, one after the other.
type prefixed struct {
	lock sync.Mutex
	out  io.Writer
}

func (w *prefixed) write(pod, line string) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if line[len(line)-1] != '\n' {
		line += "\n"
	}
	fmt.Fprintf(w.out, "[%s] %s", pod, line)
}
