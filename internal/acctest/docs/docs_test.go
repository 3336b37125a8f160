// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package docs_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"go.yaml.in/yaml/v4"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
)

// page is a page of the documentation, without its front matter.
type page struct {
	name  string // relative to docs/
	front map[string]string
	body  string
	size  int
}

// pages returns all pages, in the order of their names.
func pages(t *testing.T) []page {
	t.Helper()
	docs := os.DirFS(cli.ModuleFile(t, "docs"))
	var all []page
	err := fs.WalkDir(docs, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".md" {
			return err
		}
		text, err := fs.ReadFile(docs, name)
		if err != nil {
			return err
		}
		p := page{name: name, body: string(text), size: len(text)}
		if rest, ok := strings.CutPrefix(p.body, "---\n"); ok {
			front, body, _ := strings.Cut(rest, "\n---\n")
			if err := yaml.Load([]byte(front), &p.front); err != nil {
				t.Errorf("docs/%s: the front matter: %v", name, err)
			}
			p.body = body
		}
		all = append(all, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d pages in docs/", len(all))
	}
	return all
}

// Source: Terraform documentation, "Provider Documentation": folders, file
// names, front matter, and at most 500 KB a page.
func TestPagesAreAsTheRegistryWantsThem(t *testing.T) {
	name := regexp.MustCompile(`^(index|(guides|resources|data-sources|functions|ephemeral-resources)/[a-z0-9_-]+)\.md$`)
	titles := map[string]string{}
	for _, p := range pages(t) {
		if !name.MatchString(p.name) {
			t.Errorf("docs/%s: the registry shows no page of that name", p.name)
		}
		if p.size > 500*1000 {
			t.Errorf("docs/%s: %d bytes, the registry takes 500 KB", p.name, p.size)
		}
		title := p.front["page_title"]
		if title == "" || strings.TrimSpace(p.front["description"]) == "" {
			t.Errorf("docs/%s: the front matter has no page_title, or no description", p.name)
		}
		if other, twice := titles[title]; twice {
			t.Errorf("docs/%s has the page_title of docs/%s", p.name, other)
		}
		titles[title] = p.name
		if headings := slices.DeleteFunc(headingsOf(p), func(h heading) bool { return h.level != 1 }); len(headings) != 1 {
			t.Errorf("docs/%s has %d headings of the first level, not one", p.name, len(headings))
		}
	}
}

type heading struct {
	level int
	text  string
}

// prose returns the lines of the page that are not in a code block.
func prose(p page) []string {
	var lines []string
	code := false
	for line := range strings.Lines(p.body) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			code = !code
			continue
		}
		if !code {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

var headingRE = regexp.MustCompile(`^(#+) (.*)$`)

func headingsOf(p page) []heading {
	var found []heading
	for _, line := range prose(p) {
		if m := headingRE.FindStringSubmatch(line); m != nil {
			found = append(found, heading{len(m[1]), m[2]})
		}
	}
	return found
}

// anchor is what a heading is linked to by: lower case, with dashes for
// spaces, without punctuation.
func anchor(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			b.WriteRune(r)
		case r == ' ':
			b.WriteByte('-')
		}
	}
	return b.String()
}

var (
	linkRE = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	idRE   = regexp.MustCompile(`<a id="([^"]+)">`)
)

func TestLinksLeadSomewhere(t *testing.T) {
	anchors := map[string][]string{}
	for _, p := range pages(t) {
		anchors[p.name] = []string{}
		for _, h := range headingsOf(p) {
			anchors[p.name] = append(anchors[p.name], anchor(h.text))
		}
		for _, m := range idRE.FindAllStringSubmatch(p.body, -1) {
			anchors[p.name] = append(anchors[p.name], m[1])
		}
	}
	tree := "https://github.com/" + repository(t) + "/tree/main/"
	links := 0
	for _, p := range pages(t) {
		for _, m := range linkRE.FindAllStringSubmatch(strings.Join(prose(p), "\n"), -1) {
			links++
			if inRepository, ok := strings.CutPrefix(m[1], tree); ok {
				if _, err := os.Stat(cli.ModuleFile(t, inRepository)); err != nil {
					t.Errorf("docs/%s links to %s, which is not in the repository", p.name, m[1])
				}
				continue
			}
			if strings.Contains(m[1], "://") {
				continue
			}
			target, fragment, _ := strings.Cut(m[1], "#")
			file := p.name
			if target != "" {
				file = path.Join(path.Dir(p.name), target)
			}
			switch known, exists := anchors[file]; {
			case !exists:
				if _, err := os.Stat(cli.ModuleFile(t, "docs/"+file)); err != nil {
					t.Errorf("docs/%s links to %s, which is not there", p.name, m[1])
				}
			case fragment != "" && !slices.Contains(known, fragment):
				t.Errorf("docs/%s links to %s, which has no such heading", p.name, m[1])
			}
		}
	}
	if links < 20 {
		t.Errorf("only %d links were found", links)
	}
}

var hclRE = regexp.MustCompile("(?s)\n```(?:terraform|hcl)\n(.*?\n)```\n")

func TestConfigurationsAreWellFormedAndFormatted(t *testing.T) {
	blocks := 0
	for _, p := range pages(t) {
		for _, m := range hclRE.FindAllStringSubmatch(p.body, -1) {
			blocks++
			if _, diags := hclsyntax.ParseConfig([]byte(m[1]), "docs/"+p.name, hcl.InitialPos); diags.HasErrors() {
				t.Errorf("docs/%s: %v\n%s", p.name, diags, m[1])
			}
			// As terraform fmt has it, without a Terraform.
			if diff := cmp.Diff(string(hclwrite.Format([]byte(m[1]))), m[1]); diff != "" {
				t.Errorf("docs/%s: a configuration is not formatted (-want +got):\n%s", p.name, diff)
			}
		}
	}
	if blocks < 20 {
		t.Errorf("only %d configurations were found", blocks)
	}
}

func TestTablesHaveAsManyCellsInEachRow(t *testing.T) {
	cell := regexp.MustCompile(`(?:^|[^\\])\|`)
	for _, p := range pages(t) {
		columns := 0
		for _, line := range prose(p) {
			if !strings.HasPrefix(line, "|") {
				columns = 0
				continue
			}
			n := len(cell.FindAllString(line, -1))
			if columns > 0 && n != columns {
				t.Errorf("docs/%s: %d cells in place of %d:\n%s", p.name, n-1, columns-1, line)
			}
			columns = n
		}
	}
}
