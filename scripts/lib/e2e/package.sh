# shellcheck shell=bash
# The package under test. Sourced after build.sh.

# Until packages are built: a tree with the program, a runtime and units, copied into each machine.
need_packages() {
  need_program
  stand_in=${program:?}
  stand_in=${stand_in%/bin/rebootmgr}
  export stand_in
}
