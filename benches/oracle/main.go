// Command oracle reads texts and answers how the YAML package that the official runner uses reads them.
//
// On standard input: the length of a text in decimal, a line feed, the text; and so on. On standard
// output one line for each: "OK", a tab and the values of the documents, or "ERR", a tab and the error.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/buildkite/yaml"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return
		}
		length, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			fail(err)
		}
		text := make([]byte, length)
		if _, err := io.ReadFull(in, text); err != nil {
			fail(err)
		}
		fmt.Fprintln(out, answer(text))
		if err := out.Flush(); err != nil {
			fail(err)
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "oracle:", err)
	os.Exit(1)
}

func answer(text []byte) (line string) {
	defer func() {
		if err := recover(); err != nil {
			line = fmt.Sprintf("PANIC\t%v", err)
		}
	}()
	var values []string
	parts := documents(text)
	for number, part := range parts {
		if number == 0 && len(parts) > 1 && len(bytes.TrimSpace(part)) == 0 {
			continue // nothing before the first `---`
		}
		var value interface{}
		if err := yaml.Unmarshal(part, &value); err != nil {
			return "ERR\t" + strings.ReplaceAll(err.Error(), "\n", "\\n")
		}
		values = append(values, show(value))
	}
	return "OK\t" + strings.Join(values, " ;; ")
}

// documents cuts a text as Drone does: by lines, before any YAML is read.
func documents(text []byte) [][]byte {
	var parts [][]byte
	var part bytes.Buffer
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "...") {
			break
		}
		if strings.HasPrefix(line, "---") {
			parts = append(parts, append([]byte(nil), part.Bytes()...))
			part.Reset()
			continue
		}
		part.WriteString(line + "\n")
	}
	return append(parts, part.Bytes())
}

func show(value interface{}) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprintf("bool:%t", value)
	case int, int64:
		return fmt.Sprintf("int:%d", value)
	case uint64:
		return fmt.Sprintf("uint64:%d", value)
	case float64:
		return "float:" + strconv.FormatFloat(value, 'g', -1, 64)
	case string:
		text, _ := json.Marshal(value)
		return string(text)
	case []interface{}:
		items := make([]string, len(value))
		for number, item := range value {
			items[number] = show(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[interface{}]interface{}:
		pairs := make([]string, 0, len(value))
		for key, item := range value {
			pairs = append(pairs, show(key)+": "+show(item))
		}
		sort.Strings(pairs)
		return "{" + strings.Join(pairs, ", ") + "}"
	default:
		return fmt.Sprintf("%T:%v", value, value)
	}
}
