package main

import (
	"fmt"
	"runtime/debug"
)

type versionCommand struct{}

// Run prints the build: the module's version and, if it was built from a checkout, the commit.
func (versionCommand) Run(s streams) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("the build says nothing of itself")
	}
	commit := "unknown"
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			commit = setting.Value
		}
	}
	fmt.Fprintf(s.out, "kotsukotsu %s, commit %s, %s\n", info.Main.Version, commit, info.GoVersion)
	return nil
}
