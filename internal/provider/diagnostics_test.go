// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
)

// All that the provider says stands in one file, to be read in one go: whoever
// changes a text sees it beside the others, and whoever adds a diagnostic has
// to provoke it in diagnosticCases. "go test ./internal/provider -run
// TestDiagnostics -update" writes the file.
const diagnosticsFile = "testdata/diagnostics.golden"

var update = flag.Bool("update", false, "write "+diagnosticsFile)

// diagnosticCase provokes diagnostics.
type diagnosticCase struct {
	name    string
	from    string // the functions that make them, such as "choiceOptions.parse addChoiceError"
	provoke func(t *testing.T) []string
}

// provoked are the texts of the cases, by name: some take their time.
var provoked = map[string][]string{}

// texts returns what the case provokes.
func (c diagnosticCase) texts(t *testing.T) []string {
	t.Helper()
	if _, ok := provoked[c.name]; !ok {
		provoked[c.name] = c.provoke(t)
	}
	return slices.Clone(provoked[c.name])
}

// diagnosticRE takes apart what texts and call write: the path of an attribute
// or in an argument, severity, Summary, Detail, and the function's argument.
var diagnosticRE = regexp.MustCompile(`(?s)^(?:((?:\.?\w+\((?:"(?:[^"\\]|\\.)*"|[0-9]+)\))+|[a-z_]+(?:\[[^]]+\])*): )?(warning: )?([A-Z][^:]+): (.*?)(?: @(\w+))?$`)

// nameRE and indexRE are for paths to be written as in HCL.
var (
	nameRE  = regexp.MustCompile(`AttributeName\("(\w+)"\)`)
	indexRE = regexp.MustCompile(`\.ElementKey\w+\(((?:"(?:[^"\\]|\\.)*"|[0-9]+))\)`)
)

func TestDiagnosticsAreThoseOfTheGoldenFile(t *testing.T) {
	var file bytes.Buffer
	named := map[string]bool{}
	for _, c := range diagnosticCases() {
		fmt.Fprintf(&file, "=== %s\n", c.name)
		found := c.texts(t)
		if len(found) == 0 || named[c.name] {
			t.Errorf("%s: no diagnostic, or another case of this name", c.name)
		}
		named[c.name] = true
		slices.Sort(found) // the framework validates attributes in no particular order
		for _, text := range found {
			text, isWarning := strings.CutPrefix(text, "warning: ")
			parts := diagnosticRE.FindStringSubmatch(text)
			if parts == nil {
				t.Errorf("%s: %s has no Summary", c.name, text)
				continue
			}
			at, summary, detail := indexRE.ReplaceAllString(nameRE.ReplaceAllString(parts[1], "$1"), "[$1]"), parts[3], parts[4]
			if argument := parts[5]; argument != "" && at == "" {
				at = "the argument " + argument
			}
			if utf8.RuneCountInString(summary) > 80 || strings.HasSuffix(summary, ".") {
				t.Errorf("%s: the Summary %q is longer than 80 characters, or a sentence", c.name, summary)
			}
			if strings.TrimSpace(detail) != detail || detail == "" {
				t.Errorf("%s: the Detail %q is empty or has white space around it", c.name, detail)
			}
			severity := "Error"
			if isWarning || parts[2] != "" {
				severity = "Warning"
			}
			fmt.Fprintf(&file, "%s: %s\n", severity, summary)
			if at != "" {
				fmt.Fprintf(&file, "  on %s\n", at)
			}
			fmt.Fprintf(&file, "\n%s\n\n", detail)
		}
	}
	if *update {
		if err := os.WriteFile(diagnosticsFile, file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(diagnosticsFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), file.String()); diff != "" {
		t.Errorf("the diagnostics differ from %s (-want +got):\n%s", diagnosticsFile, diff)
	}
}

// defensive are diagnostics that nothing provokes, since what is before them
// refuses the same; they stand there so that no mistake passes silently.
var defensive = map[string]int{
	"roleOptions.roles":        1, // NewRole, of parts that the validators have checked
	"roleOptions.partition":    1, // ParsePartition, of one of the supported values
	"setResults":               1, // the attributes of a state, which its schema says is an object
	"roleARNBuildFunction.Run": 2, // NewRole, of parts that were just checked; and the helper that takes every text
}

func TestEveryDiagnosticHasACase(t *testing.T) {
	texts := map[string][]string{} // of the cases, by function
	for _, c := range diagnosticCases() {
		found := c.texts(t)
		for _, function := range strings.Fields(c.from) {
			texts[function] = append(texts[function], found...)
		}
	}

	sites := diagnosticSites(t)
	for _, function := range sortedNames(sites) {
		if got, want := len(texts[function]), len(sites[function])-defensive[function]; got < want {
			t.Errorf("%s makes %d diagnostics, but diagnosticCases has %d of it: add a case that provokes the new one", function, want, got)
		}
		missing := slices.DeleteFunc(slices.Clone(sites[function]), func(pieces []string) bool {
			return slices.ContainsFunc(texts[function], func(text string) bool {
				return !slices.ContainsFunc(pieces, func(piece string) bool { return !strings.Contains(text, piece) })
			})
		})
		if len(missing) > defensive[function] {
			t.Errorf("%s makes diagnostics that no case of diagnosticCases provokes: %q", function, missing)
		}
	}
	for function := range texts {
		if len(sites[function]) == 0 {
			t.Errorf("a case is of %s, which makes no diagnostic", function)
		}
	}
}

// makers make a diagnostic, or add one.
var makers = []string{
	"AddError", "AddWarning", "AddAttributeError", "AddAttributeWarning", "NewErrorDiagnostic", "NewWarningDiagnostic",
	"NewFuncError", "NewArgumentFuncError", "fail",
}

// diagnosticSites returns, for each function of the package, the diagnostics
// that it makes: the pieces of each one's text that stand in the source.
func diagnosticSites(t *testing.T) map[string][][]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	constants := map[string]string{}
	for _, file := range parsed {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == len(spec.Values) {
				for i, name := range spec.Names {
					if literal, ok := spec.Values[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
						constants[name.Name], _ = strconv.Unquote(literal.Value)
					}
				}
			}
			return true
		})
	}

	sites := map[string][][]string{}
	for _, file := range parsed {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && slices.Contains(makers, calledName(call)) {
					sites[functionName(f)] = append(sites[functionName(f)], textPieces(call, constants))
				}
				return true
			})
		}
	}
	return sites
}

func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	default:
		return ""
	}
}

// functionName is the function's name, behind its receiver's type if it has one.
func functionName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	typ := f.Recv.List[0].Type
	if pointer, ok := typ.(*ast.StarExpr); ok {
		typ = pointer.X
	}
	return fmt.Sprint(typ) + "." + f.Name.Name
}

var verbRE = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z]`)

// textPieces returns what of the arguments is known from the source, but for
// the paths, which are made by calls of path.Root and the like.
func textPieces(call *ast.CallExpr, constants map[string]string) []string {
	var pieces []string
	for _, argument := range call.Args {
		ast.Inspect(argument, func(n ast.Node) bool {
			text := ""
			switch n := n.(type) {
			case *ast.CallExpr:
				return !slices.Contains([]string{"Root", "AtName", "AtListIndex", "AtMapKey", "Join", "CheckRoleName"}, calledName(n))
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					text, _ = strconv.Unquote(n.Value)
				}
			case *ast.Ident:
				text = constants[n.Name]
			}
			for _, piece := range verbRE.Split(text, -1) {
				if piece = strings.TrimSuffix(strings.TrimSpace(piece), "."); piece != "" { // functions have no full stop
					pieces = append(pieces, piece)
				}
			}
			return true
		})
	}
	return pieces
}

// validated, wasRead and called are the ways to provoke a diagnostic.
func validated(dataSource string, config attrs) func(*testing.T) []string {
	return func(t *testing.T) []string { return newServer(t, nil).validate(dataSource, config) }
}

func wasRead(dataSource string, provider, config attrs) func(*testing.T) []string {
	return func(t *testing.T) []string {
		_, found := newServer(t, provider).read(dataSource, config)
		return found
	}
}

func called(function string, arguments ...any) func(*testing.T) []string {
	return func(t *testing.T) []string {
		_, text := newServer(t, nil).call(function, arguments...)
		return strings.Split(text, "\n")
	}
}

// verified reads crossaccount_assumable_role, with a fake of STS that is
// prepared. What differs from run to run is replaced.
func verified(prepare func(*fakeSTS), config attrs) func(*testing.T) []string {
	return func(t *testing.T) []string {
		sts := newFakeSTS(t)
		prepare(sts)
		full := attrs{"role_arn": testRoleARN}
		for name, v := range config {
			full[name] = v
		}
		_, found := sts.server(t).read("crossaccount_assumable_role", full)
		return withoutAddress(sts, found)
	}
}

// each provokes one after the other.
func each(provoke ...func(*testing.T) []string) func(*testing.T) []string {
	return func(t *testing.T) []string {
		var all []string
		for _, p := range provoke {
			all = append(all, p(t)...)
		}
		return all
	}
}

// inEnvironment provokes with environment variables that nobody else sees.
func inEnvironment(variables map[string]string, provoke func(*testing.T) []string) func(*testing.T) []string {
	return func(t *testing.T) (found []string) {
		t.Run("environment", func(t *testing.T) {
			for name, value := range variables {
				t.Setenv(name, value)
			}
			found = provoke(t)
		})
		return found
	}
}

var (
	hostRE  = regexp.MustCompile(`(?:127\.0\.0\.1|localhost):[0-9]+`)
	triesRE = regexp.MustCompile(`tried [0-9]+ times`)
)

func withoutAddress(sts *fakeSTS, texts []string) []string {
	for i, text := range texts {
		text = strings.ReplaceAll(text, cmp.Or(sts.URL, "-"), "https://sts.us-east-1.amazonaws.com")
		texts[i] = triesRE.ReplaceAllString(hostRE.ReplaceAllString(text, "192.0.2.1:443"), "tried … times")
	}
	return texts
}
