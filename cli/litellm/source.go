// Package litellm makes a gateway of a config.yaml of LiteLLM's proxy, by the tables in docs/migrating-from-litellm.md.
package litellm

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// block is a part of LiteLLM's file: what was taken of it is remembered, so that the rest can be told.
type block struct {
	path   string
	fields map[string]any
	taken  map[string]bool
}

func newBlock(path string, value any) *block {
	fields, _ := value.(map[string]any)
	return &block{path, fields, map[string]bool{}}
}

func (b *block) take(name string) any {
	b.taken[name] = true
	return b.fields[name]
}

func (b *block) block(name string) *block {
	return newBlock(b.path+"."+name, b.take(name))
}

// text is a word or a number as it is written.
func (b *block) text(name string) string {
	switch value := b.take(name).(type) {
	case nil:
		return ""
	case string:
		return value
	default:
		return fmt.Sprint(value)
	}
}

// number is empty when there is none.
func (b *block) number(name string) (float64, bool) {
	value, err := strconv.ParseFloat(b.text(name), 64)
	return value, err == nil
}

// rest is the paths of what nobody has taken.
func (b *block) rest() []string {
	var paths []string
	for name, value := range b.fields {
		if !b.taken[name] && value != nil {
			paths = append(paths, b.path+"."+name)
		}
	}
	sort.Strings(paths)
	return paths
}

const fromEnvironment = "os.environ/"

// variable is the name of the environment variable that a value stands for; empty when it is no such reference.
func variable(value string) string {
	name, found := strings.CutPrefix(value, fromEnvironment)
	if !found {
		return ""
	}
	return name
}

// words is a list of texts.
func words(value any) []string {
	list, _ := value.([]any)
	var found []string
	for _, each := range list {
		if word, ok := each.(string); ok {
			found = append(found, word)
		}
	}
	return found
}

func sorted(fields map[string]any) []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
