// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package docs_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/modfile"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
)

// repository is the path of the repository on its host, such as owner/name.
func repository(t *testing.T) string {
	t.Helper()
	mod, err := os.ReadFile(cli.ModuleFile(t, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(modfile.ModulePath(mod), "github.com/")
}

// pictureRE finds pictures in whatever form: an address in parentheses, a
// reference, and HTML.
var pictureRE = regexp.MustCompile(`(?i)!\[([^]]*)\](?:\(([^)]*)\))?|<(?:img|picture|svg|object|embed|iframe)\b`)

// pictureFaults tells what is wrong with the pictures of a page, which stand
// in a folder and are described in one way everywhere: texts holds that, by
// the picture's name. It returns the names of those that are right, too.
func pictureFaults(text, folder string, texts map[string]string) (right, faults []string) {
	for _, m := range pictureRE.FindAllStringSubmatch(text, -1) {
		name, ours := strings.CutPrefix(m[2], folder)
		switch want, exists := texts[name]; {
		case !ours:
			faults = append(faults, fmt.Sprintf("%s: the registry shows no such picture, write ![…](%sNAME)", m[0], folder))
		case !exists:
			faults = append(faults, name+" is not in images/, or not in the README")
		case m[1] != want:
			faults = append(faults, fmt.Sprintf("%s is described as %q, not as in the README", name, m[1]))
		default:
			right = append(right, name)
		}
	}
	return right, faults
}

// pictures returns the descriptions of all pictures in images/, as the README
// has them.
func pictures(t *testing.T) map[string]string {
	t.Helper()
	readme, err := os.ReadFile(cli.ModuleFile(t, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, m := range pictureRE.FindAllStringSubmatch(string(readme), -1) {
		if name, ok := strings.CutPrefix(m[2], "images/"); ok {
			texts[name] = m[1]
		}
	}
	files, err := os.ReadDir(cli.ModuleFile(t, "images"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		// What the picture tells is a sentence, or two.
		if text := texts[file.Name()]; len(strings.Fields(text)) < 10 || !strings.HasSuffix(text, ".") {
			t.Errorf("README.md describes images/%s as %q, which does not tell what it tells", file.Name(), text)
		}
	}
	if len(files) == 0 || len(files) != len(texts) {
		t.Fatalf("%d pictures in images/, %d in README.md", len(files), len(texts))
	}
	return texts
}

func TestPicturesAreShownByTheRegistryAndDescribed(t *testing.T) {
	texts := pictures(t)
	folder := "https://raw.githubusercontent.com/" + repository(t) + "/main/images/"
	var shown []string
	for _, p := range pages(t) {
		right, faults := pictureFaults(strings.Join(prose(p), "\n"), folder, texts)
		for _, fault := range faults {
			t.Errorf("docs/%s: %s", p.name, fault)
		}
		shown = append(shown, right...)
	}
	for name := range texts {
		if !slices.Contains(shown, name) {
			t.Errorf("no page of docs/ shows images/%s", name)
		}
	}
}

func TestPicturesThatTheRegistryDoesNotShowAreFound(t *testing.T) {
	const folder = "https://raw.githubusercontent.com/o/n/main/images/"
	texts := map[string]string{"a.svg": "What it tells."}
	tests := map[string]struct {
		text string
		want []string
	}{
		"as it should be":     {"![What it tells.](" + folder + "a.svg)", nil},
		"a relative path":     {"![What it tells.](../../images/a.svg)", []string{"![What it tells.](../../images/a.svg): the registry shows no such picture, write ![…](" + folder + "NAME)"}},
		"another host":        {"![What it tells.](https://example.com/a.svg)", []string{"![What it tells.](https://example.com/a.svg): the registry shows no such picture, write ![…](" + folder + "NAME)"}},
		"a title":             {"![What it tells.](" + folder + `a.svg "x")`, []string{`a.svg "x" is not in images/, or not in the README`}},
		"a reference":         {"![What it tells.][a]", []string{"![What it tells.]: the registry shows no such picture, write ![…](" + folder + "NAME)"}},
		"HTML":                {`<IMG alt="What it tells." src="` + folder + `a.svg">`, []string{"<IMG: the registry shows no such picture, write ![…](" + folder + "NAME)"}},
		"no such file":        {"![What it tells.](" + folder + "b.svg)", []string{"b.svg is not in images/, or not in the README"}},
		"no description":      {"![](" + folder + "a.svg)", []string{`a.svg is described as "", not as in the README`}},
		"another description": {"![A picture.](" + folder + "a.svg)", []string{`a.svg is described as "A picture.", not as in the README`}},
		"two of them": {"![](" + folder + "a.svg) ![](x)", []string{
			`a.svg is described as "", not as in the README`,
			"![](x): the registry shows no such picture, write ![…](" + folder + "NAME)",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, got := pictureFaults(tt.text, folder, texts); !slices.Equal(got, tt.want) {
				t.Errorf("faults (-want +got):\n%s", cmp.Diff(tt.want, got))
			}
		})
	}
}
