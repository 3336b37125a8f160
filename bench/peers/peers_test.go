// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package peers

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAPeerThatCouldNotBeHadIsMissingThoughAnEarlierOneIsThere(t *testing.T) {
	p := &Peers{Folder: t.TempDir()}
	path := filepath.Join(p.Folder, "peer")
	if _, err := p.Program("peer"); err == nil || err.Error() != "peer is not installed: run make bench, which installs it" {
		t.Errorf("of none the error is %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Program("peer"); err != nil || got != path {
		t.Errorf("one that is there is %q, %v", got, err)
	}
	if err := os.WriteFile(path+".missing", []byte("it could not be installed\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Program("peer"); err == nil || err.Error() != "it could not be installed" {
		t.Errorf("one that could not be had is %q, %v", got, err)
	}
}
